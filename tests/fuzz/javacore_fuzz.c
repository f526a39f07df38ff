#define FORMAT format_javacore
#include "fold_fuzz.h"
