#define FORMAT format_javaexceptions
#include "fold_fuzz.h"
