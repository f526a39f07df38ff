/* Recording that never ends: one folded file for each window of time in a folder,
 * and the old ones removed.
 *
 *     DIR/20261121T093000Z.folded
 *
 * is named by the start of its window (UTC).  Windows end at multiples of their
 * length on the wall clock, so that those of many machines can be added up. */
#ifndef SAMPLE_WINDOW_H
#define SAMPLE_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

#include "fold/stacks.h"

struct window {
	const char *dir; /* borrowed */
	uint64_t length_s;
	uint64_t keep_s;     /* 0: whatever their age */
	uint64_t keep_bytes; /* 0: whatever they take */
	uint64_t start_s, end_s; /* of the present window: seconds since 1970 */
};

/* Begin the window around a time (nanoseconds since 1970): it starts there and ends
 * at the next multiple.  The nanoseconds that are left of it. */
uint64_t window_begin(struct window *w, uint64_t now_ns);

/* Write stacks as the file of the present window.  False with errno set. */
bool window_write(const struct window *w, struct stacks *s);

/* Remove files of the kind that are older or more than may be kept; their number.
 * The newest is always kept. */
size_t window_prune(const struct window *w, uint64_t now_s);

/* The name of the file of a window that starts then, at least 32 bytes; whether a
 * name is such a one, and its time. */
void window_name(uint64_t start_s, char *name, size_t n);
bool window_parse(struct str name, uint64_t *start_s);

#endif
