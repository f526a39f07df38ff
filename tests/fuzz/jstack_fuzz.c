#define FORMAT format_jstack
#include "fold_fuzz.h"
