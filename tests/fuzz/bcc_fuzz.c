#define FORMAT format_bcc
#include "fold_fuzz.h"
