#define FORMAT format_bpftrace
#include "fold_fuzz.h"
