#include "fold/trail.h"

#include "base/bytes.h"

uint32_t
trail_shared(const struct trail *t, struct str stack)
{
	size_t most = stack.n < t->stack.n ? stack.n : t->stack.n;
	size_t same = bytes_common(t->stack.p, stack.p, most);
	uint32_t n = 0;

	while (n < t->n && t->end[n] < same)
		n++;
	return n;
}

void
trail_turn(struct trail *t, struct str stack, uint32_t shared)
{
	t->stack = stack;
	t->n = shared;
}
