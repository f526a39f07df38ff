#include "fold/rank.h"

#include <stdlib.h>

#include "base/mem.h"
#include "fold/radix.h"

/* Texts are all over the memory: they are asked for so many names ahead. */
#define AHEAD 16u

/* Names that agree in their first depth bytes. */
struct range {
	uint32_t from, to;
	size_t depth;
};

struct ranker {
	const struct names *names;
	uint64_t *list;  /* the ids in the order so far, each below so many bytes of its name */
	unsigned id;     /* bits of an id */
	size_t bytes;
	struct range *pending;
	size_t n, cap;
};

/* Eight bytes of a name from depth, as a number that sorts as they do.  Clean names
 * have no NUL, so the zeros behind an end tell a prefix from what continues it. */
static uint64_t
chunk(struct str name, size_t depth)
{
	const unsigned char *p = (const unsigned char *)name.p + depth;
	uint64_t key = 0;

	if (depth + 8 <= name.n)
		return (uint64_t)p[0] << 56 | (uint64_t)p[1] << 48 | (uint64_t)p[2] << 40 |
		       (uint64_t)p[3] << 32 | (uint64_t)p[4] << 24 | (uint64_t)p[5] << 16 |
		       (uint64_t)p[6] << 8 | p[7];
	for (unsigned shift = 56; depth < name.n; depth++, shift -= 8)
		key |= (uint64_t)*p++ << shift;
	return key;
}

static struct str
name_of(const struct ranker *r, uint32_t place)
{
	return names_str(r->names, (uint32_t)(r->list[place] & (((uint64_t)1 << r->id) - 1)));
}

static void
add_range(struct ranker *r, struct range range)
{
	if (range.to - range.from < 2)
		return;
	r->pending = mem_grow(r->pending, &r->cap, r->n + 1, sizeof *r->pending);
	r->pending[r->n++] = range;
}

/* Runs of equal keys agree in a chunk more and are sorted by the next. */
static void
sort_range(struct ranker *r, struct range range)
{
	const uint64_t *list = r->list, id = ((uint64_t)1 << r->id) - 1;
	uint32_t last = range.to - 1;

	for (uint32_t i = range.from; i < range.to; i++) {
		__builtin_prefetch(name_of(r, last - i > AHEAD ? i + AHEAD : last).p);
		uint64_t key = chunk(name_of(r, i), range.depth);
		r->list[i] = (key & ~id) | (list[i] & id);
	}
	radix_sort(r->list + range.from, range.to - range.from, r->id);
	for (uint32_t i = range.from, from = i; i < range.to; i++) {
		if (i < last && list[i] >> r->id == list[i + 1] >> r->id)
			continue;
		add_range(r, (struct range){from, i + 1, range.depth + r->bytes});
		from = i + 1;
	}
}

/* By id: 1 for the names that nodes have. */
static uint32_t *
mark_names(const struct trie *t)
{
	uint32_t *mark = mem_zero(t->names.n, sizeof *mark);

	for (uint32_t i = 1; i < t->n; i++)
		mark[t->nodes[i].name] = 1;
	return mark;
}

static uint32_t
list_ids(uint64_t *list, const uint32_t *mark, uint32_t names)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < names; i++)
		if (!mark || mark[i])
			list[n++] = i;
	return n;
}

uint32_t *
rank_names(const struct trie *trie)
{
	uint32_t names = trie->names.n, most = names < trie->n ? names : trie->n;
	uint32_t *rank = names > most ? mark_names(trie) : NULL;
	struct ranker r = {.names = &trie->names, .list = mem_alloc(most, sizeof *r.list)};
	uint32_t n = list_ids(r.list, rank, names);

	r.id = names <= 1 << 16 ? 16 : names <= 1 << 24 ? 24 : 32;
	r.bytes = (64 - r.id) / 8;
	add_range(&r, (struct range){0, n, 0});
	while (r.n)
		sort_range(&r, r.pending[--r.n]);
	rank = rank ? rank : mem_alloc(names, sizeof *rank);
	for (uint32_t i = 0; i < n; i++)
		rank[r.list[i] & (((uint64_t)1 << r.id) - 1)] = i;
	free(r.list);
	free(r.pending);
	return rank;
}
