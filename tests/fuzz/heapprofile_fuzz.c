#define FORMAT format_heapprofile
#include "fold_fuzz.h"
