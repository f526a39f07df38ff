#include "draw/head.h"

#include "draw/digits.h"
#include "draw/text.h"

static void
key(struct out *o, const char *word)
{
	out_text(o, ",\n\"");
	out_text(o, word);
	out_text(o, "\":");
}

static void
put_text(struct out *o, const char *word, const char *text)
{
	if (!text)
		return;
	key(o, word);
	text_json(o, text);
}

static void
put_number(struct out *o, const char *word, double v)
{
	key(o, word);
	out_short(o, v, 9);
}

static void
put_flag(struct out *o, const char *word, bool on)
{
	if (!on)
		return;
	key(o, word);
	out_text(o, "true");
}

/* Counts are strings: JSON numbers lose what is above 2^53. */
static void
put_count(struct out *o, const char *word, uint64_t v)
{
	key(o, word);
	out_char(o, '"');
	out_u64(o, v);
	out_char(o, '"');
}

static void
put_colors(struct out *o, const struct rgb *light, const struct rgb *dark, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		out_text(o, i ? ",[\"" : "[[\"");
		rgb_put(o, light[i]);
		out_text(o, "\",\"");
		rgb_put(o, dark[i]);
		out_text(o, "\"]");
	}
	out_char(o, ']');
}

static void
put_diff(struct out *o, const struct picture *p)
{
	static const char *const widths[] = {"max", "after", "before"};
	const struct look *look = p->look;

	key(o, "diff");
	out_text(o, "{\"total\":\"");
	out_u64(o, p->tree->total_before[0]);
	out_text(o, "\",\"self\":\"");
	out_u64(o, p->tree->self_before[0]);
	out_char(o, '"');
	put_text(o, "width", widths[look->diff_width]);
	out_text(o, look->negate ? ",\n\"negate\":true" : ",\n\"negate\":false");
	put_text(o, "colors", look->red_blue ? "red-blue" : "blue-orange");
	key(o, "scale");
	put_colors(o, p->paint.scale_light, p->paint.scale_dark, PAINT_SCALE);
	key(o, "steps");
	for (unsigned i = 0; i + 1 < PAINT_SIDE; i++) {
		out_char(o, i ? ',' : '[');
		out_short(o, paint_steps[i], 9);
	}
	out_text(o, "]}");
}

static void
put_attr(struct out *o, const struct attr *attr)
{
	char before = '{';

	for (int k = 0; k < ATTR_KINDS; k++) {
		if (!attr->value[k].p)
			continue;
		out_char(o, before);
		before = ',';
		out_char(o, '"');
		out_text(o, attr_word((enum attr_kind)k));
		out_text(o, "\":");
		out_json(o, attr->value[k]);
	}
	out_text(o, before == '{' ? "{}" : "}");
}

static void
put_attrs(struct out *o, const struct picture *p)
{
	if (!p->look->attrs)
		return;
	key(o, "attr");
	out_char(o, '{');
	for (size_t i = 0; i < attrs_count(p->look->attrs); i++) {
		struct str name = attrs_name(p->look->attrs, i);
		if (i)
			out_char(o, ',');
		out_json(o, name);
		out_char(o, ':');
		put_attr(o, attrs_of(p->look->attrs, name));
	}
	out_char(o, '}');
}

static void
put_counts(struct out *o, const struct picture *p)
{
	const struct tree *t = p->tree;

	key(o, "n");
	out_u64(o, t->n);
	put_count(o, "total", t->total[0]);
	if (t->self[0])
		put_count(o, "self", t->self[0]);
	if (t->scale)
		put_number(o, "scale", t->scale);
	put_flag(o, "zero", t->self_before || t->cut_frames);
	if (p->look->total > t->total[0])
		put_count(o, "wide", p->look->total);
	if (t->all_cut_frames)
		put_number(o, "cut", (double)t->all_cut_frames);
	if (t->self_before)
		put_diff(o, p);
}

static void
put_geometry(struct out *o, const struct picture *p)
{
	const struct look *look = p->look;
	double minwidth = look->minwidth;

	if (look->minwidth_percent)
		minwidth *= (p->width - 2 * p->left) / 100;
	put_number(o, "height", look->height);
	put_number(o, "width", look->width);
	put_number(o, "minwidth", minwidth);
	put_number(o, "fontsize", look->fontsize);
	put_number(o, "fontwidth", look_char_width(look) / look->fontsize);
	put_text(o, "fonttype", look_font(look));
}

static void
put_looks(struct out *o, const struct picture *p)
{
	static const char *const orders[] = {"name", "width", "input"};
	static const char *const themes[] = {"auto", "light", "dark"};
	const struct look *look = p->look;

	put_text(o, "order", orders[look->order]);
	put_flag(o, "inverted", look->inverted);
	put_flag(o, "flamechart", look->flamechart);
	put_flag(o, "reverse", look->reverse);
	put_text(o, "theme", themes[look_theme(look)]);
	put_text(o, "background", look->background);
	put_text(o, "colors", palette_name_of(look->palette));
	key(o, "classes");
	put_colors(o, p->paint.light, p->paint.dark, p->paint.n);
	key(o, "searchcolor");
	out_char(o, '"');
	rgb_put(o, look->search_color);
	out_char(o, '"');
}

void
head_write(const struct picture *p, bool page, struct out *o)
{
	const struct look *look = p->look;
	struct stream s;
	struct out json;

	out_to_memory(&json);
	out_text(&json, "{\"v\":2");
	put_counts(&json, p);
	put_text(&json, "title", look_title(look, p->tree));
	put_text(&json, "subtitle", look->subtitle);
	put_text(&json, "nametype", look->nametype);
	put_text(&json, "countname", look->countname);
	put_text(&json, "unit", look->unit);
	put_text(&json, "search", look->search);
	if (look->factor != 1)
		put_number(&json, "factor", look->factor);
	put_geometry(&json, p);
	put_looks(&json, p);
	put_flag(&json, "page", page);
	put_attrs(&json, p);
	out_text(&json, "}");
	stream_begin(&s, o, "head");
	stream_text(&s, out_memory(&json));
	stream_end(&s);
	(void)out_close(&json);
}
