#define FORMAT format_xctrace
#include "fold_fuzz.h"
