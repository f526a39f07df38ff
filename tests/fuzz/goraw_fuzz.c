#define FORMAT format_goraw
#include "fold_fuzz.h"
