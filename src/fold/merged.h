/* Two profiles whose lines are in order, as those that we write are, merged into folded
 * text of two columns: in one pass, by two threads a half each.
 *
 * Whether a file is in order shows while it is merged, so the text is made in memory. */
#ifndef FOLD_MERGED_H
#define FOLD_MERGED_H

#include "base/out.h"
#include "fold/sides.h"

enum merged_result {
	MERGED_ALL,
	MERGED_UNORDERED, /* the files are not in order, or their lines are very long */
	MERGED_UNUSUAL,   /* they are not the usual text, or one has no counts, or cannot be read */
};

struct merged {
	char *text[2]; /* owned */
	size_t n[2];
};

/* Merge sides that were opened; m is to be released in any case. */
enum merged_result merged_make(struct merged *m, const struct sides *s);

/* One line for each stack, with its count before and after, in the order of
 * LC_ALL=C sort on the lines. */
void merged_write(const struct merged *m, struct out *o);

void merged_release(struct merged *m);

#endif
