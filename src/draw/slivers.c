#include "draw/slivers.h"

#include <stdlib.h>

#include "base/mem.h"
#include "fold/keyed.h"

/* Grain, in tenths of a pixel: a run that is narrower takes in its neighbour. */
#define FINEST 5
#define COARSEST 640
#define GAP 4     /* a gap of a grain divided by so much is closed where boxes fill more than it */
#define LOST 64   /* a run narrower than a grain divided by so much is left out */
#define MOST 8000 /* slivers, if it can be done; */
#define MOST_OF_LEVEL 64 /* or so many for each level, where that is more */

/* Boxes beside each other, drawn as one.  Places are tenths of a pixel. */
struct run {
	uint32_t level;
	unsigned class;
	int64_t from, to, filled;
	uint64_t widest; /* in counts, of the box that gave the class */
};

struct runs {
	struct run *list;
	size_t n, cap;
	size_t *last; /* by level: place of its last run, plus 1 */
};

static int64_t
tenths(const struct picture *p, uint64_t x)
{
	return (int64_t)((p->left + (double)x * p->per_count) * 10 + 0.5);
}

/* Whether a box right of a run becomes part of it. */
static bool
joins(const struct run *run, int64_t from, int64_t to, unsigned class, int64_t grain)
{
	int64_t gap = from - run->to;

	if (run->class != class && run->to - run->from >= grain)
		return false;
	return !gap || (gap * GAP <= grain && 2 * (run->filled + to - from) >= to - run->from);
}

static void
add_box(struct runs *r, const struct picture *p, const struct box *b, int64_t grain)
{
	int64_t from = tenths(p, b->x), to = tenths(p, b->x + b->width);
	unsigned class = picture_class(p, b);

	if (r->last[b->level]) {
		struct run *run = &r->list[r->last[b->level] - 1];
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
	r->list[r->n] = (struct run){b->level, class, from, to, to - from, b->width};
	r->last[b->level] = ++r->n;
}

static void
leave_out(struct runs *r, int64_t grain)
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
	for (int64_t grain = FINEST; grain <= COARSEST; grain *= 2) {
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

/* By class, then from top to bottom, then from left to right. */
static void
sort_runs(struct runs *r)
{
	struct keyed *keys = mem_alloc(2 * r->n, sizeof *keys);
	struct run *sorted = mem_alloc(r->n, sizeof *sorted);

	for (size_t i = 0; i < r->n; i++) {
		const struct run *run = &r->list[i];
		keys[i] = (struct keyed){(uint64_t)run->class << 32 | run->level, (uint32_t)i};
	}
	keyed_sort(keys, r->n, keys + r->n);
	for (size_t i = 0; i < r->n; i++)
		sorted[i] = r->list[keys[i].value];
	free(keys);
	free(r->list);
	r->list = sorted;
}

/* A row of boxes is a line as thick as they are high: "M100 444h20m30 0h15". */
static void
put_runs(const struct picture *p, const struct run *run, size_t n, struct out *o)
{
	for (size_t i = 0; i < n; i++) {
		if (i && run[i].level == run[i - 1].level) {
			out_char(o, 'm');
			out_i64(o, run[i].from - run[i - 1].to);
			out_text(o, " 0");
		} else {
			out_char(o, 'M');
			out_i64(o, run[i].from);
			out_char(o, ' ');
			out_short(o, 10 * (picture_y(p, run[i].level) + (p->row - 1) / 2), 1);
		}
		out_char(o, 'h');
		out_i64(o, run[i].to > run[i].from ? run[i].to - run[i].from : 1);
	}
}

static void
put_paths(const struct picture *p, const struct runs *r, struct out *o)
{
	out_text(o, "<g fill=\"none\" transform=\"scale(.1)\" stroke-width=\"");
	out_short(o, 10 * (p->row - 1), 1);
	out_text(o, "\">\n");
	for (size_t i = 0, end; i < r->n; i = end) {
		unsigned class = r->list[i].class;
		for (end = i; end < r->n && r->list[end].class == class;)
			end++;
		out_text(o, "<path class=\"cs");
		out_u64(o, class);
		out_text(o, "\" stroke=\"");
		rgb_put(o, picture_rgb(p, class));
		out_text(o, "\" d=\"");
		put_runs(p, r->list + i, end - i, o);
		out_text(o, "\"/>\n");
	}
	out_text(o, "</g>\n");
}

void
slivers_write(const struct picture *p, const bool *titled, struct out *o)
{
	struct runs r = {.last = mem_zero((size_t)p->layout.levels + 1, sizeof *r.last)};

	make_runs(&r, p, titled);
	if (r.n) {
		sort_runs(&r);
		put_paths(p, &r, o);
	}
	free(r.list);
	free(r.last);
}
