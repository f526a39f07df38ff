/* Boxes that are too narrow, or too many, to have a title: one path for each colour. */
#ifndef DRAW_SLIVERS_H
#define DRAW_SLIVERS_H

#include "draw/picture.h"

/* Write all boxes that are not titled.  Neighbours of one level that are narrower than
 * half a pixel are drawn as one, in the colour of the widest; wider ones too where there
 * are very many. */
void slivers_write(const struct picture *p, struct out *o);

#endif
