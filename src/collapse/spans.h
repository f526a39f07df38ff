/* Calls that begin and end, as stacks counted with the time that passed while they
 * were the innermost one. */
#ifndef COLLAPSE_SPANS_H
#define COLLAPSE_SPANS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "collapse/ids.h"
#include "collapse/range.h"

struct span_call {
	uint32_t name;           /* of stacks_name() */
	uint32_t kind;           /* its place in open */
	struct trie_place place; /* where its stack ends, of the calls that have one */
};

/* One thread of calls.  A struct with s set and the rest zero is an empty one.  What is
 * done to it takes no longer where many calls are open. */
struct spans {
	struct stacks *s;        /* borrowed */
	struct span_call *calls; /* owned: the roots (process, thread), then the open calls */
	size_t n, cap;
	size_t roots;            /* how many of them are roots, which have no time of their own */
	size_t placed;           /* how many have a place */
	struct ids kinds;        /* of names */
	uint32_t *open;          /* owned: how many calls of a kind are open */
	size_t open_cap;
	struct fixed now;
	struct range range;      /* of the time that is counted */
};

/* A frame that stands before all calls; before the first of them. */
void spans_root(struct spans *sp, struct str frame);

/* The clock stands at now: what has passed since belongs to the open calls, if
 * there are any.  False where now is before the last time: the clock stays. */
bool spans_at(struct spans *sp, struct fixed now);

/* Count the open calls with an amount, whatever the time. */
void spans_count(struct spans *sp, struct fixed amount);

/* A call of a name (stacks_name()) begins or ends now.  One that ends closes those
 * that it called; false where none of the name is open. */
void spans_open(struct spans *sp, uint32_t name);
bool spans_close(struct spans *sp, uint32_t name);

/* The innermost call ends; false where none is open. */
bool spans_close_last(struct spans *sp);

/* One of the open calls ends, by its place in calls; those that it called go on, and
 * this takes as long as there are such. */
void spans_remove(struct spans *sp, size_t place);

void spans_release(struct spans *sp);

#endif
