#define FORMAT format_ghcprof
#include "fold_fuzz.h"
