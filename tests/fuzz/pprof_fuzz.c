#define FORMAT format_pprof
#include "fold_fuzz.h"
