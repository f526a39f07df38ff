#include "draw/picture.h"

#include <stdlib.h>

#include "base/mem.h"
#include "draw/describe.h"
#include "draw/slivers.h"
#include "draw/text.h"

#define SIDE 10.0  /* px left and right of the root, as flamegraph.pl has it */
#define NARROW 5.0 /* px: boxes that have no round corners */
#define SIZES 256  /* of widths: four for each power of two */

/* A differential picture keeps a row of its own for the legend's line. */
static void
make_geometry(struct picture *p)
{
	const struct look *look = p->look;
	double line = look->fontsize;
	double head = 3 * line + (look->subtitle ? 2 * line : 0);
	double frames = p->layout.levels * look->height;

	p->width = look_width_px(look);
	p->left = SIDE;
	p->per_count = (p->width - 2 * SIDE) / (double)p->layout.whole;
	p->row = look->height;
	if (look->inverted) {
		p->details_y = head + line;
		p->frames_y = head + 2 * line;
		p->height = p->frames_y + frames + SIDE;
	} else {
		p->frames_y = head;
		p->height = head + frames + 2 * line + 10;
		p->details_y = p->height - line - 5 + line / 3;
	}
}

void
picture_make(struct picture *p, const struct tree *tree, const struct look *look)
{
	double least = look->minwidth_percent ? look->minwidth / 100
	                                      : look->minwidth / (look_width_px(look) - 2 * SIDE);

	*p = (struct picture){.tree = tree, .look = look, .dark = look_theme(look) == LOOK_DARK};
	paint_make(&p->paint, tree, look);
	layout_make(&p->layout, tree, look, least);
	make_geometry(p);
}

void
picture_release(struct picture *p)
{
	paint_release(&p->paint);
	layout_release(&p->layout);
}

double
picture_y(const struct picture *p, uint32_t level)
{
	uint32_t row = p->look->inverted ? level : p->layout.levels - 1 - level;

	return p->frames_y + row * p->row + 1;
}

unsigned
picture_class(const struct picture *p, const struct box *box)
{
	if (p->tree->total_before)
		return box->cut ? PAINT_SIDE : paint_step(p->tree, box->node, p->look->negate);
	if (!box->node || box->cut)
		return PAINT_ROOT;
	return p->paint.class_of[p->tree->name[box->node]];
}

struct rgb
picture_rgb(const struct picture *p, unsigned class)
{
	if (p->tree->total_before)
		return p->dark ? p->paint.scale_dark[class] : p->paint.scale_light[class];
	return p->dark ? p->paint.dark[class] : p->paint.light[class];
}

/* Sift the first of n widths down to its place; the least is on top. */
static void
sift(uint64_t *heap, size_t n, uint64_t width)
{
	size_t at = 0, down;

	while ((down = 2 * at + 1) < n) {
		down += down + 1 < n && heap[down + 1] < heap[down];
		if (heap[down] >= width)
			break;
		heap[at] = heap[down];
		at = down;
	}
	heap[at] = width;
}

/* Which of SIZES widths of about the same size have: the wider, the higher. */
static unsigned
size_of(uint64_t width)
{
	unsigned top = width ? 63 - (unsigned)__builtin_clzll(width) : 0;

	return top < 2 ? top : 4 * top + (unsigned)(width >> (top - 2) & 3);
}

/* The width of the n-th widest box: of those that are about as wide, the one with as many
 * above it as are missing from n. */
static uint64_t
nth_width(const struct layout *l, size_t n)
{
	size_t count[SIZES] = {0};
	unsigned size = SIZES - 1;

	for (size_t i = 0; i < l->n; i++)
		count[size_of(layout_width(l, &l->boxes[i]))]++;
	for (; n > count[size]; size--)
		n -= count[size];
	uint64_t *heap = mem_zero(n, sizeof *heap);
	for (size_t i = 0; i < l->n; i++) {
		uint64_t width = layout_width(l, &l->boxes[i]);
		if (width > heap[0] && size_of(width) == size)
			sift(heap, n, width);
	}
	uint64_t width = heap[0];
	free(heap);
	return width;
}

/* Which boxes have titles: the widest, of equal ones those that come first. */
static void
choose_titled(struct layout *l, uint64_t most)
{
	size_t n = most < l->n ? (size_t)most : l->n, wider = 0;
	uint64_t least = n ? nth_width(l, n) : UINT64_MAX;

	for (size_t i = 0; i < l->n; i++)
		wider += layout_width(l, &l->boxes[i]) > least;
	for (size_t i = 0, equal = n - wider; i < l->n; i++) {
		uint64_t width = layout_width(l, &l->boxes[i]);
		bool tie = width == least && equal;
		l->boxes[i].titled = width > least || tie;
		equal -= tie;
	}
}

static void
put_attribute(struct out *o, const char *word, struct str value)
{
	if (!value.p)
		return;
	out_char(o, ' ');
	out_text(o, word);
	out_text(o, "=\"");
	out_xml(o, value);
	out_char(o, '"');
}

