#define FORMAT format_gprof
#include "fold_fuzz.h"
