#define FORMAT format_ktap
#include "fold_fuzz.h"
