#define FORMAT format_eustack
#include "fold_fuzz.h"
