#define FORMAT format_procstack
#include "fold_fuzz.h"
