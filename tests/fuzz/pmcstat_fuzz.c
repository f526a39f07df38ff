#define FORMAT format_pmcstat
#include "fold_fuzz.h"
