/* Counts of stacks while they are sampled: a trie of frame numbers.
 *
 * Frames are numbers that the caller gives meaning to; names are looked up once, at
 * the end.  Memory follows the distinct stacks, not the samples; in order of time it
 * follows the changes of stack. */
#ifndef SAMPLE_TALLY_H
#define SAMPLE_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TALLY_ROOT 0u

struct tally_node {
	uint32_t parent, frame;
	uint64_t count;
};

/* One stack, counted that often in a row. */
struct tally_run {
	uint32_t node;
	uint64_t count;
};

struct tally {
	bool in_order; /* keep the order of time too; set before the first count */
	struct tally_node *nodes; /* a parent stands before its children; 0 is the root; owned */
	size_t n, cap;
	uint32_t *slots;          /* node, or 0 */
	size_t n_slots;
	struct tally_run *runs;   /* in_order: by time */
	size_t n_runs, runs_cap;
};

/* A zeroed struct tally is a valid empty one.  The node of a frame under a parent,
 * made when it is new. */
uint32_t tally_child(struct tally *t, uint32_t parent, uint32_t frame);

/* Count a stack that ends in node. */
void tally_count(struct tally *t, uint32_t node, uint64_t count);

/* Forget all. */
void tally_release(struct tally *t);

#endif
