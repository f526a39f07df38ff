/* The lines of an input that come again and again, each with its node: what is known
 * by its bytes need not be taken apart.
 *
 * A line is noted by its hash when it is first seen, and by its bytes when it is seen
 * again: inputs without repetition cost little, and after a while nothing. */
#ifndef FOLD_RECALL_H
#define FOLD_RECALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct recall {
	struct recall_entry *list; /* owned; NULL: off */
	char *text;                /* owned */
	size_t used, room;
	uint32_t seen, again;      /* lines, and lines seen before, since the last judgement */
};

/* Begin to watch, with room for the bytes of lines. */
void recall_start(struct recall *r, size_t room);

/* Whether the n bytes at p, with that hash, are a line that is known, and its node.
 * Bytes are compared. */
bool recall_find(struct recall *r, uint64_t hash, const char *p, uint32_t n, uint32_t *node);

/* A line that was not known has that node. */
void recall_note(struct recall *r, uint64_t hash, const char *p, uint32_t n, uint32_t node);

void recall_release(struct recall *r);

#endif
