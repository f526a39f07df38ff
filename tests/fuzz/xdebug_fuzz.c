#define FORMAT format_xdebug
#include "fold_fuzz.h"
