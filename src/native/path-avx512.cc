#define ATTENTION_LAB_ISA avx512
#define ATTENTION_LAB_WIDTH 16
#define ATTENTION_LAB_ROWS 8
#include "kernel.h"
