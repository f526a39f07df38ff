#define FORMAT format_dtrace
#include "fold_fuzz.h"
