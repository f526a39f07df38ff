#include "draw/look.h"

#define MONOSPACE "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace"

void
look_init(struct look *look)
{
	*look = (struct look){
		.nametype = "Function:",
		.countname = "samples",
		.height = 16,
		.fontsize = 12,
		.minwidth = 0.1,
		.factor = 1,
		.titled = 1000,
		.palette = palette_find("hot"),
		.search_color = {230, 0, 230},
	};
}

const char *
look_title(const struct look *look, const struct tree *tree)
{
	if (look->title)
		return look->title;
	if (look->flamechart)
		return "Flame Chart";
	if (tree && tree->self_before)
		return "Differential Flame Graph";
	return look->inverted ? "Icicle Graph" : "Flame Graph";
}

enum look_theme
look_theme(const struct look *look)
{
	struct rgb c;

	if (look->theme != LOOK_AUTO || !look->background)
		return look->theme;
	bool dark = rgb_parse(str_from(look->background), &c) && rgb_wants_light_text(c);
	return dark ? LOOK_DARK : LOOK_LIGHT;
}

double
look_char_width(const struct look *look)
{
	double part = look->fontwidth;

	if (part <= 0)
		part = look->fonttype ? 0.59 : 0.6;
	return look->fontsize * part;
}

const char *
look_font(const struct look *look)
{
	return look->fonttype ? look->fonttype : MONOSPACE;
}

double
look_width_px(const struct look *look)
{
	return look->width > 0 ? look->width : 1200;
}
