/* Counts and shares in words, exactly: what titles of boxes and tables say. */
#ifndef DRAW_DESCRIBE_H
#define DRAW_DESCRIBE_H

#include "draw/layout.h"
#include "draw/look.h"

/* A count of the tree as it is shown: 1,234 or 1,234.5, times the factor. */
void describe_count(struct out *o, uint64_t count, const struct tree *tree,
                    const struct look *look);

/* part of whole in percent with two decimals, rounded from the exact counts: "5.67%".
 * whole 0 gives 0.00%. */
void describe_share(struct out *o, uint64_t part, uint64_t whole);

/* The whole title of a box, not escaped: "name (1,234 samples, 5.67%)"; in
 * differential trees "name (60 samples, 5.67%; +1.23%; 20 to 60, x3.00)". */
void describe_box(struct out *o, const struct box *box, const struct tree *tree,
                  const struct look *look);

/* The name that a box shows: "all", a function's, or what was left out. */
void describe_name(struct out *o, const struct box *box, const struct tree *tree);

#endif
