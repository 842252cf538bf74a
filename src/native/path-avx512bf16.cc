#define ATTENTION_LAB_ISA avx512bf16
#define ATTENTION_LAB_WIDTH 16
#define ATTENTION_LAB_ROWS 8
#define ATTENTION_LAB_BF16
#include "kernel.h"
