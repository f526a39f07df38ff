#define FORMAT format_macsample
#include "fold_fuzz.h"
