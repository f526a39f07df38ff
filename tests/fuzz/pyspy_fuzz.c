#define FORMAT format_pyspy
#include "fold_fuzz.h"
