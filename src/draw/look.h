/* How a picture is to look: every choice that drawing has, and its default.
 *
 * Texts are borrowed and may hold any bytes; what is written of them is cleaned
 * (base/utf8.h) and escaped. */
#ifndef DRAW_LOOK_H
#define DRAW_LOOK_H

#include <stdbool.h>
#include <stdint.h>

#include "draw/attr.h"
#include "draw/palette.h"
#include "draw/rules.h"
#include "fold/tree.h"

enum look_theme { LOOK_AUTO, LOOK_LIGHT, LOOK_DARK };

/* Differential: which count gives a stack its width; the larger of the two (LOOK_MAX). */
enum look_width { LOOK_MAX, LOOK_AFTER, LOOK_BEFORE };

struct look {
	const char *title;    /* NULL: "Flame Graph", or what suits the kind of graph */
	const char *subtitle; /* or NULL */
	const char *notes;    /* or NULL; has neither '<', '>' nor "--" */
	const char *nametype, *countname;
	const char *unit;     /* of counts: bytes, ns, us, ms, s; or NULL */
	const char *search;   /* a search to open with, or NULL */
	const char *fonttype; /* a CSS font family, or NULL */

	double width;    /* of the picture in px; 0: as wide as the window, 1200 without a script */
	double height;   /* from one level to the next, in px */
	double fontsize; /* px */
	double fontwidth; /* mean width of a character in fontsize; 0: that of the font */
	double minwidth;  /* narrower boxes are not drawn: px, or with minwidth_percent % of all */
	bool minwidth_percent;
	double factor;    /* counts are shown multiplied by it */
	uint64_t total;   /* the root is at least so wide, in the tree's counts */
	uint64_t titled;  /* so many of the widest boxes have titles and labels */

	bool inverted;    /* the root on top */
	bool flamechart, reverse; /* what the tree is */
	enum tree_order order;    /* of the tree */
	bool no_script;   /* the static picture alone */

	enum look_theme theme;
	const struct palette *palette;
	struct palette_pick pick;
	const struct rules *rules; /* colours by pattern, or NULL */
	const struct rules *map;   /* colours by whole name, or NULL; after the rules */
	const char *background;    /* "yellow", "blue", "green", "grey", "#rrggbb"; NULL: plain */
	struct rgb search_color;
	bool red_blue;             /* differential: red and blue, not orange and blue */
	enum look_width diff_width;
	bool negate;               /* differential: a rise is shown as a fall */

	const struct attrs *attrs; /* --nameattr, or NULL */
	unsigned jobs;             /* 1: no thread helps to draw */
};

/* The defaults. */
void look_init(struct look *look);

/* The title that is shown, for the tree's kind where none is given. */
const char *look_title(const struct look *look, const struct tree *tree);

/* The theme; where a background rules out one that adapts, that of the background. */
enum look_theme look_theme(const struct look *look);

/* The width of a character in px, and the font family. */
double look_char_width(const struct look *look);
const char *look_font(const struct look *look);

/* The picture's width in px where there is no window. */
double look_width_px(const struct look *look);

#endif
