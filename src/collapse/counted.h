/* What tracers print of an aggregation keyed by stacks: the frames of a stack a line
 * each, the leaf first, and its count on a line of its own.
 *
 *	              unix`i86_mwait+0xd
 *	              unix`cpu_idle+0x1a
 *	             1641 */
#ifndef COLLAPSE_COUNTED_H
#define COLLAPSE_COUNTED_H

#include "collapse/frames.h"

struct counted {
	struct frames frames;
	uint32_t *ids;      /* owned: of the block that is open, leaf first */
	size_t n, cap;
	uint32_t root;      /* of the block: a name that stands above its frames */
	bool rooted;        /* ... and whether there is one */
	bool any;           /* a stack was counted */
};

/* The frames of a line that is neither blank nor a count, trimmed; none: it is no part
 * of a stack. */
typedef struct frame_ids counted_line(struct counted *c, struct str line);

/* Read all of in.  False where there was no stack; that has been said. */
bool counted_fold(struct in *in, struct stacks *s, const struct fold_options *opt,
                  counted_line *line);

/* Of a head: whether lines follow each other as they do here, at least one of them a
 * frame by is_frame and one a count behind it.  Lines before the first frame may be of
 * any kind. */
bool counted_looks(struct str head, bool (*is_frame)(struct str line));

/* Without "+0x1f", "+0x1f/0x80" or "+31". */
struct str counted_offset(struct str frame);

#endif
