#define PARSE jit_parse_dump
#include "jit_fuzz.h"
