/* Stacks into a trie, many at a time and by many threads at once.
 *
 * The frames of a batch of lines are hashed first; then the addresses of all their
 * slots are known, and the trie is walked with its memory asked for in advance.
 * Threads share the trie: slots and names are only ever added to, by compare and
 * swap and under a lock.  What must move arrays, and lines that only the plain way
 * can add, is done while one thread has the trie alone. */
#ifndef FOLD_WALK_H
#define FOLD_WALK_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "fold/folded.h"
#include "fold/recall.h"
#include "fold/trail.h"
#include "fold/trie.h"

/* What threads have in common. */
struct shared {
	struct trie *trie;
	pthread_rwlock_t lock;  /* to read: add to the trie; to write: have it alone */
	pthread_mutex_t naming; /* one adds names */
	struct recall recall;   /* the caller's to recall_init() */
};

void shared_init(struct shared *s, struct trie *trie);
void shared_alone(struct shared *s, void (*work)(struct trie *t));
void shared_release(struct shared *s);

struct walk_step {
	uint32_t at;     /* the name, in the block */
	uint32_t likely; /* private: the node that it may be found to be, or 0 */
	uint64_t tags;   /* (slots.h) of the path so far, above that of its last name */
	uint32_t n;
};

struct walk_line {
	struct str stack;
	uint64_t hash;  /* for recall; 0: not to be noted */
	struct folded_count count[TRIE_COLUMNS];
	uint32_t shared; /* private: frames that are those of the stack before it */
	size_t end;      /* private: its last step + 1 */
};

/* One thread's part; a zeroed one with shared and reverse set is valid. */
struct walk {
	struct shared *shared;
	bool reverse;
	bool rearranged;        /* stacks are not as they were read: see walk_plainly() */
	struct recall_counts recall;
	/* private */
	struct walk_step *steps; /* of the batch; owned */
	size_t n, cap;
	struct walk_line *lines; /* owned */
	size_t n_lines, lines_cap;
	bool alike;               /* see walk_begin() */
	struct trail trail;
	uint32_t way[TRAIL_MOST]; /* nodes of the stack that was walked last; */
	uint32_t clean;           /* so many of them can be relied on */
	uint32_t next_id, end_id; /* of nodes, taken from the trie for this thread */
	uint32_t *frames;        /* of one stack, the plain way; owned */
	size_t n_frames, frames_cap;
};

/* A block begins.  alike: its lines begin alike, so that it pays to look for the frames
 * that each shares with the one before it. */
void walk_begin(struct walk *w, bool alike);

/* Find what line->stack, which is in the block, shares with the stack of the last
 * walk_stack(): so many of its bytes are known, and it is to be the next one. */
uint32_t walk_known(const struct walk *w, struct walk_line *line);

/* The frames of line->stack behind those that are known (an empty stack is the root's):
 * those but the last one end at n places of the block. */
void walk_stack(struct walk *w, const char *block, const struct walk_line *line,
                const uint32_t *ends, size_t n);

/* With enough of them the batch should be walked. */
bool walk_is_full(const struct walk *w);

/* Add what has been collected; the block must still be there. */
void walk_batch(struct walk *w, const char *block);

/* Add one line the plain way.  Where stacks are rearranged, the first frame is made
 * one that can begin a line, and the last one that can end a stack. */
void walk_plainly(struct walk *w, const struct walk_line *line);

/* Look out for lines that come again, and no more. */
void walk_recall(struct walk *w);
void walk_forget(struct walk *w);

/* Give back what was taken of the trie and not used; free. */
void walk_release(struct walk *w);

#endif
