#include "draw/layout.h"

#include <stdlib.h>

#include "base/mem.h"

/* The width that a count gives by itself. */
static uint64_t
drawn(const struct layout *l, uint64_t after, uint64_t before)
{
	uint64_t more = after > before ? after : before;

	if (l->look->diff_width == LOOK_AFTER)
		more = after;
	if (l->look->diff_width == LOOK_BEFORE)
		more = before;
	return more >> l->shift;
}

uint64_t
layout_cut_width(const struct layout *l, uint32_t node)
{
	const struct tree *t = l->tree;

	if (!t->cut_total)
		return 0;
	if (!l->made)
		return t->cut_total[node];
	return drawn(l, t->cut_total[node], t->cut_total_before ? t->cut_total_before[node] : 0);
}

static uint64_t
self_width(const struct layout *l, uint32_t i)
{
	return l->made ? drawn(l, l->tree->self[i], l->tree->self_before[i]) : l->tree->self[i];
}

/* Each stack is as wide as the count that was chosen, so widths add up as counts do. */
static void
make_widths(struct layout *l)
{
	const struct tree *t = l->tree;

	l->widths = t->total;
	if (!t->self_before)
		return;
	l->shift = t->total[0] > UINT64_MAX - t->total_before[0];
	l->widths = l->made = mem_zero(t->n, sizeof *l->made);
	for (uint32_t i = t->n; i-- > 0;) {
		l->made[i] += drawn(l, t->self[i], t->self_before[i]) + layout_cut_width(l, i);
		if (i)
			l->made[t->parent[i]] += l->made[i];
	}
}

static void
add_box(struct layout *l, uint32_t level, struct box box)
{
	l->boxes[l->n++] = box;
	if (level >= l->levels)
		l->levels = level + 1;
}

/* next: by level, where the next box of that level begins. */
static void
place_boxes(struct layout *l, uint64_t least, uint64_t *next)
{
	const struct tree *t = l->tree;

	for (uint32_t i = 0; i < t->n;) {
		uint32_t level = t->depth[i];
		uint64_t x = next[level], w = l->widths[i];
		next[level] += w;
		if (i && w < least) {
			i = t->end[i];
			continue;
		}
		add_box(l, level, (struct box){.x = x, .node = i});
		next[level + 1] = x + self_width(l, i);
		uint64_t cut = layout_cut_width(l, i);
		if (cut && cut >= least)
			add_box(l, level + 1,
			        (struct box){.x = x + w - cut, .node = i, .cut = true});
		i++;
	}
}

void
layout_make(struct layout *l, const struct tree *tree, const struct look *look, double least)
{
	uint64_t *next = mem_zero((size_t)tree->levels + 1, sizeof *next);

	*l = (struct layout){.tree = tree, .look = look};
	make_widths(l);
	uint64_t asked = look->total >> l->shift;
	l->whole = l->widths[0] > asked ? l->widths[0] : asked;
	if (!l->whole)
		l->whole = 1;
	double bound = least * (double)l->whole;
	uint64_t floor = bound < 1 ? 1 : (uint64_t)bound;
	/* Room for all that there could be: what is not used is never touched. */
	l->boxes = mem_alloc(tree->cut_total ? 2 * (size_t)tree->n : tree->n, sizeof *l->boxes);
	place_boxes(l, floor + ((double)floor < bound), next);
	free(next);
}

void
layout_release(struct layout *l)
{
	free(l->boxes);
	free(l->made);
	*l = (struct layout){0};
}
