#define FORMAT format_chrometrace
#include "fold_fuzz.h"
