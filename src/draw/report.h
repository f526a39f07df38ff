/* What changed between two profiles, as text for terminals, Markdown for CI
 * summaries, or JSON for programs. */
#ifndef DRAW_REPORT_H
#define DRAW_REPORT_H

#include "base/out.h"
#include "fold/change.h"

enum report_format { REPORT_TEXT, REPORT_MARKDOWN, REPORT_JSON };

struct report {
	enum report_format format;
	enum change_metric metric; /* which share text and Markdown show */
	uint64_t rows;             /* at most; 0: all.  Functions that did not move are left out */
};

/* One row a function, in the order of changes.  JSON: an object with the two totals,
 * the weight of a sample on each side, and "functions", each with name and, for self
 * and total, before, after (counts as decimal strings), share_before, share_after
 * (0 to 1) and noise. */
void report_write(struct out *o, const struct report *report, const struct tree *tree,
                  const struct changes *changes);

/* "+1.23 pp", the difference of two shares in percentage points. */
void report_points(struct out *o, const struct moved *m);

#endif
