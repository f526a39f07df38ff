#define FORMAT format_faulthandler
#include "fold_fuzz.h"
