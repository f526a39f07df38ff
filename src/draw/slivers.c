#include "draw/slivers.h"

#include <stdlib.h>

#include "base/mem.h"

/* Grain, in tenths of a pixel: a run that is narrower takes in its neighbour. */
#define FINEST 5
#define COARSEST 640
#define GAP 4     /* a gap of a grain divided by so much is closed where boxes fill more than it */
#define LOST 64   /* a run narrower than a grain divided by so much is left out */
#define MOST 8000 /* slivers, if it can be done; */
#define MOST_OF_LEVEL 64 /* or so many for each level, where that is more */

/* Boxes beside each other, drawn as one.  Places are tenths of a pixel, of which no
 * picture has 2^31. */
struct run {
	uint64_t widest; /* in counts, of the box that gave the class */
	int32_t from, to, filled;
	uint32_t level;
	unsigned class;
	uint32_t next; /* sorted: of its class or its level, plus 1; or 0 */
};

/* There may be a million levels: what is kept for each is kept small. */
struct runs {
	struct run *list;
	size_t n, cap;
	uint32_t *last; /* by level: place of its last run, plus 1; sorted: of its first */
};

static int32_t
tenths(const struct picture *p, uint64_t x)
{
	return (int32_t)((p->left + (double)x * p->per_count) * 10 + 0.5);
}

/* Whether a box right of a run becomes part of it. */
static bool
joins(const struct run *run, int32_t from, int32_t to, unsigned class, int32_t grain)
{
	int32_t gap = from - run->to;

	if (run->class != class && run->to - run->from >= grain)
		return false;
	return !gap || (gap * GAP <= grain && 2 * (run->filled + to - from) >= to - run->from);
}

static void
add_box(struct runs *r, const struct picture *p, const struct box *b, int32_t grain)
{
	int32_t from = tenths(p, b->x), to = tenths(p, b->x + b->width);
	uint32_t level = layout_level(p->tree, b);
	unsigned class = picture_class(p, b);

	if (r->last[level]) {
		struct run *run = &r->list[r->last[level] - 1];
		if (joins(run, from, to, class, grain)) {
			run->to = to;
			run->filled += to - from;
			if (b->width > run->widest) {
				run->widest = b->width;
				run->class = class;
			}
			return;
		}
	}
	r->list = mem_grow(r->list, &r->cap, r->n + 1, sizeof *r->list);
	r->list[r->n] = (struct run){b->width, from, to, to - from, level, class, 0};
	r->last[level] = (uint32_t)++r->n;
}

static void
leave_out(struct runs *r, int32_t grain)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n; i++)
		if ((r->list[i].to - r->list[i].from) * LOST >= grain)
			r->list[n++] = r->list[i];
	r->n = n;
}

static void
make_runs(struct runs *r, const struct picture *p, const bool *titled)
{
	const struct layout *l = &p->layout;
	size_t most = (size_t)l->levels * MOST_OF_LEVEL;

	if (most < MOST)
		most = MOST;
	for (int32_t grain = FINEST; grain <= COARSEST; grain *= 2) {
		r->n = 0;
		for (uint32_t i = 0; i < l->levels; i++)
			r->last[i] = 0;
		for (size_t i = 0; i < l->n; i++)
			if (!titled[i])
				add_box(r, p, &l->boxes[i], grain);
		if (r->n > most)
			leave_out(r, grain);
		if (r->n <= most)
			return;
	}
}

/* Runs of one class, in the order in which they are drawn: places in the list, plus 1. */
struct queue {
	uint32_t first, last;
};

/* The runs of each level stand in the list from left to right: link them. */
static void
link_levels(struct runs *r, uint32_t levels)
{
	for (uint32_t i = 0; i < levels; i++)
		r->last[i] = 0;
	for (size_t i = r->n; i-- > 0;) {
		struct run *run = &r->list[i];
		run->next = r->last[run->level];
		r->last[run->level] = (uint32_t)i + 1;
	}
}

/* By class, then from level to level, then from left to right. */
static void
sort_runs(struct runs *r, uint32_t levels, struct queue *classes)
{
	link_levels(r, levels);
	for (uint32_t level = 0; level < levels; level++)
		for (uint32_t at = r->last[level], next; at; at = next) {
			struct queue *q = &classes[r->list[at - 1].class];
			next = r->list[at - 1].next;
			r->list[at - 1].next = 0;
			if (q->first)
				r->list[q->last - 1].next = at;
			else
				q->first = at;
			q->last = at;
		}
}

/* A row of boxes is a line as thick as they are high: "M100 444h20m30 0h15". */
static void
put_runs(const struct picture *p, const struct runs *r, uint32_t first, struct out *o)
{
	const struct run *last = NULL;

	for (uint32_t at = first; at; at = last->next) {
		const struct run *run = &r->list[at - 1];
		if (last && run->level == last->level) {
			out_char(o, 'm');
			out_i64(o, run->from - last->to);
			out_text(o, " 0");
		} else {
			out_char(o, 'M');
			out_i64(o, run->from);
			out_char(o, ' ');
			out_short(o, 10 * (picture_y(p, run->level) + (p->row - 1) / 2), 1);
		}
		out_char(o, 'h');
		out_i64(o, run->to > run->from ? run->to - run->from : 1);
		last = run;
	}
}

static void
put_paths(const struct picture *p, const struct runs *r, const struct queue *classes,
          struct out *o)
{
	out_text(o, "<g fill=\"none\" transform=\"scale(.1)\" stroke-width=\"");
	out_short(o, 10 * (p->row - 1), 1);
	out_text(o, "\">\n");
	for (unsigned class = 0; class < PALETTE_CLASSES; class++) {
		if (!classes[class].first)
			continue;
		out_text(o, "<path class=\"cs");
		out_u64(o, class);
		out_text(o, "\" stroke=\"");
		rgb_put(o, picture_rgb(p, class));
		out_text(o, "\" d=\"");
		put_runs(p, r, classes[class].first, o);
		out_text(o, "\"/>\n");
	}
	out_text(o, "</g>\n");
}

void
slivers_write(const struct picture *p, const bool *titled, struct out *o)
{
	uint32_t levels = p->layout.levels;
	struct runs r = {.last = mem_alloc((size_t)levels + 1, sizeof *r.last)};
	struct queue *classes = mem_zero(PALETTE_CLASSES, sizeof *classes);

	make_runs(&r, p, titled);
	if (r.n) {
		sort_runs(&r, levels, classes);
		put_paths(p, &r, classes, o);
	}
	free(r.list);
	free(r.last);
	free(classes);
}
