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

struct losses {
	uint64_t *tied;    /* a bit by node: of these only the first ties by path are to be kept */
	uint64_t *some;    /* a bit by node: something is missing, at this place in list: */
	uint32_t *at;
	struct loss *list; /* owned, as are the others */
	size_t n, cap;
	uint64_t ties;
	uint64_t width;    /* of each of these */
	uint32_t live;     /* nodes that were there and counted, without the root */
};

/* Take from a trie all nodes that are narrower than its frames widest (a node is as wide
 * as the larger of its totals).  Where that is all of them or more (at is NULL then), it
 * stays as it is; else those that stay keep their order, and have new ids.  False when a
 * sum passes 2^64-1.  To be released either way. */
bool losses_make(struct losses *l, struct trie *trie, uint64_t frames);

static inline bool
losses_tied(const struct losses *l, uint32_t node)
{
	return l->tied[node / 64] >> node % 64 & 1;
}

/* What is missing below a node, or NULL. */
static inline const struct loss *
losses_of(const struct losses *l, uint32_t node)
{
	return l->some[node / 64] >> node % 64 & 1 ? &l->list[l->at[node]] : NULL;
}

void losses_release(struct losses *l);

#endif
