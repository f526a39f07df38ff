#include "fold/bywidth.h"

#include <stdlib.h>

#include "base/mem.h"
#include "fold/radix.h"

/* Siblings: each the place below one half of its width, turned around, so that the widest
 * comes first. */
struct siblings {
	uint64_t *list; /* owned */
	size_t n, cap;
};

static uint64_t
narrowness(const struct tree *t, uint32_t i)
{
	uint64_t before = t->total_before ? t->total_before[i] : 0;

	return ~(t->total[i] > before ? t->total[i] : before);
}

static void
list_children(struct siblings *s, const struct tree *t, uint32_t node)
{
	s->n = 0;
	for (uint32_t i = node + 1; i < t->end[node]; i = t->end[i]) {
		s->list = mem_grow(s->list, &s->cap, s->n + 1, sizeof *s->list);
		s->list[s->n++] = narrowness(t, i) >> 32 << 32 | i;
	}
}

/* By the upper halves, then runs of equal ones by the lower. */
static void
sort(struct siblings *s, const struct tree *t)
{
	uint64_t *list = s->list;

	radix_sort(list, s->n, 0);
	for (size_t from = 0, to; from < s->n; from = to) {
		for (to = from + 1; to < s->n && list[to] >> 32 == list[from] >> 32;)
			to++;
		for (size_t i = from; to - from > 1 && i < to; i++)
			list[i] = narrowness(t, (uint32_t)list[i]) << 32 | (uint32_t)list[i];
		radix_sort(list + from, to - from, 0);
	}
}

/* By node: where it goes. */
static uint32_t *
find_places(const struct tree *t)
{
	uint32_t *place = mem_alloc(t->n, sizeof *place);
	struct siblings s = {0};

	place[0] = 0;
	for (uint32_t i = 0; i < t->n; i++) {
		uint32_t at = place[i] + 1;
		list_children(&s, t, i);
		sort(&s, t);
		for (size_t k = 0; k < s.n; k++) {
			uint32_t child = (uint32_t)s.list[k];
			place[child] = at;
			at += t->end[child] - child;
		}
	}
	free(s.list);
	return place;
}

static void
move_u32(uint32_t **list, const uint32_t *place, uint32_t n)
{
	uint32_t *to = *list ? mem_alloc(n, sizeof *to) : NULL;

	for (uint32_t i = 0; to && i < n; i++)
		to[place[i]] = (*list)[i];
	free(*list);
	*list = to;
}

static void
move_u64(uint64_t **list, const uint32_t *place, uint32_t n)
{
	uint64_t *to = *list ? mem_alloc(n, sizeof *to) : NULL;

	for (uint32_t i = 0; to && i < n; i++)
		to[place[i]] = (*list)[i];
	free(*list);
	*list = to;
}

void
tree_sort_by_width(struct tree *t)
{
	uint32_t *place = find_places(t);
	uint32_t **narrow[] = {&t->name, &t->parent, &t->end, &t->depth, &t->cut_frames};
	uint64_t **wide[] = {&t->self, &t->total, &t->self_before, &t->total_before,
	                     &t->cut_total, &t->cut_total_before};

	for (uint32_t i = 0; i < t->n; i++) {
		t->end[i] = place[i] + (t->end[i] - i);
		t->parent[i] = place[t->parent[i]];
	}
	for (size_t i = 0; i < sizeof narrow / sizeof narrow[0]; i++)
		move_u32(narrow[i], place, t->n);
	for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++)
		move_u64(wide[i], place, t->n);
	free(place);
}
