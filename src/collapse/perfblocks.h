/* An input of perf script as blocks of whole samples, handed out to threads; and what
 * was wrong in them, told in the order of the input. */
#ifndef COLLAPSE_PERFBLOCKS_H
#define COLLAPSE_PERFBLOCKS_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/in.h"
#include "collapse/report.h"

#define PERF_BLOCK (512 * 1024)
#define PERF_BLOCK_BAD 5 /* bad lines kept of a block; the others are counted */

struct perf_bad {
	uint64_t line;   /* of the block, from 1 */
	const char *why;
};

/* What is left of a block once it is folded. */
struct perf_past {
	uint64_t lines, n_bad;
	struct perf_bad bad[PERF_BLOCK_BAD];
};

struct perf_block {
	struct str text;  /* whole samples, in buf */
	char *buf;        /* owned */
	size_t cap;
	size_t index;     /* in the input, from 0 */
	uint64_t lines;   /* counted by who folds it */
	uint64_t n_bad;
	struct perf_bad bad[PERF_BLOCK_BAD];
};

struct perf_blocks {
	struct in *in;          /* borrowed */
	pthread_mutex_t lock;   /* of all that follows, and of in */
	char *carry;            /* owned: the start of a sample whose end is not read yet */
	size_t n_carry, cap_carry;
	bool end;
	struct perf_past *past; /* owned, by index */
	size_t n, cap;
};

void perf_blocks_init(struct perf_blocks *b, struct in *in);

/* Read the next block into block, whose buffer is used again; false at the end. */
bool perf_blocks_next(struct perf_blocks *b, struct perf_block *block);

/* The line that lines counted last is bad; why is kept. */
void perf_block_bad(struct perf_block *block, const char *why);

/* The block is folded. */
void perf_blocks_done(struct perf_blocks *b, struct perf_block *block);

/* Tell what was bad, once all blocks are done. */
void perf_blocks_report(const struct perf_blocks *b, struct report *report);

void perf_block_release(struct perf_block *block);
void perf_blocks_release(struct perf_blocks *b);

#endif
