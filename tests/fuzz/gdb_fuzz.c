#define FORMAT format_gdb
#include "fold_fuzz.h"
