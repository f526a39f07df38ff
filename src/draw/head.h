/* The head of the data layer, one JSON object: docs/data.md lists its fields. */
#ifndef DRAW_HEAD_H
#define DRAW_HEAD_H

#include "base/out.h"
#include "draw/picture.h"

void head_write(const struct picture *p, bool page, struct out *o);

#endif
