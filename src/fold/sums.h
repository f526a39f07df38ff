/* What a tree is built from: the nodes of a trie with their totals and children. */
#ifndef FOLD_SUMS_H
#define FOLD_SUMS_H

#include <stdbool.h>
#include <stdint.h>

#include "fold/trie.h"

#define SUMS_NONE 0u /* no node: the root is nobody's child */

struct sum {
	uint64_t total;
	uint32_t first, next; /* its first child, its next sibling; in the order of their ids */
};

struct sums {
	const struct trie *trie;
	struct sum *list;  /* by node; owned */
	uint64_t *before;  /* by node, the earlier totals; NULL: not differential */
	uint32_t live;     /* nodes with a count at or below them, without the root */
};

/* False when a sum passes 2^64-1; to be released either way.  Nodes where nothing
 * is counted are in no list of children. */
bool sums_make(struct sums *s, const struct trie *trie);

/* The larger of a node's totals. */
static inline uint64_t
sums_width(const struct sums *s, uint32_t node)
{
	uint64_t total = s->list[node].total;

	return s->before && s->before[node] > total ? s->before[node] : total;
}

/* By node: the live nodes at and below it.  To be freed. */
uint32_t *sums_sizes(const struct sums *s);

/* The n widest nodes are those wider than *width, and *ties of those as wide. */
void sums_widest(const struct sums *s, uint64_t n, uint64_t *width, uint64_t *ties);

void sums_release(struct sums *s);

#endif
