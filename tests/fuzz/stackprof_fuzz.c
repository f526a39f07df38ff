#define FORMAT format_stackprof
#include "fold_fuzz.h"
