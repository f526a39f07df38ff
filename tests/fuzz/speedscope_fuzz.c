#define FORMAT format_speedscope
#include "fold_fuzz.h"
