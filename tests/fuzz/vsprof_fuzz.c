#define FORMAT format_vsprof
#include "fold_fuzz.h"
