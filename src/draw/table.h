/* Functions by their own and their whole share, as a table for terminals or for
 * Markdown. */
#ifndef DRAW_TABLE_H
#define DRAW_TABLE_H

#include "draw/look.h"

/* The functions with the largest self counts, then the largest totals; at most rows
 * of them (0: all).  A total counts each stack once, recursion or not. */
void table_write(struct out *o, const struct tree *tree, const struct look *look, bool markdown,
                 uint64_t rows);

#endif
