#define FORMAT format_gecko
#include "fold_fuzz.h"
