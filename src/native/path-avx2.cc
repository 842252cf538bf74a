#define ATTENTION_LAB_ISA avx2
#define ATTENTION_LAB_WIDTH 8
#define ATTENTION_LAB_ROWS 6
#include "kernel.h"
