#define FORMAT format_du
#include "fold_fuzz.h"
