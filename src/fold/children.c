#include <stdlib.h>

#include "base/mem.h"
#include "base/os.h"
#include "fold/keyed.h"
#include "fold/sums.h"

/* Parents are all over the memory of a large trie; they are asked for this many
 * nodes ahead. */
#define AHEAD 24

/* Up to so many children are sorted where they stand. */
#define FEW 32

static bool
is_wanted(const struct sums *s, uint32_t node, uint64_t width)
{
	uint64_t w = sums_width(s, node);

	return w && w >= width;
}

/* Where the children of each node begin, one node late: filling moves them up. */
static void
find_places(struct children *c, const struct sums *s, uint64_t width)
{
	const struct trie *t = s->trie;
	uint32_t sum = 0;

	for (uint32_t i = 1; i < t->n; i++) {
		if (i + AHEAD < t->n)
			__builtin_prefetch(&c->first[t->nodes[i + AHEAD].parent + 1], 1);
		if (is_wanted(s, i, width))
			c->first[t->nodes[i].parent + 1]++;
	}
	for (uint32_t i = 0; i <= t->n; i++) {
		uint32_t n = c->first[i];
		c->first[i] = sum;
		sum += n;
	}
	c->list = mem_alloc(sum, sizeof *c->list);
	os_large(c->list, sum * sizeof *c->list);
}

void
children_make(struct children *c, const struct sums *s, uint64_t width, const uint32_t *rank)
{
	const struct trie *t = s->trie;

	*c = (struct children){.first = mem_alloc((size_t)t->n + 2, sizeof *c->first)};
	os_large(c->first, ((size_t)t->n + 2) * sizeof *c->first);
	for (uint32_t i = 0; i < t->n + 2; i++)
		c->first[i] = 0;
	find_places(c, s, width);
	for (uint32_t i = 1; i < t->n; i++) {
		if (i + AHEAD < t->n)
			__builtin_prefetch(&c->first[t->nodes[i + AHEAD].parent + 1], 1);
		if (!is_wanted(s, i, width))
			continue;
		uint32_t at = c->first[t->nodes[i].parent + 1]++;
		c->list[at] = (struct child){rank ? rank[t->nodes[i].name] : i, i};
	}
}

static void
insert_each(struct child *list, uint32_t n)
{
	for (uint32_t i = 1; i < n; i++) {
		struct child c = list[i];
		uint32_t at = i;
		for (; at && list[at - 1].rank > c.rank; at--)
			list[at] = list[at - 1];
		list[at] = c;
	}
}

uint32_t
children_sort(struct children *c, uint32_t node)
{
	struct child *list = c->list + c->first[node];
	uint32_t n = c->first[node + 1] - c->first[node];

	if (n <= FEW) {
		insert_each(list, n);
		return n;
	}
	c->spare = mem_grow(c->spare, &c->spare_cap, 2 * (size_t)n, sizeof *c->spare);
	for (uint32_t i = 0; i < n; i++)
		c->spare[i] = (struct keyed){list[i].rank, list[i].node};
	keyed_sort(c->spare, n, c->spare + n);
	for (uint32_t i = 0; i < n; i++)
		list[i] = (struct child){(uint32_t)c->spare[i].key, c->spare[i].value};
	return n;
}

void
children_release(struct children *c)
{
	free(c->first);
	free(c->list);
	free(c->spare);
	*c = (struct children){0};
}
