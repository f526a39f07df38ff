#define FORMAT format_cpuprofile
#include "fold_fuzz.h"
