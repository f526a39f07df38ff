#include "fold/rank.h"

#include <stdlib.h>

#include "base/mem.h"
#include "fold/keyed.h"

#define CHUNK 8

/* Names that agree in their first depth bytes. */
struct range {
	uint32_t from, to;
	size_t depth;
};

struct ranker {
	const struct names *names;
	struct keyed *list, *spare;
	struct range *pending;
	size_t n, cap;
};

/* Eight bytes of a name from depth, as a number that sorts as they do.  Clean names
 * have no NUL, so the zeros behind an end tell a prefix from what continues it. */
static uint64_t
chunk(struct str name, size_t depth)
{
	uint64_t key = 0;

	for (size_t i = depth; i < depth + CHUNK; i++)
		key = key << 8 | (i < name.n ? (unsigned char)name.p[i] : 0);
	return key;
}

/* Runs of equal keys agree in a chunk more and are sorted by the next. */
static void
add_runs(struct ranker *r, struct range range)
{
	for (uint32_t from = range.from, to; from < range.to; from = to) {
		for (to = from + 1; to < range.to && r->list[to].key == r->list[from].key;)
			to++;
		if (to - from < 2)
			continue;
		r->pending = mem_grow(r->pending, &r->cap, r->n + 1, sizeof *r->pending);
		r->pending[r->n++] = (struct range){from, to, range.depth + CHUNK};
	}
}

static void
sort_range(struct ranker *r, struct range range)
{
	for (uint32_t i = range.from; i < range.to; i++)
		r->list[i].key = chunk(names_str(r->names, r->list[i].value), range.depth);
	keyed_sort(r->list + range.from, range.to - range.from, r->spare);
	add_runs(r, range);
}

uint32_t *
rank_names(const struct names *names)
{
	struct ranker r = {.names = names};
	uint32_t *rank = mem_alloc(names->n, sizeof *rank);

	r.list = mem_alloc(names->n, sizeof *r.list);
	r.spare = mem_alloc(names->n, sizeof *r.spare);
	for (uint32_t i = 0; i < names->n; i++)
		r.list[i].value = i;
	sort_range(&r, (struct range){0, names->n, 0});
	while (r.n)
		sort_range(&r, r.pending[--r.n]);
	for (uint32_t i = 0; i < names->n; i++)
		rank[r.list[i].value] = i;
	free(r.list);
	free(r.spare);
	free(r.pending);
	return rank;
}
