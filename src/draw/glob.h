/* Patterns with '*' for any text and '?' for one character. */
#ifndef DRAW_GLOB_H
#define DRAW_GLOB_H

#include <stdbool.h>

#include "base/str.h"

/* Whether the pattern fits all of s, in at most pattern.n * s.n steps. */
bool glob_fits(struct str pattern, struct str s);

#endif
