/* The inputs as blocks of whole lines, in their order, for any number of threads.
 *
 * A block never spans two inputs; a last line without LF gets one, a byte order mark
 * is taken off. */
#ifndef FOLD_FEED_H
#define FOLD_FEED_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/in.h"
#include "fold/head.h"
#include "fold/parts.h"

struct feed {
	struct head *head;
	void (*decided)(void *who);
	void *who;
	size_t block;             /* bytes that are read at once */
	uint64_t large;           /* plain files of more bytes are read in parts; 0: none are */
	bool failed;              /* an input could not be read: complain() has said why */
	/* private */
	pthread_mutex_t lock;
	const char *const *paths; /* or one input that is open already */
	size_t n_paths, next;
	struct in in;
	bool open, looked;
	struct parts *parts;      /* of the input that is open, which is not in in then */
	char *carry;              /* the beginning of a line that the next block has */
	size_t carry_n, carry_cap;
	struct feed_block {
		const char *file;
		uint64_t lines;
	} *blocks;                /* by number */
	size_t n_blocks, blocks_cap;
	bool stop;
};

/* Feed from paths, or from text in memory, both borrowed.  head, decided, who,
 * block and large are the caller's to set: head looks at every input, and decided(who) is
 * called when it has found two columns. */
void feed_open(struct feed *f, const char *const *paths, size_t n);
void feed_open_text(struct feed *f, const char *name, struct str text);

/* The next block into b, which is zeroed or what this filled before.  False at the
 * end, and when an input cannot be read (failed). */
bool feed_next(struct feed *f, struct block *b);

/* A block had that many lines: for the positions of what is found. */
void feed_lines(struct feed *f, const struct block *b, uint64_t lines);

/* No more blocks for anyone. */
void feed_stop(struct feed *f);

/* When all blocks are done: where a line (from 0) of a block is; all lines. */
struct pos feed_pos(const struct feed *f, uint64_t block, uint64_t line);
uint64_t feed_total(const struct feed *f);

void feed_close(struct feed *f);

#endif
