/* What a trie loses where only its widest nodes are kept. */
#ifndef FOLD_LOSSES_H
#define FOLD_LOSSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fold/trie.h"

/* What is missing below a node, and in none of its children that are there. */
struct loss {
	uint64_t total, before; /* its counts; before: 0 where the trie is not differential */
	uint32_t frames;
};

#define LOSSES_TIED 0x80000000u

struct losses {
	uint32_t *mark;    /* by node: the place of what is missing in list, plus 1, or 0; and
	                    * LOSSES_TIED for nodes of which only so many are to be kept, by path */
	struct loss *list; /* owned, as is mark */
	size_t n, cap;
	uint64_t ties;
	uint32_t live;     /* nodes that were there and counted, without the root */
};

/* Take from a trie all nodes that are narrower than its frames widest (a node is as wide
 * as the larger of its totals).  Where that is all of them or more (mark is NULL then), it
 * stays as it is; else those that stay keep their order, and have new ids.  False when a
 * sum passes 2^64-1.  To be released either way. */
bool losses_make(struct losses *l, struct trie *trie, uint64_t frames);

static inline bool
losses_tied(const struct losses *l, uint32_t node)
{
	return l->mark[node] & LOSSES_TIED;
}

/* What is missing below a node, or NULL. */
static inline const struct loss *
losses_of(const struct losses *l, uint32_t node)
{
	uint32_t place = l->mark[node] & ~LOSSES_TIED;

	return place ? &l->list[place - 1] : NULL;
}

void losses_release(struct losses *l);

#endif
