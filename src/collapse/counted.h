/* What tracers print of an aggregation keyed by stacks: the frames of a stack a line
 * each, the leaf first, and its count on a line of its own.
 *
 *	              unix`i86_mwait+0xd
 *	              unix`cpu_idle+0x1a
 *	             1641
 *
 * Large inputs are cut behind counts, for the threads of a crew. */
#ifndef COLLAPSE_COUNTED_H
#define COLLAPSE_COUNTED_H

#include "collapse/climb.h"
#include "collapse/frames.h"
#include "collapse/pieces.h"

struct counted;

/* How a tracer prints.  Lines come trimmed; neither blank lines nor counts come. */
struct counted_way {
	/* Of a line before the first frame of a stack: it is none, and has been taken
	 * care of.  May be NULL. */
	bool (*before)(struct counted *c, struct str line);
	/* frames_add() the frames of a line; what they are depends on nothing else.
	 * None: the line is no part of a stack. */
	void (*frames)(struct frames *f, struct str line);
};

struct counted {
	const struct counted_way *way;
	struct frames frames;
	struct piece *piece;
	struct climb stack; /* the one that is open */
	uint32_t root;      /* of the stack: a name that stands above its frames */
	bool rooted;        /* ... and whether there is one */
	bool begun;         /* a count was met: what is printed first is over */
	bool indented;      /* the line that before() is asked of had blanks before it */
	bool any;           /* a stack was counted */
};

/* Read all of in.  False where there was no stack; that has been said. */
bool counted_fold(struct in *in, struct stacks *s, const struct fold_options *opt,
                  const struct counted_way *way);

/* Of a head: whether lines follow each other as they do here, at least one of them a
 * frame by is_frame and one a count behind it.  Lines before the first frame may be of
 * any kind. */
bool counted_looks(struct str head, bool (*is_frame)(struct str line));

/* Without "+0x1f", "+0x1f/0x80" or "+31". */
struct str counted_offset(struct str frame);

#endif
