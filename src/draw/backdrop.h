/* What stands around the boxes: the page's colour, headings, the line of details, a
 * legend, and the rules for dark pages. */
#ifndef DRAW_BACKDROP_H
#define DRAW_BACKDROP_H

#include "base/out.h"
#include "draw/picture.h"

/* A word for the root's data-id attribute: pictures that have it in common have the
 * same rules. */
uint32_t backdrop_id(const struct picture *p);

/* The rules of a picture that adapts to the reader's theme; else nothing. */
void backdrop_write_rules(const struct picture *p, struct out *o);

/* The elements below and around the boxes. */
void backdrop_write(const struct picture *p, struct out *o);

/* The colours of text and of the page. */
struct rgb backdrop_ink(bool dark);
struct rgb backdrop_page(bool dark);

#endif
