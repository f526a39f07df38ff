/* A large plain file that several threads read at once: a part each, by its place.
 *
 * A line belongs to the part in which it begins.  Who reads a part begins one byte
 * early, to see whether a line begins there, and reads on to the end of its last line;
 * so nobody waits for the part before. */
#ifndef FOLD_PARTS_H
#define FOLD_PARTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/in.h"

/* Bytes before a block that can be read, whatever they hold. */
#define BLOCK_LEAD 64

/* The longest line. */
#define LONGEST_LINE ((size_t)1 << 30)

struct block {
	char *bytes;       /* in memory; padded by SCAN_PAD, led by BLOCK_LEAD */
	size_t n;
	uint64_t number;   /* from 0 */
	bool differential, guessed; /* what head said when the block was read */
	char *memory;      /* behind BLOCK_LEAD bytes that are owned too */
	size_t cap;
};

struct parts {
	struct in in;             /* owned */
	uint64_t first, at, size; /* of all parts; where the next one begins; the end */
	unsigned users;           /* threads that have it */
};

/* Room for n bytes of lines and one LF more; what is there stays. */
void block_room(struct block *b, size_t n);

/* The lines of the part of n bytes from a place on, perhaps none.  False where the file
 * cannot be read (errno), or has a line that is too long (E2BIG). */
bool parts_read(const struct parts *p, uint64_t at, size_t n, struct block *b);

void block_release(struct block *b);

#endif
