#include "draw/backdrop.h"

#include <string.h>

#include "draw/describe.h"
#include "draw/text.h"

/* Light and dark. */
static const struct rgb page[] = {{255, 255, 255}, {22, 24, 29}};
static const struct rgb ink[] = {{0, 0, 0}, {240, 240, 242}};
static const struct rgb title_ink[] = {{30, 32, 38}, {236, 237, 240}};
static const struct rgb quiet_ink[] = {{92, 97, 107}, {160, 166, 178}};

/* Backgrounds by name, as flamegraph.pl has them. */
static const struct {
	const char *name;
	struct rgb top, bottom;
} gradients[] = {
	{"yellow", {238, 238, 238}, {238, 238, 176}},
	{"blue", {238, 238, 238}, {224, 224, 255}},
	{"green", {238, 242, 238}, {224, 255, 224}},
	{"grey", {248, 248, 248}, {232, 232, 232}},
};

#define HEADINGS "system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif"
#define LEGEND_BOX 14.0 /* px */

static void
put_px(struct out *o, const char *word, double v)
{
	out_char(o, ' ');
	out_text(o, word);
	out_text(o, "=\"");
	out_short(o, v, 2);
	out_char(o, '"');
}

static void
put_fill(struct out *o, struct rgb c)
{
	out_text(o, " fill=\"");
	rgb_put(o, c);
	out_char(o, '"');
}

static uint32_t
mix(uint32_t h, const struct rgb *colors, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		h = (h ^ rgb_bits(colors[i])) * 0x9e3779b1u ^ h >> 15;
	return h;
}

uint32_t
backdrop_id(const struct picture *p)
{
	bool diff = p->tree->total_before;
	uint32_t h = mix(PALETTE_CLASSES, p->paint.dark, p->paint.n);

	return diff ? mix(h, p->paint.scale_dark, PAINT_SCALE) : h;
}

static void
put_rule(struct out *o, uint32_t id, const char *kind, unsigned i, bool numbered,
         const char *property, struct rgb c)
{
	out_text(o, "[data-id=\"");
	out_hex(o, id);
	out_text(o, "\"] ");
	out_text(o, kind);
	if (numbered)
		out_u64(o, i);
	out_text(o, property);
	rgb_put(o, c);
	out_text(o, "}\n");
}

void
backdrop_write_rules(const struct picture *p, struct out *o)
{
	bool diff = p->tree->total_before;
	unsigned n = diff ? PAINT_SCALE : p->paint.n;
	const struct rgb *dark = diff ? p->paint.scale_dark : p->paint.dark;
	uint32_t id = backdrop_id(p);

	if (look_theme(p->look) != LOOK_AUTO)
		return;
	out_text(o, "@media(prefers-color-scheme:dark){\n");
	put_rule(o, id, "text", 0, false, "{fill:", ink[1]);
	put_rule(o, id, ".cs-title", 0, false, "{fill:", title_ink[1]);
	put_rule(o, id, ".cs-quiet", 0, false, "{fill:", quiet_ink[1]);
	put_rule(o, id, ".cs-back", 0, false, "{fill:", page[1]);
	for (unsigned i = 0; i < n; i++) {
		put_rule(o, id, ".cf", i, true, "{fill:", dark[i]);
		put_rule(o, id, ".cs", i, true, "{stroke:", dark[i]);
	}
	out_text(o, "}\n");
}

/* A gradient needs an id; it is the same in all pictures that have it. */
static void
put_gradient(struct out *o, const char *name, struct rgb top, struct rgb bottom)
{
	out_text(o, "<defs><linearGradient id=\"cf-back-");
	out_text(o, name);
	out_text(o, "\" x2=\"0\" y2=\"1\"><stop offset=\".05\" stop-color=\"");
	rgb_put(o, top);
	out_text(o, "\"/><stop offset=\".95\" stop-color=\"");
	rgb_put(o, bottom);
	out_text(o, "\"/></linearGradient></defs>\n");
}

