/* The distinct stacks of one profile of usual text, each as half of a pair.
 *
 * A file whose lines come in order, as those that we write do, is a list at once.  The
 * first line that does not makes a table of it, which finds stacks by their hash. */
#ifndef FOLD_SIDE_H
#define FOLD_SIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "fold/hash.h"

enum { PAIRS_BEFORE, PAIRS_AFTER, PAIRS_SIDES };

/* A stack with its counts. */
struct pair {
	const char *stack; /* in the text of a side, where a blank is behind it */
	uint32_t n;
	bool elsewhere;    /* a pair of the other side has the counts */
	uint64_t count[PAIRS_SIDES];
};

struct side {
	unsigned number;    /* PAIRS_BEFORE or PAIRS_AFTER: of the counts that are read */
	bool sorted;        /* the list is in order, each pair SIDE_BEFORE the next; no hashes */
	char *text;         /* owned, as are the arrays */
	struct pair *list;  /* of distinct stacks */
	uint32_t n;
	size_t cap;
	uint64_t *hash;     /* by pair */
	size_t hash_cap;
	uint64_t *slots;    /* the upper half of the hash, and the place in list + 1; or 0 */
	size_t n_slots;
	uint64_t total;
};

/* How the lines of two stacks sort, whatever their counts are; SIDE_UNCLEAR: by their
 * counts too, as those of "f" and "f 2;g" do. */
enum side_order { SIDE_BEFORE, SIDE_SAME, SIDE_AFTER, SIDE_UNCLEAR };

/* Behind each stack is a blank. */
static inline enum side_order
side_compare(const char *a, uint32_t a_n, const char *b, uint32_t b_n)
{
	int by = memcmp(a, b, (size_t)(a_n < b_n ? a_n : b_n) + 1);

	return by < 0 ? SIDE_BEFORE : by > 0 ? SIDE_AFTER : a_n == b_n ? SIDE_SAME : SIDE_UNCLEAR;
}

/* Read a file.  False, with nothing said, where it is not the usual text, or has no
 * counts, or cannot be read.  no_diff: a first line that ends in two numbers is usual
 * too.  s is to be released either way. */
bool side_read(struct side *s, unsigned number, const struct hash_key *key, const char *path,
               bool no_diff);

/* Make the table of a side that is sorted; it is not called that then. */
void side_index(struct side *s, const struct hash_key *key);

/* The pair with that stack, by its hash_line(), or NULL.  The side is indexed. */
struct pair *side_find(const struct side *s, const char *stack, uint32_t n, uint64_t hash);

void side_release(struct side *s);

#endif
