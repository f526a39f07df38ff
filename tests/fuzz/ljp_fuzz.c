#define FORMAT format_ljp
#include "fold_fuzz.h"