static void
put_back(const struct picture *p, struct out *o)
{
	struct rgb c = page[p->dark];
	const char *name = p->look->background, *gradient = NULL;

	for (size_t i = 0; name && i < sizeof gradients / sizeof gradients[0]; i++)
		if (!strcmp(name, gradients[i].name)) {
			gradient = name;
			put_gradient(o, name, gradients[i].top, gradients[i].bottom);
		}
	out_text(o, "<rect class=\"cs-back\" width=\"100%\" height=\"100%\"");
	if (gradient) {
		out_text(o, " fill=\"url(#cf-back-");
		out_text(o, gradient);
		out_text(o, ")\"");
	} else {
		if (name)
			(void)rgb_parse(str_from(name), &c);
		put_fill(o, c);
	}
	out_text(o, "/>\n");
}

static void
put_heading(const struct picture *p, const char *class, const char *text, double y, double size,
            struct rgb c, struct out *o)
{
	out_text(o, "<text class=\"");
	out_text(o, class);
	out_text(o, "\" text-anchor=\"middle\"");
	put_px(o, "x", p->width / 2);
	put_px(o, "y", y);
	put_px(o, "font-size", size);
	if (!p->look->fonttype)
		out_text(o, " font-family=\"" HEADINGS "\"");
	put_fill(o, c);
	out_char(o, '>');
	text_xml(o, text);
	out_text(o, "</text>\n");
}

static void
put_details(const struct picture *p, struct out *o)
{
	const struct tree *t = p->tree;

	out_text(o, "<text class=\"cs-quiet\"");
	put_px(o, "x", p->left);
	put_px(o, "y", p->details_y);
	put_fill(o, quiet_ink[p->dark]);
	out_char(o, '>');
	if (t->total_before) {
		describe_count(o, t->total_before[0], t, p->look);
		out_text(o, " \xe2\x86\x92 ");
	}
	describe_count(o, t->total[0], t, p->look);
	out_char(o, ' ');
	text_xml(o, p->look->countname);
	if (t->all_cut_frames) {
		out_text(o, ", ");
		out_grouped(o, t->all_cut_frames);
		out_text(o, " narrow frames not kept");
	}
	out_text(o, "</text>\n");
}

static void
put_end_of_legend(const struct picture *p, double x, const char *anchor, char sign, struct out *o)
{
	out_text(o, "<text class=\"cs-quiet\"");
	put_px(o, "x", x);
	put_px(o, "y", p->details_y);
	put_fill(o, quiet_ink[p->dark]);
	out_text(o, anchor);
	out_char(o, sign);
	out_short(o, paint_steps[PAINT_SIDE - 2] * 100, 2);
	out_text(o, "%</text>\n");
}

/* The steps of the scale, from the greatest fall to the greatest rise. */
static void
put_legend(const struct picture *p, struct out *o)
{
	double right = p->width - p->left - 4.5 * look_char_width(p->look);
	double left = right - PAINT_SCALE * LEGEND_BOX, high = p->look->fontsize * 0.8;

	put_end_of_legend(p, left - 4, " text-anchor=\"end\">", '-', o);
	for (unsigned i = 0; i < PAINT_SCALE; i++) {
		unsigned class = p->look->negate ? PAINT_SCALE - 1 - i : i;
		out_text(o, "<rect class=\"cf");
		out_u64(o, class);
		out_char(o, '"');
		put_px(o, "x", left + i * LEGEND_BOX);
		put_px(o, "y", p->details_y - high);
		put_px(o, "width", LEGEND_BOX);
		put_px(o, "height", high);
		put_fill(o, picture_rgb(p, class));
		out_text(o, "/>\n");
	}
	put_end_of_legend(p, right + 4, ">", '+', o);
}

void
backdrop_write(const struct picture *p, struct out *o)
{
	const struct look *look = p->look;
	double line = look->fontsize;

	put_back(p, o);
	put_heading(p, "cs-title", look_title(look, p->tree), 2 * line, line + 5,
	            title_ink[p->dark], o);
	if (look->subtitle)
		put_heading(p, "cs-quiet", look->subtitle, 4 * line - 4, line,
		            quiet_ink[p->dark], o);
	put_details(p, o);
	if (p->tree->total_before)
		put_legend(p, o);
}

struct rgb
backdrop_ink(bool dark)
{
	return ink[dark];
}

struct rgb
backdrop_page(bool dark)
{
	return page[dark];
}
