#define FORMAT format_gperfcpu
#include "fold_fuzz.h"
