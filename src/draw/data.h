/* The whole tree as compact text for the script: docs/data.md. */
#ifndef DRAW_DATA_H
#define DRAW_DATA_H

#include "base/out.h"
#include "draw/picture.h"

/* Write all streams; page: the SVG is the body of an HTML page of ours. */
void data_write(const struct picture *p, bool page, struct out *o);

#endif
