#define ATTENTION_LAB_ISA base
#define ATTENTION_LAB_WIDTH 4
#define ATTENTION_LAB_ROWS 6
#include "kernel.h"
