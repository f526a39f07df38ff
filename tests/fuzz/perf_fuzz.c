#define FORMAT format_perf
#include "fold_fuzz.h"
