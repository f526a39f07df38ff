#include "collapse/chains.h"

void
chains_push(struct stacks *s, const struct chain *nodes, size_t n, size_t at)
{
	size_t from = s->n;

	for (size_t steps = 0; at < n && steps < n; steps++) {
		if (nodes[at].name != CHAIN_HIDDEN)
			stacks_push_name(s, nodes[at].name);
		at = nodes[at].parent;
	}
	stacks_reverse(s, from);
}
