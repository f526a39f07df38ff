/* What a trie loses where only its widest nodes are kept. */
#ifndef FOLD_LOSSES_H
#define FOLD_LOSSES_H

#include <stdbool.h>
#include <stdint.h>

#include "fold/trie.h"

/* What is missing below a node, and in none of its children that are there. */
struct loss {
	uint64_t total, before; /* its counts; before: 0 where the trie is not differential */
	uint32_t frames;
};

struct losses {
	uint32_t *at;     /* by node: its place in list, plus 1; 0: nothing is missing */
	struct loss *list; /* owned, as are at and tied */
	size_t n, cap;
	bool *tied;       /* by node: of these only so many are to be kept, by path */
	uint64_t ties;
	uint32_t live;    /* nodes that were there and counted, without the root */
};

/* Take from a trie all nodes that are narrower than its frames widest (a node is as wide
 * as the larger of its totals).  Where that is all of them or more (at is NULL then), it
 * stays as it is; else those that stay keep their order, and have new ids.  False when a
 * sum passes 2^64-1.  To be released either way. */
bool losses_make(struct losses *l, struct trie *trie, uint64_t frames);

/* What is missing below a node; to be read only. */
const struct loss *losses_of(const struct losses *l, uint32_t node);

/* A node of the trie, and what is missing below it, is now missing below another. */
void losses_move(struct losses *l, const struct trie *trie, uint32_t node, uint32_t to);

void losses_release(struct losses *l);

#endif
