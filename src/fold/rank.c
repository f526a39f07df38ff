#include "fold/rank.h"

#include <stdlib.h>
#include <string.h>

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

static uint32_t
id_at(const struct ranker *r, uint32_t place)
{
	return (uint32_t)(r->list[place] & (((uint64_t)1 << r->id) - 1));
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
		uint32_t later = id_at(r, last - i > AHEAD ? i + AHEAD : last);
		__builtin_prefetch(names_str(r->names, later).p);
		uint64_t key = chunk(names_str(r->names, id_at(r, i)), range.depth);
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

/* The list without what stands above the ids, in the same memory. */
static uint32_t *
pack(const struct ranker *r, uint32_t n)
{
	char *packed = (char *)r->list;

	for (uint32_t i = 0; i < n; i++) {
		uint32_t id = id_at(r, i);
		memcpy(packed + i * sizeof id, &id, sizeof id);
	}
	return mem_resize(r->list, n, sizeof(uint32_t));
}

uint32_t *
rank_names(const struct names *names, const uint32_t *used, uint32_t *n)
{
	struct ranker r = {.names = names, .id = 32};
	uint32_t count = 0;

	for (uint32_t id = 0; id < names->n; id++)
		count += used[id] != 0;
	r.list = mem_alloc(count, sizeof *r.list);
	*n = 0;
	for (uint32_t id = 0; id < names->n; id++)
		if (used[id])
			r.list[(*n)++] = id;
	if (names->n <= 1 << 24)
		r.id = names->n <= 1 << 16 ? 16 : 24;
	r.bytes = (64 - r.id) / 8;
	add_range(&r, (struct range){0, count, 0});
	while (r.n)
		sort_range(&r, r.pending[--r.n]);
	free(r.pending);
	return pack(&r, count);
}
