#include "fold/bywidth.h"

#include <stdlib.h>

#include "base/mem.h"
#include "fold/keyed.h"

static uint64_t
width(const struct tree *t, uint32_t i)
{
	uint64_t before = t->total_before ? t->total_before[i] : 0;

	return t->total[i] > before ? t->total[i] : before;
}

/* By node: where it goes. */
static uint32_t *
find_places(const struct tree *t)
{
	uint32_t *place = mem_alloc(t->n, sizeof *place);
	struct keyed *list = mem_alloc(t->n, sizeof *list);
	struct keyed *spare = mem_alloc(t->n, sizeof *spare);

	place[0] = 0;
	for (uint32_t i = 0; i < t->n; i++) {
		uint32_t n = 0, at = place[i] + 1;
		for (uint32_t c = i + 1; c < t->end[i]; c = t->end[c])
			list[n++] = (struct keyed){~width(t, c), c};
		keyed_sort(list, n, spare);
		for (uint32_t k = 0; k < n; k++) {
			place[list[k].value] = at;
			at += t->end[list[k].value] - list[k].value;
		}
	}
	free(list);
	free(spare);
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
