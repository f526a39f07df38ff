#define FORMAT format_wcp
#include "fold_fuzz.h"
