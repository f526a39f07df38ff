/* The range of --time-range in the times of an input. */
#ifndef COLLAPSE_RANGE_H
#define COLLAPSE_RANGE_H

#include "collapse/fixed.h"
#include "collapse/format.h"

/* from <= time < to.  A zeroed range is all of time. */
struct range {
	bool limited;
	struct fixed from, to;
};

/* In units of 10^shift nanoseconds, shift being at most 9. */
struct range range_of(const struct fold_options *opt, unsigned shift);

bool range_has(const struct range *r, struct fixed at);

/* What of the time from one to another is in the range; not above zero: nothing. */
struct fixed range_between(const struct range *r, struct fixed from, struct fixed to);

#endif
