/* The distinct stacks of two profiles, each with its counts of both.
 *
 * A hash table in shards, each behind a lock of its own, so that threads that read
 * different parts of the two files seldom meet.  A pair stands where the thread that
 * found it first has put it, and stays there. */
#ifndef FOLD_PAIRS_H
#define FOLD_PAIRS_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "fold/hash.h"
#include "fold/usual.h"

enum { PAIRS_BEFORE, PAIRS_AFTER, PAIRS_SIDES };

/* A stack with its counts. */
struct pair {
	uint64_t count[PAIRS_SIDES];
	uint32_t n;
	char stack[];
};

/* Behind a stack in its line: a blank and a count for each side. */
#define PAIRS_TAIL 42

#define PAIRS_SHARDS 16
#define PAIRS_SHELVES 1024

/* Bytes of a shelf, unless one pair alone has more, in units of which a place counts. */
#define PAIRS_UNIT ((size_t)8)
#define PAIRS_SHELF_BITS 18

struct pairs_shard {
	pthread_mutex_t lock;
	struct pairs_slot {
		uint32_t hash;
		uint32_t place; /* + 1; or 0: nothing is there */
	} *slots;
	uint32_t n, n_slots;
	bool own;               /* the slots are its own, not of those that all began with */
};

struct pairs {
	struct hash_key key;
	/* private */
	struct pairs_shard shard[PAIRS_SHARDS];
	struct pairs_slot *slots; /* that all shards begin with */
	pthread_mutex_t lock;     /* of the shelves */
	char *shelf[PAIRS_SHELVES];
	uint32_t n_shelves;
	size_t shelf_size;
};

/* A pair in a list of those that a thread has found first, to be sorted. */
struct pairs_found {
	uint64_t key;   /* order.h's: eight bytes of the line, as a number that sorts as they do */
	uint32_t place, n;
};

/* What a thread that counts has: zeroed but for number, which differs by thread. */
struct pairs_hand {
	unsigned number;
	struct pairs_found *found; /* owned, as is order */
	size_t n, cap;
	uint64_t total[PAIRS_SIDES];
	bool overflow;             /* a total has passed 2^64-1 */
	/* private */
	uint32_t *order;           /* lines by shard */
	size_t order_cap;
	uint32_t place;            /* where the room of its shelf begins; bytes of it */
	size_t room;
};

/* For files of so many bytes, both together. */
void pairs_init(struct pairs *p, size_t bytes);

/* Count the lines of a side, and hash them; safe in many threads, with a hand each.  Their
 * block is padded by HASH_PAD.  False when there are too many stacks. */
bool pairs_count(struct pairs *p, struct pairs_hand *hand, unsigned side, struct usual *u);

static inline struct pair *
pairs_at(const struct pairs *p, uint32_t place)
{
	char *shelf = p->shelf[place >> PAIRS_SHELF_BITS];

	return (struct pair *)(void *)(shelf + (place & (((uint32_t)1 << PAIRS_SHELF_BITS) - 1)) *
	                                               PAIRS_UNIT);
}

/* What follows a stack in its line, without LF, into room for PAIRS_TAIL bytes; its
 * length. */
size_t pairs_put_tail(const uint64_t count[PAIRS_SIDES], char *to);

void pairs_hand_release(struct pairs_hand *hand);
void pairs_release(struct pairs *p);

#endif
