#define FORMAT format_vtune
#include "fold_fuzz.h"
