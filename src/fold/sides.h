/* The two files of a plain difference, for those that read them the quick way.
 *
 * Quick is what knows nothing but usual text (usual.h) in two plain files of moderate
 * size; all else is left to load.h and delta.h, with which it agrees byte for byte. */
#ifndef FOLD_SIDES_H
#define FOLD_SIDES_H

#include <stdbool.h>
#include <string.h>

#include "fold/pairs.h"
#include "fold/parts.h"

/* So much of a file is read at once, and looked at while it is in the processor's cache. */
#define SIDES_PART ((size_t)64 << 10)

struct sides {
	struct parts file[PAIRS_SIDES];
	bool alone;   /* one thread does it all */
	bool ordered; /* as far as the heads of the files show, their lines are in order */
};

/* How the lines of two stacks sort, whatever their counts are; UNCLEAR: by their counts
 * too, as those of "f" and "f 2;g" do. */
enum sides_order { SIDES_BEFORE, SIDES_SAME, SIDES_AFTER, SIDES_UNCLEAR };

/* Behind each stack is a blank. */
static inline enum sides_order
sides_compare(const struct usual_line *a, const struct usual_line *b)
{
	int by = memcmp(a->stack, b->stack, (size_t)(a->n < b->n ? a->n : b->n) + 1);

	return by < 0        ? SIDES_BEFORE
	       : by > 0      ? SIDES_AFTER
	       : a->n == b->n ? SIDES_SAME
	                      : SIDES_UNCLEAR;
}

/* Open two files and look at their heads.  False, with nothing said, where they are not
 * the usual text, or cannot be read.  no_diff: a first line that ends in two numbers is
 * usual too.  s is to be closed either way. */
bool sides_open(struct sides *s, const char *before, const char *after, bool no_diff,
                unsigned jobs);

/* Do two parts of a work at the same time, or one after the other. */
void sides_do_both(const struct sides *s, void (*work)(void *part), void *first, void *second);

/* Whether each side has counts, which add up: of what each of two threads has added,
 * without having passed 2^64-1. */
bool sides_add_up(const uint64_t first[PAIRS_SIDES], const uint64_t second[PAIRS_SIDES]);

void sides_close(struct sides *s);

#endif
