/* The stacks of two profiles side by side, without a trie: the quick way to a plain
 * difference.
 *
 * It knows nothing but the usual text, lines like "a;b;c 12" in two files of moderate
 * size; all else is left to load.h and delta.h, with which it agrees byte for byte.
 * The two files are read by a thread each, which find equal stacks by their hash; what
 * is distinct is sorted and written by both. */
#ifndef FOLD_PAIRS_H
#define FOLD_PAIRS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/out.h"
#include "fold/hash.h"

enum { PAIRS_BEFORE, PAIRS_AFTER, PAIRS_SIDES };

/* A stack with its counts. */
struct pair {
	const char *stack; /* in the text of a side */
	uint32_t n;
	bool elsewhere;    /* a pair of the other side has the counts */
	uint64_t count[PAIRS_SIDES];
};

struct pairs_side {
	char *text;         /* owned, as are the arrays */
	struct pair *list;  /* of distinct stacks */
	uint64_t *hash;     /* by pair */
	uint32_t n;
	uint64_t *slots;    /* the upper half of the hash, and the place in list + 1; or 0 */
	size_t n_slots;
	uint64_t total;
};

struct pairs {
	struct pairs_side side[PAIRS_SIDES];
	struct hash_key key;
	bool alone;         /* one thread does it all */
};

/* Behind a stack in its line: a blank and a count for each side. */
#define PAIRS_TAIL 42

/* Read two files.  False, with nothing said, where they are not the usual text, or
 * one of them has no counts, or cannot be read: then they are to be loaded.
 * no_diff: a first line that ends in two numbers is usual too.  p is to be released
 * either way. */
bool pairs_read(struct pairs *p, const char *before, const char *after, bool no_diff,
                unsigned jobs);

/* One line for each stack, with its count before and after, in the order of
 * LC_ALL=C sort on the lines. */
void pairs_write(struct pairs *p, struct out *o);

/* A pair by its place among those of all sides. */
static inline const struct pair *
pairs_pair(const struct pairs *p, uint32_t i)
{
	uint32_t n = p->side[PAIRS_BEFORE].n;

	return i < n ? &p->side[PAIRS_BEFORE].list[i] : &p->side[PAIRS_AFTER].list[i - n];
}

/* What follows the stack in a pair's line, without LF, into room for PAIRS_TAIL
 * bytes; its length. */
size_t pairs_put_tail(const struct pair *pair, char *to);

void pairs_release(struct pairs *p);

#endif
