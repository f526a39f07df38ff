/* A tree as one SVG file in two layers: a static picture, right without any
 * script, and the data with the script that draws from it (docs/data.md). */
#ifndef DRAW_SVG_H
#define DRAW_SVG_H

#include "base/out.h"
#include "draw/look.h"
#include "fold/tree.h"

/* The picture of a tree, as an SVG document.  Fails in o only. */
void svg_write(struct out *o, const struct tree *tree, const struct look *look);

/* The same as an HTML document, for places that offer an SVG as a download only. */
void html_write(struct out *o, const struct tree *tree, const struct look *look);

/* A small valid SVG, or with html an HTML document, that says text: for an input
 * without stacks. */
void svg_write_message(struct out *o, const char *text, bool html, const struct look *look);

#endif
