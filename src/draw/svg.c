#include "draw/svg.h"

#include "base/version.h"
#include "draw/backdrop.h"
#include "draw/data.h"
#include "draw/page.h"
#include "draw/picture.h"
#include "draw/text.h"

static void
put_number(struct out *o, const char *word, double v)
{
	out_text(o, word);
	out_short(o, v, 2);
	out_char(o, '"');
}

/* What stands before the root in a file of its own; HTML has no such thing. */
static void
put_declaration(struct out *o)
{
	out_text(o, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
}

static void
open_svg(const struct look *look, double width, double height, struct out *o)
{
	bool dark = look_theme(look) == LOOK_DARK;

	out_text(o, "<svg xmlns=\"http://www.w3.org/2000/svg\"");
	out_text(o, " viewBox=\"0 0 ");
	out_short(o, width, 2);
	put_number(o, " ", height);
	put_number(o, " width=\"", width);
	put_number(o, " height=\"", height);
	put_number(o, " font-size=\"", look->fontsize);
	out_text(o, " font-family=\"");
	text_xml(o, look_font(look));
	out_text(o, "\" fill=\"");
	rgb_put(o, backdrop_ink(dark));
	out_text(o, "\" role=\"img\"");
}

/* The title is the first child: it names the picture, and Chromium looks for it
 * each time it meets the title of a frame. */
static void
put_title(const struct look *look, const char *title, struct out *o)
{
	out_text(o, "<title>");
	text_xml(o, title);
	out_text(o, "</title>\n<desc>cflame " CFLAME_VERSION "</desc>\n");
	if (!look->notes)
		return;
	out_text(o, "<!-- NOTES: ");
	text_clean(o, look->notes);
	out_text(o, " -->\n");
}

static void
put_style(const struct picture *p, bool script, struct out *o)
{
	if (look_theme(p->look) != LOOK_AUTO && !script)
		return;
	out_text(o, "<style><![CDATA[\n");
	backdrop_write_rules(p, o);
	if (script)
		out_str(o, page_style());
	out_text(o, "]]></style>\n");
}

static void
put_svg(const struct tree *tree, const struct look *look, bool html, struct out *o)
{
	struct picture p;
	struct data data;
	bool script = !look->no_script && page_script().n;

	if (!look->no_script)
		data_begin(&data, tree, look->jobs != 1);
	picture_make(&p, tree, look);
	open_svg(look, p.width, p.height, o);
	out_text(o, " data-id=\"");
	out_hex(o, backdrop_id(&p));
	out_text(o, "\">\n");
	put_title(look, look_title(look, tree), o);
	put_style(&p, script, o);
	/* Not in a <g>: what is in one that is not displayed Chromium lays out all the same. */
	out_text(o, "<svg>\n");
	backdrop_write(&p, o);
	picture_write(&p, o);
	out_text(o, "</svg>\n");
	if (!look->no_script)
		data_write(&data, &p, html, o);
	if (script) {
		out_text(o, "<script><![CDATA[");
		out_str(o, page_script());
		out_text(o, "]]></script>\n");
	}
	out_text(o, "</svg>\n");
	picture_release(&p);
}

static void
open_html(const struct look *look, const char *title, struct out *o)
{
	out_text(o, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	            "<meta name=\"viewport\" content=\"width=device-width\">\n<title>");
	text_xml(o, title);
	out_text(o, "</title>\n<style>\nhtml,body{margin:0;height:100%;background:");
	rgb_put(o, backdrop_page(look_theme(look) == LOOK_DARK));
	out_text(o, "}\nsvg{display:block;max-width:100%}\n");
	if (look_theme(look) == LOOK_AUTO) {
		out_text(o, "@media(prefers-color-scheme:dark){html,body{background:");
		rgb_put(o, backdrop_page(true));
		out_text(o, "}}\n");
	}
	out_text(o, "</style>\n</head>\n<body>\n");
}

void
svg_write(struct out *o, const struct tree *tree, const struct look *look)
{
	put_declaration(o);
	put_svg(tree, look, false, o);
}

void
html_write(struct out *o, const struct tree *tree, const struct look *look)
{
	open_html(look, look_title(look, tree), o);
	put_svg(tree, look, true, o);
	out_text(o, "</body>\n</html>\n");
}

void
svg_write_message(struct out *o, const char *text, bool html, const struct look *look)
{
	const char *title = look_title(look, NULL);
	double width = look_width_px(look), height = 5 * look->fontsize;

	if (html)
		open_html(look, title, o);
	else
		put_declaration(o);
	open_svg(look, width, height, o);
	out_text(o, ">\n");
	put_title(look, title, o);
	out_text(o, "<rect width=\"100%\" height=\"100%\" fill=\"");
	rgb_put(o, backdrop_page(look_theme(look) == LOOK_DARK));
	out_text(o, "\"/>\n<text text-anchor=\"middle\"");
	put_number(o, " x=\"", width / 2);
	put_number(o, " y=\"", 2.8 * look->fontsize);
	out_char(o, '>');
	text_xml(o, text);
	out_text(o, "</text>\n</svg>\n");
	if (html)
		out_text(o, "</body>\n</html>\n");
}
