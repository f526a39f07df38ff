/* What is done to stacks of any format once they are read. */
#ifndef COLLAPSE_REWORK_H
#define COLLAPSE_REWORK_H

#include <stdbool.h>

#include "collapse/format.h"

struct rework {
	struct words tags;       /* root frames, in this order */
	struct words skip_after; /* a stack starts at its innermost frame of these names */
	bool recursive;          /* equal frames that follow each other are one */
	bool demangle;           /* C++ symbols through c++filt, then tidied */
	bool raw_names;          /* ... and not tidied */
};

/* Whether there is anything to do. */
bool rework_wanted(const struct rework *how);

/* All stacks of from, changed, into to (empty, of the same order). */
void rework(const struct stacks *from, struct stacks *to, const struct rework *how);

#endif
