/* Where the boxes of a tree stand: in counts from the left and in levels, no
 * pixels.  A box begins with its own self time at the left, then come its
 * children, one beside the other; what --max-frames left out is at its right. */
#ifndef DRAW_LAYOUT_H
#define DRAW_LAYOUT_H

#include "draw/look.h"

/* There may be millions: what can be looked up is not kept. */
struct box {
	uint64_t x;
	uint32_t node;
	bool cut;    /* not the node, but what was left out of it, one level up */
	bool titled; /* for the picture's use; false at first */
};

/* The level of a box; the root's is 0. */
static inline uint32_t
layout_level(const struct tree *tree, const struct box *box)
{
	return tree->depth[box->node] + box->cut;
}

struct layout {
	const struct tree *tree; /* borrowed, as is look */
	const struct look *look;
	uint64_t whole;    /* the width of all, at least 1 */
	struct box *boxes; /* parents before children, from left to right; owned */
	size_t n;
	uint32_t levels;   /* of the boxes */
	/* private */
	const uint64_t *widths; /* by node */
	uint64_t *made;         /* widths, where they are not the totals; owned */
	unsigned shift; /* 1 where the widths would pass 2^64-1: they are halved then */
};

/* The boxes of at least that part of the whole's width, 0 to 1, and their ancestors. */
void layout_make(struct layout *l, const struct tree *tree, const struct look *look, double least);

/* How wide what was left out of a node is. */
uint64_t layout_cut_width(const struct layout *l, uint32_t node);

static inline uint64_t
layout_width(const struct layout *l, const struct box *box)
{
	if (box->cut)
		return layout_cut_width(l, box->node);
	return box->node ? l->widths[box->node] : l->whole;
}

void layout_release(struct layout *l);

#endif
