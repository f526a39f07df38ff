#define FORMAT format_gperfheap
#include "fold_fuzz.h"
