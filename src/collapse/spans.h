/* Calls that begin and end, as stacks counted with the time that passed while they
 * were the innermost one. */
#ifndef COLLAPSE_SPANS_H
#define COLLAPSE_SPANS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "collapse/fixed.h"
#include "fold/stacks.h"

/* One thread of calls.  A struct with s set and the rest zero is an empty one. */
struct spans {
	struct stacks *s;  /* borrowed */
	uint32_t *names;   /* owned: the roots (process, thread), then the open calls */
	size_t n, cap;
	size_t roots;      /* how many of them are roots, which have no time of their own */
	struct fixed now;
};

/* A frame that stands before all calls; before the first of them. */
void spans_root(struct spans *sp, struct str frame);

/* The clock stands at now: what has passed since belongs to the open calls, if
 * there are any.  False where now is before the last time: the clock stays. */
bool spans_at(struct spans *sp, struct fixed now);

/* A call of a name (stacks_name()) begins or ends now.  One that ends closes those
 * that it called; false where none of the name is open. */
void spans_open(struct spans *sp, uint32_t name);
bool spans_close(struct spans *sp, uint32_t name);

/* The innermost call ends; false where none is open. */
bool spans_close_last(struct spans *sp);

/* One of the open calls ends, by its place in names; those that it called go on. */
void spans_remove(struct spans *sp, size_t place);

void spans_release(struct spans *sp);

#endif
