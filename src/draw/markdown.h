/* Names in Markdown. */
#ifndef DRAW_MARKDOWN_H
#define DRAW_MARKDOWN_H

#include "base/out.h"

/* A name as a code span for a cell of a table: the one place of Markdown where
 * nothing of a name means anything. */
void markdown_code(struct out *o, struct str name);

#endif
