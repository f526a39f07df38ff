/* Call trees that are printed as lines of a depth, a name and a weight, a caller
 * before its callees: as stacks counted with what is a line's own. */
#ifndef COLLAPSE_LEVELS_H
#define COLLAPSE_LEVELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "collapse/fixed.h"
#include "collapse/report.h"
#include "fold/stacks.h"

struct level {
	size_t depth;
	uint32_t name;
	struct fixed left; /* of an inclusive weight: what no callee has taken yet */
};

/* A struct with s set and the rest zero is an empty one. */
struct levels {
	struct stacks *s;
	struct level *at;      /* owned: the path to the last line */
	size_t n, cap;
	bool leaf_first;       /* a line's callers stand below it, not what it called */
	uint64_t short_of;     /* callers whose callees had more than they: theirs is lost */
};

/* A line whose weight has its callees' in it.  A depth may be any number: what is
 * as deep or deeper ends. */
void levels_inclusive(struct levels *l, size_t depth, uint32_t name, struct fixed weight);

/* A line whose weight is its own. */
void levels_own(struct levels *l, size_t depth, uint32_t name, struct fixed weight);

/* The tree ends: the next line has no callers. */
void levels_end(struct levels *l);

/* Report callers that had less than their callees, if there were any: in a file, as
 * "7 WHAT". */
void levels_report(const struct levels *l, struct report *report, const char *file,
                   const char *what);

void levels_release(struct levels *l);

#endif
