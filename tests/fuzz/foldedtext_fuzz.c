#define FORMAT format_folded
#include "fold_fuzz.h"
