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
#define AHEAD 16 /* a run is asked for so many runs ahead */

/* Boxes beside each other, drawn as one.  Places are tenths of a pixel, of which no
 * picture has 2^31. */
struct run {
	int32_t from, to, filled;
	uint32_t box; /* the widest: it gives the class, and any of them the level */
};

/* There may be a million levels, and runs: what is kept for each is kept small. */
struct runs {
	const struct picture *p;
	struct run *list; /* room for all boxes: what is not used is never touched */
	size_t n;
	uint32_t *last;   /* by level: place of its last run, plus 1; sorting: of its next */
};

static const struct box *
box_of(const struct runs *r, const struct run *run)
{
	return &r->p->layout.boxes[run->box];
}

static uint32_t
level_of(const struct runs *r, const struct run *run)
{
	return layout_level(r->p->tree, box_of(r, run));
}

static unsigned
class_of(const struct runs *r, const struct run *run)
{
	return picture_class(r->p, box_of(r, run));
}

static int32_t
tenths(const struct picture *p, uint64_t x)
{
	return (int32_t)((p->left + (double)x * p->per_count) * 10 + 0.5);
}

/* Whether a box right of a run becomes part of it. */
static bool
joins(const struct runs *r, const struct run *run, const struct run *next, int32_t grain)
{
	int32_t gap = next->from - run->to, filled = run->filled + next->filled;

	if (run->to - run->from >= grain && class_of(r, run) != class_of(r, next))
		return false;
	return !gap || (gap * GAP <= grain && 2 * filled >= next->to - run->from);
}

static void
add_box(struct runs *r, uint32_t i, int32_t grain)
{
	const struct box *box = &r->p->layout.boxes[i];
	uint64_t width = layout_width(&r->p->layout, box);
	uint32_t *last = &r->last[layout_level(r->p->tree, box)];
	struct run next = {tenths(r->p, box->x), tenths(r->p, box->x + width), 0, i};

	next.filled = next.to - next.from;
	if (!*last || !joins(r, &r->list[*last - 1], &next, grain)) {
		r->list[r->n] = next;
		*last = (uint32_t)++r->n;
		return;
	}
	struct run *run = &r->list[*last - 1];
	run->to = next.to;
	run->filled += next.filled;
	if (width > layout_width(&r->p->layout, box_of(r, run)))
		run->box = i;
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
make_runs(struct runs *r)
{
	const struct layout *l = &r->p->layout;
	size_t most = (size_t)l->levels * MOST_OF_LEVEL;

	if (most < MOST)
		most = MOST;
	for (int32_t grain = FINEST; grain <= COARSEST; grain *= 2) {
		r->n = 0;
		for (uint32_t i = 0; i < l->levels; i++)
			r->last[i] = 0;
		for (size_t i = 0; i < l->n; i++)
			if (!l->boxes[i].titled)
				add_box(r, (uint32_t)i, grain);
		if (r->n > most)
			leave_out(r, grain);
		if (r->n <= most)
			return;
	}
}

/* By level; those of one level stand in the list from left to right. */
static void
sort_by_level(struct runs *r, uint32_t *order)
{
	uint32_t levels = r->p->layout.levels, sum = 0;

	for (uint32_t i = 0; i < levels; i++)
		r->last[i] = 0;
	for (size_t i = 0; i < r->n; i++)
		r->last[level_of(r, &r->list[i])]++;
	for (uint32_t i = 0; i < levels; i++) {
		uint32_t n = r->last[i];
		r->last[i] = sum;
		sum += n;
	}
	for (size_t i = 0; i < r->n; i++)
		order[r->last[level_of(r, &r->list[i])]++] = (uint32_t)i;
}

/* By class, then from level to level, then from left to right; ends: by class. */
static void
sort_runs(struct runs *r, uint32_t *order, uint32_t *ends)
{
	uint32_t *by_level = mem_alloc(r->n, sizeof *by_level), sum = 0;

	sort_by_level(r, by_level);
	for (size_t i = 0; i < r->n; i++)
		ends[class_of(r, &r->list[i])]++;
	for (unsigned class = 0; class < PALETTE_CLASSES; class++) {
		uint32_t n = ends[class];
		ends[class] = sum;
		sum += n;
	}
	for (size_t i = 0; i < r->n; i++)
		order[ends[class_of(r, &r->list[by_level[i]])]++] = by_level[i];
	free(by_level);
}

/* A row of boxes is a line as thick as they are high: "M100 444h20m30 0h15". */
static void
put_runs(const struct runs *r, const uint32_t *order, uint32_t n, struct out *o)
{
	uint32_t last_level = 0;
	int32_t to = 0;

	for (uint32_t i = 0; i < n; i++) {
		const struct run *run = &r->list[order[i]];
		uint32_t level = level_of(r, run);
		__builtin_prefetch(&r->list[order[i + AHEAD < n ? i + AHEAD : i]]);
		if (i && level == last_level) {
			out_char(o, 'm');
			out_i64(o, run->from - to);
			out_text(o, " 0");
		} else {
			out_char(o, 'M');
			out_i64(o, run->from);
			out_char(o, ' ');
			out_short(o, 10 * (picture_y(r->p, level) + (r->p->row - 1) / 2), 1);
		}
		out_char(o, 'h');
		out_i64(o, run->to > run->from ? run->to - run->from : 1);
		last_level = level;
		to = run->to;
	}
}

static void
put_path(const struct picture *p, unsigned class, struct out *o)
{
	out_text(o, "<path class=\"cs");
	out_u64(o, class);
	out_text(o, "\" stroke=\"");
	rgb_put(o, picture_rgb(p, class));
	out_text(o, "\" d=\"");
}

static void
put_paths(struct runs *r, struct out *o)
{
	uint32_t *order = mem_alloc(r->n, sizeof *order), ends[PALETTE_CLASSES] = {0}, from = 0;

	sort_runs(r, order, ends);
	out_text(o, "<g fill=\"none\" transform=\"scale(.1)\" stroke-width=\"");
	out_short(o, 10 * (r->p->row - 1), 1);
	out_text(o, "\">\n");
	for (unsigned class = 0; class < PALETTE_CLASSES; from = ends[class++]) {
		if (ends[class] == from)
			continue;
		put_path(r->p, class, o);
		put_runs(r, order + from, ends[class] - from, o);
		out_text(o, "\"/>\n");
	}
	out_text(o, "</g>\n");
	free(order);
}

void
slivers_write(const struct picture *p, struct out *o)
{
	const struct layout *l = &p->layout;
	struct runs r = {
		.p = p,
		.list = mem_alloc(l->n, sizeof *r.list),
		.last = mem_alloc((size_t)l->levels + 1, sizeof *r.last),
	};

	make_runs(&r);
	if (r.n)
		put_paths(&r, o);
	free(r.list);
	free(r.last);
}
