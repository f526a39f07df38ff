/* Pairs as folded text of two columns.
 *
 * The distinct stacks are sorted, by two threads a half each, and both write. */
#ifndef FOLD_COLUMNS_H
#define FOLD_COLUMNS_H

#include "base/out.h"
#include "fold/pairing.h"

/* One line for each stack, with its count before and after, in the order of
 * LC_ALL=C sort on the lines.  Of pairs that were read from sides, once: what the hands
 * have found is used up. */
void columns_write(struct pairing *p, const struct sides *s, struct out *o);

#endif
