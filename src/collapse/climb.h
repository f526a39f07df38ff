/* A stack as it is read: from its leaf up, as the ids of its frames. */
#ifndef COLLAPSE_CLIMB_H
#define COLLAPSE_CLIMB_H

#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "collapse/frames.h"

/* A zeroed struct is one without frames. */
struct climb {
	uint32_t *ids; /* owned; the leaf's is the first */
	size_t n, cap;
};

/* The next frames, callers of those before. */
static inline void
climb_put(struct climb *c, struct frame_ids ids)
{
	if (ids.n + REPEATS_PAD + 1 > c->cap - c->n)
		c->ids = mem_grow(c->ids, &c->cap, c->n + ids.n + REPEATS_PAD + 1, sizeof *c->ids);
	for (size_t i = 0; i < ids.n; i++)
		c->ids[c->n++] = ids.list[i];
}

static inline void
climb_put_one(struct climb *c, uint32_t id)
{
	climb_put(c, (struct frame_ids){&id, 1});
}

/* The root is reached: count the stack, if it has frames, and begin another one. */
void climb_count(struct climb *c, struct stacks *s, uint64_t count);

void climb_release(struct climb *c);

#endif
