/* A bag of stacks that comes out as folded text: what every profiler format and
 * the sampler fill.
 *
 * A zeroed struct is not valid: stacks_init() first.  Push the frames of one
 * stack, then stacks_add() counts it and starts the next. */
#ifndef FOLD_STACKS_H
#define FOLD_STACKS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/out.h"
#include "fold/repeats.h"
#include "fold/trie.h"

/* Equal stacks that came one after the other. */
struct stacks_run {
	uint32_t node; /* of the trie: its path is the stack */
	uint64_t count;
};

struct stacks {
	struct trie trie;
	unsigned scale;     /* the trie's counts are whole numbers of 10^-scale; raised as needed */
	uint32_t *frames;   /* name ids of the stack being pushed */
	size_t n, cap;
	struct repeats repeats; /* of the stacks that were added leaf first */
	struct stacks_run *runs; /* TRIE_NEIGHBOURS: all that was counted, in order; else none */
	size_t n_runs, runs_cap;
	uint64_t added;     /* the sum of all counts so far, of 10^-scale, to check the output */
};

/* merge TRIE_NEIGHBOURS keeps the order of time: only neighbours are merged. */
void stacks_init(struct stacks *s, enum trie_merge merge);

/* The next frame of the stack, root first (or leaf first, with stacks_reverse()
 * at the end).  Blanks around it are dropped, ';' becomes ':' and what is not
 * clean text U+FFFD, so that it can stand in a folded line.  The text is
 * borrowed for the call. */
void stacks_push(struct stacks *s, struct str frame);

/* A frame with an annotation behind it, as STR("_[k]"). */
void stacks_push_as(struct stacks *s, struct str frame, struct str annotation);

/* For formats that name a frame many times: its id (cleaned as stacks_push()
 * does), and the push of an id. */
uint32_t stacks_name(struct stacks *s, struct str frame);
void stacks_push_name(struct stacks *s, uint32_t name);

/* Turn the frames pushed since from (a value of s->n) around. */
void stacks_reverse(struct stacks *s, size_t from);

/* Count the pushed stack, and start the next one.  Without frames, or with count
 * 0, nothing is counted. */
void stacks_add(struct stacks *s, uint64_t count);

/* The same for a count of 10^-decimals (at most 9): whole and decimal counts may
 * come in any order, each is kept exactly. */
void stacks_add_decimal(struct stacks *s, uint64_t count, unsigned decimals);

/* Count a stack by the ids of its frames, leaf first, where nothing is pushed; behind
 * them REPEATS_PAD more can be read.  The fastest way for stacks that come again. */
void stacks_add_leaf_first(struct stacks *s, const uint32_t *ids, size_t n, uint64_t count);

/* For stacks that grow and shrink by a frame: the place of a name under that of its
 * caller ({TRIE_ROOT, 0}: under none), and a count of the stack that ends in a place.
 * Not with TRIE_NEIGHBOURS. */
struct trie_place stacks_place(struct stacks *s, struct trie_place above, uint32_t name);
void stacks_count_place(struct stacks *s, struct trie_place place, uint64_t count,
                        unsigned decimals);

/* Forget the frames pushed so far. */
void stacks_drop(struct stacks *s);

/* Count all stacks of from in to as well: what threads made, joined.  Not with
 * TRIE_NEIGHBOURS. */
void stacks_merge(struct stacks *to, const struct stacks *from);

/* Write one line a stack, in the order of LC_ALL=C sort (TRIE_NEIGHBOURS: one line
 * a run, in the order in which they were added).  False where a count passed 2^64-1: nothing
 * is written.  The stacks are used up: they can only be released. */
bool stacks_write(struct stacks *s, struct out *o);

void stacks_release(struct stacks *s);

#endif
