/* Two profiles of different lengths on one scale. */
#ifndef FOLD_NORMALIZE_H
#define FOLD_NORMALIZE_H

#include "fold/tree.h"

/* Scale the earlier counts of a differential tree so that they add up to exactly
 * the later total.  Decimals are added (tree->scale) until a count of one keeps
 * three digits, as far as 9 decimals and 64 bits allow; units left over by
 * rounding go to the largest remainders (Hamilton's method), and no count becomes
 * 0.  NULL, or why it cannot be done: a side is empty, or has more stacks than
 * the other has units.  The tree must be uncut. */
const char *normalize_before(struct tree *tree);

#endif
