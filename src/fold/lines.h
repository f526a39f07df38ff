/* The lines of blocks, from text to counted stacks: one thread's work. */
#ifndef FOLD_LINES_H
#define FOLD_LINES_H

#include <stdbool.h>
#include <stdint.h>

#include "fold/feed.h"
#include "fold/folded.h"
#include "fold/load.h"
#include "fold/scan.h"
#include "fold/walk.h"

/* So many bad lines are said one by one. */
#define LINES_SAID 5

struct bad_line {
	uint64_t block, line; /* from 0 */
	enum folded_result why;
};

/* A line that has been read, and what it may be found to be. */
struct ahead {
	struct walk_line line;
	const struct recall_entry *entry;
};

/* Lines that are looked ahead for at once: they and what they are compared with are in
 * the processor's cache then. */
#define LINES_AHEAD 16

/* One thread's part. */
struct lines {
	const struct load_options *opt;
	struct walk walk;
	struct scan scan;
	struct bad_line bad[LINES_SAID]; /* the first ones */
	uint64_t ignored, without_base;
	bool failed;                     /* by this line: nothing can go on behind it */
	struct bad_line failure;
};

void lines_init(struct lines *l, const struct load_options *opt, struct shared *shared);

/* Add all lines of a block, and tell how many there are.  Where two columns were
 * guessed, a line with one is a contradiction, and fails. */
uint64_t lines_add(struct lines *l, const struct block *b);

void lines_release(struct lines *l);

#endif
