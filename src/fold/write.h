/* A tree as folded text. */
#ifndef FOLD_WRITE_H
#define FOLD_WRITE_H

#include "base/out.h"
#include "fold/tree.h"

/* One line for each node that stacks end in, two counts where the tree is
 * differential.  In the order of LC_ALL=C sort on the lines; a tree by width or
 * by input is written in its own order. */
void folded_write(const struct tree *tree, enum tree_order order, struct out *o);

#endif
