/* A line on a terminal that says each second what has been sampled so far, written over
 * the one before. */
#ifndef SAMPLE_STATUS_H
#define SAMPLE_STATUS_H

#include <stdbool.h>
#include <stdint.h>

#include "sample/profile.h"

/* A zeroed struct status is one that has not been shown yet. */
struct status {
	uint64_t next_ns; /* when it is due */
	bool shown;
};

/* Show it on standard error where that is a terminal, and a second has passed; ns since
 * the recording began. */
void status_show(struct status *s, const struct profile *p, uint64_t lost, uint64_t ns);

/* Take it away. */
void status_hide(struct status *s);

#endif
