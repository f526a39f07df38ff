/* The totals of a trie's nodes, and which nodes are the widest. */
#ifndef FOLD_SUMS_H
#define FOLD_SUMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fold/trie.h"

/* Parents are all over the memory of a large trie: a sweep over the nodes asks for
 * what it needs of them so many nodes ahead. */
#define SUMS_AHEAD 24

struct sums {
	const struct trie *trie;
	uint64_t *total;  /* by node; owned */
	uint64_t *before; /* by node, the earlier totals; NULL: not differential */
	uint32_t live;    /* nodes with a count at or below them, without the root */
};

/* False when a sum passes 2^64-1; to be released either way. */
bool sums_make(struct sums *s, const struct trie *trie);

/* The larger of a node's totals: never above that of its parent, 0 where nothing is
 * counted. */
static inline uint64_t
sums_width(const struct sums *s, uint32_t node)
{
	uint64_t total = s->total[node];

	return s->before && s->before[node] > total ? s->before[node] : total;
}

/* The widest nodes of at least so many. */
struct sums_widest {
	uint64_t width; /* of the narrowest of them */
	uint64_t ties;  /* so many that are as wide make the number full */
	size_t n;       /* nodes of at least that width */
};

/* Of n, at least 1 and less than live; the root does not count. */
struct sums_widest sums_widest(const struct sums *s, uint64_t n);

void sums_release(struct sums *s);

#endif
