#define FORMAT format_perfreport
#include "fold_fuzz.h"
