/* The stacks of two profiles side by side, without a trie: the quick way to a plain
 * difference.
 *
 * It knows nothing but the usual text, lines like "a;b;c 12" in two files of moderate
 * size; all else is left to load.h and delta.h, with which it agrees byte for byte.
 * The two files are read by a thread each (side.h).  Equal stacks of two sorted ones
 * meet when these are merged, others are found by their hash and sorted (columns.h). */
#ifndef FOLD_PAIRS_H
#define FOLD_PAIRS_H

#include <stdbool.h>
#include <stdint.h>

#include "fold/side.h"

struct pairs {
	struct side side[PAIRS_SIDES];
	struct hash_key key;
	bool alone;         /* one thread does it all */
};

/* Behind a stack in its line: a blank and a count for each side. */
#define PAIRS_TAIL 42

/* Read two files; no stacks are joined yet.  False, with nothing said, where they are not the usual text, or
 * one of them has no counts, or cannot be read: then they are to be loaded.
 * no_diff: a first line that ends in two numbers is usual too.  p is to be released
 * either way. */
bool pairs_read(struct pairs *p, const char *before, const char *after, bool no_diff,
                unsigned jobs);

/* Let each stack that is on both sides have its counts in one pair, that of the earlier
 * side.  For sides of which one is not sorted; they are indexed after this. */
void pairs_join(struct pairs *p);

/* The pairs of both sides. */
static inline uint32_t
pairs_all(const struct pairs *p)
{
	return p->side[PAIRS_BEFORE].n + p->side[PAIRS_AFTER].n;
}

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
