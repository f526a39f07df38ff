#define FORMAT format_callgrind
#include "fold_fuzz.h"
