/* Pairs as folded text of two columns.
 *
 * What is sorted already is merged; else the distinct stacks are sorted, by two threads
 * a half each.  Both write. */
#ifndef FOLD_COLUMNS_H
#define FOLD_COLUMNS_H

#include "base/out.h"
#include "fold/pairs.h"

/* One line for each stack, with its count before and after, in the order of
 * LC_ALL=C sort on the lines.  Of pairs that were read, once. */
void columns_write(struct pairs *p, struct out *o);

#endif
