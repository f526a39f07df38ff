/* Whole stacks that come again, as the ids of their names, leaf first: each is walked
 * down the trie once or twice, and then found by the hash of its ids.
 *
 * A stack's ids are kept once it has come twice, within a limit; where few stacks come
 * again, nothing is kept any more. */
#ifndef FOLD_REPEATS_H
#define FOLD_REPEATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fold/hash.h"

#define REPEATS_PAD (HASH_PAD / sizeof(uint32_t))

struct repeats_entry;

/* A zeroed struct is a valid empty one. */
struct repeats {
	struct repeats_entry *list; /* owned; a place for each hash, and the one beside it */
	size_t size, used;
	uint32_t *ids;              /* owned: of the stacks that came again */
	size_t n_ids, cap_ids;
	uint32_t seen, again;       /* since it was last judged */
	bool off;
};

/* The hash of n ids, behind which REPEATS_PAD more can be read. */
uint64_t repeats_hash(const struct hash_key *key, const uint32_t *ids, size_t n);

/* The node that a stack ends in, if it is known. */
bool repeats_find(struct repeats *r, uint64_t hash, const uint32_t *ids, size_t n, uint32_t *node);

/* Remember that a stack, which was not found, ends in node. */
void repeats_note(struct repeats *r, uint64_t hash, const uint32_t *ids, size_t n, uint32_t node);

void repeats_release(struct repeats *r);

#endif
