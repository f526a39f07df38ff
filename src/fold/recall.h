/* The lines of an input that come again and again, each with its node: what is known
 * by its bytes need not be taken apart.  Shared by threads.
 *
 * A line is noted by its bytes when it is first seen; once half of the room is taken, by
 * its hash, and by its bytes when it is seen again.  A line whose bytes are kept is
 * known, and stays as it is: what a reader compares with never changes.  Inputs without
 * repetition cost little, and soon nothing. */
#ifndef FOLD_RECALL_H
#define FOLD_RECALL_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct recall_entry {
	uint64_t hash;
	uint32_t n, node; /* bytes of the line */
	uint32_t text;    /* 1 + where they are kept; 0: not yet */
	uint32_t id;      /* among the known lines, from 0 */
};

struct recall {
	struct recall_entry *list; /* pairs, each in one line of the processor's cache */
	void *memory;              /* of list; owned */
	char *text;                /* owned */
	size_t used, room;
	uint32_t known;
	pthread_mutex_t lock;      /* to note */
};

/* What one thread has counted of known lines; a zeroed one is off. */
struct recall_counts {
	struct recall *recall;   /* borrowed; NULL: off */
	uint64_t *count;         /* by id; owned */
	uint32_t seen, again;    /* lines, and lines seen before, of late */
};

void recall_init(struct recall *r);
void recall_release(struct recall *r);

/* Begin to watch. */
void recall_start(struct recall_counts *c, struct recall *r);

/* To be called for many lines before the next is for the first: ask for the memory
 * that a line with that hash needs; then find what it may be, or NULL, and ask for
 * that; then count n bytes at p, if these are the known line. */
void recall_expect(const struct recall_counts *c, uint64_t hash);
const struct recall_entry *recall_guess(struct recall_counts *c, uint64_t hash, uint32_t n);
bool recall_count(struct recall_counts *c, const struct recall_entry *entry, const char *p,
                  uint32_t n, uint64_t count);

/* A line that was not known has that node. */
void recall_note(struct recall_counts *c, uint64_t hash, const char *p, uint32_t n,
                 uint32_t node);

/* From time to time: whether lines come again often enough. */
bool recall_is_worth(struct recall_counts *c);

/* Stop watching: tell what was counted. */
void recall_stop(struct recall_counts *c, void (*add)(void *who, uint32_t node, uint64_t count),
                 void *who);

#endif
