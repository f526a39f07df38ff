/* Where the boxes of a tree stand: in counts from the left and in levels, no
 * pixels.  A box begins with its own self time at the left, then come its
 * children, one beside the other; what --max-frames left out is at its right. */
#ifndef DRAW_LAYOUT_H
#define DRAW_LAYOUT_H

#include "draw/look.h"

struct box {
	uint64_t x, width;
	uint32_t node;
	bool cut; /* not the node, but what was left out of it, one level up */
};

/* The level of a box; the root's is 0. */
static inline uint32_t
layout_level(const struct tree *tree, const struct box *box)
{
	return tree->depth[box->node] + box->cut;
}

struct layout {
	uint64_t whole;    /* the width of all, at least 1 */
	struct box *boxes; /* parents before children, from left to right; owned */
	size_t n, cap;
	uint32_t levels;   /* of the boxes */
};

/* The boxes of at least that part of the whole's width, 0 to 1, and their ancestors. */
void layout_make(struct layout *l, const struct tree *tree, const struct look *look, double least);

void layout_release(struct layout *l);

#endif
