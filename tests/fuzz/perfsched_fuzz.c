#define FORMAT format_perfsched
#include "fold_fuzz.h"
