/* What a tree is built from: the totals of a trie's nodes, and their children. */
#ifndef FOLD_SUMS_H
#define FOLD_SUMS_H

#include <stdbool.h>
#include <stdint.h>

#include "fold/trie.h"

struct sums {
	const struct trie *trie;
	uint64_t *total;  /* by node; owned */
	uint64_t *before; /* by node, the earlier totals; NULL: not differential */
	uint32_t live;    /* nodes with a count at or below them, without the root */
};

/* False when a sum passes 2^64-1; to be released either way. */
bool sums_make(struct sums *s, const struct trie *trie);

/* The larger of a node's totals. */
static inline uint64_t
sums_width(const struct sums *s, uint32_t node)
{
	uint64_t total = s->total[node];

	return s->before && s->before[node] > total ? s->before[node] : total;
}

/* By node: the live nodes at and below it.  To be freed. */
uint32_t *sums_sizes(const struct sums *s);

/* The n widest nodes are those wider than *width, and *ties of those as wide. */
void sums_widest(const struct sums *s, uint64_t n, uint64_t *width, uint64_t *ties);

void sums_release(struct sums *s);

struct child {
	uint32_t rank; /* of its name, or of its coming */
	uint32_t node;
};

/* Children of all nodes, those of one beside each other. */
struct children {
	uint32_t *first;    /* by node, and one more: where its children begin in list */
	struct child *list;
	struct keyed *spare;
	size_t spare_cap;
};

/* The live nodes of at least a width, with the ranks of their names; rank NULL: in
 * the order of their coming. */
void children_make(struct children *c, const struct sums *s, uint64_t width,
                   const uint32_t *rank);

/* Sort the children of a node by rank; how many there are. */
uint32_t children_sort(struct children *c, uint32_t node);

void children_release(struct children *c);

#endif
