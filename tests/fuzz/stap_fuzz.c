#define FORMAT format_stap
#include "fold_fuzz.h"