static void
open_group(struct out *o, const struct attr *attr)
{
	out_text(o, "<g");
	if (attr) {
		put_attribute(o, "id", attr->value[ATTR_ID]);
		put_attribute(o, "class", attr->value[ATTR_CLASS]);
	}
	out_char(o, '>');
	if (!attr || !attr->value[ATTR_HREF].p)
		return;
	struct str target = attr->value[ATTR_TARGET];
	out_text(o, "<a");
	put_attribute(o, "href", attr->value[ATTR_HREF]);
	put_attribute(o, "target", target.p ? target : STR("_top"));
	out_char(o, '>');
}

/* What many frames have in common. */
struct brushes {
	struct out text; /* memory */
	/* by class, of narrow boxes and of others: where the end of their <rect> stands in it */
	size_t from[PALETTE_CLASSES][2], to[PALETTE_CLASSES][2];
};

static void
put_brush(const struct picture *p, unsigned class, bool narrow, struct out *o)
{
	out_text(o, "\" height=\"");
	out_short(o, p->row - 1, 2);
	out_text(o, narrow ? "\" class=\"cf" : "\" rx=\"2\" class=\"cf");
	out_u64(o, class);
	out_text(o, "\" fill=\"");
	rgb_put(o, picture_rgb(p, class));
	out_text(o, "\"/>");
}

static void
make_brushes(struct brushes *b, const struct picture *p)
{
	unsigned n = p->tree->total_before ? PAINT_SCALE : p->paint.n;

	out_to_memory(&b->text);
	for (unsigned i = 0; i < 2 * n; i++) {
		b->from[i / 2][i % 2] = b->text.used;
		put_brush(p, i / 2, i % 2, &b->text);
		b->to[i / 2][i % 2] = b->text.used;
	}
}

static void
put_rect(const struct picture *p, const struct box *box, double x, double width, unsigned class,
         const struct brushes *brushes, struct out *o)
{
	bool narrow = width < NARROW;
	size_t from = brushes->from[class][narrow], to = brushes->to[class][narrow];

	out_text(o, "<rect x=\"");
	out_short(o, x, 1);
	out_text(o, "\" y=\"");
	out_short(o, picture_y(p, layout_level(p->tree, box)), 2);
	out_text(o, "\" width=\"");
	out_short(o, width, 1);
	out_bytes(o, brushes->text.buf + from, to - from);
}

static void
put_label(const struct picture *p, const struct box *box, double x, double width, unsigned class,
          struct out *scratch, struct out *o)
{
	double columns = (width - 5) / look_char_width(p->look);
	double middle = picture_y(p, layout_level(p->tree, box)) + (p->row - 1) / 2;

	if (columns < 3)
		return;
	scratch->used = 0;
	describe_name(scratch, box, p->tree);
	out_text(o, "<text x=\"");
	out_short(o, x + 3, 1);
	out_text(o, "\" y=\"");
	out_short(o, middle + p->look->fontsize * 0.32, 2);
	if (!p->dark && rgb_wants_light_text(picture_rgb(p, class)))
		out_text(o, "\" fill=\"#fff");
	out_text(o, "\">");
	(void)text_label(o, out_memory(scratch), columns < 1e6 ? (size_t)columns : 1000000);
	out_text(o, "</text>");
}

static double
rounded(double v)
{
	return (double)(uint64_t)(v * 10 + 0.5) / 10;
}

static void
put_frame(const struct picture *p, const struct box *box, const struct brushes *brushes,
          struct out *scratch, struct out *o)
{
	const struct tree *t = p->tree;
	unsigned class = picture_class(p, box);
	double x = rounded(p->left + (double)box->x * p->per_count);
	uint64_t end = box->x + layout_width(&p->layout, box);
	double width = rounded(p->left + (double)end * p->per_count) - x;
	const struct attr *attr = NULL;

	if (box->node && !box->cut)
		attr = attrs_of(p->look->attrs, names_str(t->names, t->name[box->node]));
	open_group(o, attr);
	out_text(o, "<title>");
	scratch->used = 0;
	if (attr && attr->value[ATTR_TITLE].p)
		out_str(scratch, attr->value[ATTR_TITLE]);
	else
		describe_box(scratch, box, t, p->look);
	out_xml(o, out_memory(scratch));
	out_text(o, "</title>");
	put_rect(p, box, x, width, class, brushes, o);
	put_label(p, box, x, width, class, scratch, o);
	out_text(o, attr && attr->value[ATTR_HREF].p ? "</a></g>\n" : "</g>\n");
}

void
picture_write(struct picture *p, struct out *o)
{
	struct layout *l = &p->layout;
	struct brushes brushes;
	struct out scratch;

	choose_titled(l, p->look->titled);
	slivers_write(p, o);
	out_to_memory(&scratch);
	make_brushes(&brushes, p);
	for (size_t i = 0; i < l->n; i++)
		if (l->boxes[i].titled)
			put_frame(p, &l->boxes[i], &brushes, &scratch, o);
	(void)out_close(&brushes.text);
	(void)out_close(&scratch);
	layout_release(l);
}
