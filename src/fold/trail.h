/* The stack that was taken apart last, and how much of the next one it is: neighbours
 * in a profile often begin with the same frames, and in a sorted one nearly all do. */
#ifndef FOLD_TRAIL_H
#define FOLD_TRAIL_H

#include <stdint.h>

#include "base/str.h"

/* Frames that are remembered; what is deeper is taken apart anew. */
#define TRAIL_MOST 256u

/* A zeroed one is valid: there was no stack. */
struct trail {
	struct str stack;
	uint32_t n;                /* frames that end in a ';' and are remembered */
	uint32_t end[TRAIL_MOST];  /* where, from the begin of the stack */
	uint64_t path[TRAIL_MOST]; /* hashes of the paths */
};

/* How many frames, each with its ';', are those of the last stack too. */
uint32_t trail_shared(const struct trail *t, struct str stack);

/* The stack becomes the last one; of its frames the shared ones are known. */
void trail_turn(struct trail *t, struct str stack, uint32_t shared);

/* Its next frame. */
static inline void
trail_add(struct trail *t, uint32_t end, uint64_t path)
{
	if (t->n == TRAIL_MOST)
		return;
	t->end[t->n] = end;
	t->path[t->n++] = path;
}

#endif
