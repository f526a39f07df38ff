#include "draw/layout.h"

#include <stdlib.h>

#include "base/mem.h"

struct plan {
	const struct tree *tree;
	const struct look *look;
	uint64_t *width; /* by node; NULL: the totals */
	unsigned shift;  /* 1 where the widths would pass 2^64-1: they are halved then */
};

/* The width that a count gives by itself. */
static uint64_t
drawn(const struct plan *p, uint64_t after, uint64_t before)
{
	uint64_t more = after > before ? after : before;

	if (p->look->diff_width == LOOK_AFTER)
		more = after;
	if (p->look->diff_width == LOOK_BEFORE)
		more = before;
	return more >> p->shift;
}

static uint64_t
cut_width(const struct plan *p, uint32_t i)
{
	const struct tree *t = p->tree;

	if (!t->cut_total)
		return 0;
	if (!p->width)
		return t->cut_total[i];
	return drawn(p, t->cut_total[i], t->cut_total_before ? t->cut_total_before[i] : 0);
}

static uint64_t
self_width(const struct plan *p, uint32_t i)
{
	return p->width ? drawn(p, p->tree->self[i], p->tree->self_before[i]) : p->tree->self[i];
}

/* Each stack is as wide as the count that was chosen, so widths add up as counts do. */
static void
make_widths(struct plan *p)
{
	const struct tree *t = p->tree;

	if (!t->self_before)
		return;
	p->shift = t->total[0] > UINT64_MAX - t->total_before[0];
	p->width = mem_zero(t->n, sizeof *p->width);
	for (uint32_t i = t->n; i-- > 0;) {
		p->width[i] += drawn(p, t->self[i], t->self_before[i]) + cut_width(p, i);
		if (i)
			p->width[t->parent[i]] += p->width[i];
	}
}

static void
add_box(struct layout *l, uint32_t level, struct box box)
{
	l->boxes = mem_grow(l->boxes, &l->cap, l->n + 1, sizeof *l->boxes);
	l->boxes[l->n++] = box;
	if (level >= l->levels)
		l->levels = level + 1;
}

/* next: by level, where the next box of that level begins. */
static void
place_boxes(struct layout *l, const struct plan *p, uint64_t least, uint64_t *next)
{
	const struct tree *t = p->tree;
	const uint64_t *width = p->width ? p->width : t->total;

	for (uint32_t i = 0; i < t->n;) {
		uint32_t level = t->depth[i];
		uint64_t x = next[level], w = width[i];
		next[level] += w;
		if (i && w < least) {
			i = t->end[i];
			continue;
		}
		add_box(l, level, (struct box){x, i ? w : l->whole, i, false});
		next[level + 1] = x + self_width(p, i);
		uint64_t cut = cut_width(p, i);
		if (cut && cut >= least)
			add_box(l, level + 1, (struct box){x + w - cut, cut, i, true});
		i++;
	}
}

void
layout_make(struct layout *l, const struct tree *tree, const struct look *look, double least)
{
	struct plan p = {.tree = tree, .look = look};
	uint64_t *next = mem_zero((size_t)tree->levels + 1, sizeof *next);

	make_widths(&p);
	uint64_t whole = p.width ? p.width[0] : tree->total[0], asked = look->total >> p.shift;
	*l = (struct layout){.whole = whole > asked ? whole : asked};
	if (!l->whole)
		l->whole = 1;
	double bound = least * (double)l->whole;
	uint64_t floor = bound < 1 ? 1 : (uint64_t)bound;
	place_boxes(l, &p, floor + ((double)floor < bound), next);
	free(p.width);
	free(next);
}

void
layout_release(struct layout *l)
{
	free(l->boxes);
	*l = (struct layout){0};
}
