#include "collapse/climb.h"

#include <stdlib.h>

void
climb_count(struct climb *c, struct stacks *s, uint64_t count)
{
	if (c->n)
		stacks_add_leaf_first(s, c->ids, c->n, count);
	c->n = 0;
}

void
climb_release(struct climb *c)
{
	free(c->ids);
}
