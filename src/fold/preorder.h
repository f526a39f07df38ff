/* The nodes of a trie in preorder: parents before their children, siblings by name or
 * in the order of their coming. */
#ifndef FOLD_PREORDER_H
#define FOLD_PREORDER_H

#include <stdbool.h>
#include <stdint.h>

#include "fold/sums.h"

/* What hangs on a node, by node of the trie. */
struct preorder_branch {
	uint32_t size; /* nodes in the order, at and below it */
	uint32_t lost; /* live nodes below it that the order leaves out, those of its
	                * children in the order not counted */
};

struct preorder {
	uint32_t *node; /* by place: the root, then n - 1 others; owned, as is branch */
	uint32_t n;
	struct preorder_branch *branch;
};

/* The root and the live nodes of at least a width; by the ranks of their names, or with
 * rank NULL as they came.  beside: a second thread may help. */
void preorder_make(struct preorder *p, const struct sums *s, uint64_t width,
                   const uint32_t *rank, bool beside);

void preorder_release(struct preorder *p);

#endif
