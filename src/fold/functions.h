/* What a tree says of each function, over all the places where it stands. */
#ifndef FOLD_FUNCTIONS_H
#define FOLD_FUNCTIONS_H

#include <stdint.h>

#include "fold/tree.h"

struct function {
	uint32_t name;   /* id in the tree's names */
	uint32_t places; /* nodes with that name */
	uint64_t self, total;
	uint64_t self_before, total_before; /* 0 where the tree is not differential */
};

struct functions {
	struct function *list; /* owned; in the byte order of names */
	uint32_t n;
};

/* One row for each name that stands in the tree.  A total counts each stack once:
 * a frame below another of the same name (recursion) adds its self count only.
 * Sums cannot overflow where the tree's did not. */
void functions_of(struct functions *f, const struct tree *tree);

void functions_release(struct functions *f);

#endif
