#define FORMAT format_instruments
#include "fold_fuzz.h"
