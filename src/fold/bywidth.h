/* A tree whose siblings stand by name, rearranged. */
#ifndef FOLD_BYWIDTH_H
#define FOLD_BYWIDTH_H

#include "fold/tree.h"

/* The widest siblings first, by the larger of both totals; equal ones stay by name. */
void tree_sort_by_width(struct tree *tree);

#endif
