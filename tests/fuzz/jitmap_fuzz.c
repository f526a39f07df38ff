#define PARSE jit_parse_map
#include "jit_fuzz.h"
