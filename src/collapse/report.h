/* Records of an input that could not be used: the first five are said on standard
 * error by file and line, then one total. */
#ifndef COLLAPSE_REPORT_H
#define COLLAPSE_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/diag.h"

#define REPORT_SAID 5

/* A zeroed struct is an empty report. */
struct report {
	uint64_t bad; /* records so far, over all inputs */
};

/* A record at a place was skipped, and why ("no count behind the stack"). */
__attribute__((format(printf, 3, 4))) void report_bad(struct report *r, struct pos at,
                                                      const char *fmt, ...);

/* Whether a bad record would be said: else its place does not matter. */
static inline bool
report_says(const struct report *r)
{
	return r->bad < REPORT_SAID;
}

/* Say the total, where more were skipped than have been said. */
void report_total(const struct report *r);

#endif
