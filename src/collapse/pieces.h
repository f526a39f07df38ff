/* An input in pieces of whole records, handed out to threads; and what was wrong in
 * them, told in the order of the input. */
#ifndef COLLAPSE_PIECES_H
#define COLLAPSE_PIECES_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/in.h"
#include "collapse/report.h"

#define PIECES_BAD 5 /* bad lines kept of a piece; the others are counted */

/* Where the last record of text may start, at the start of a line: what stands before
 * it can be read alone.  0: nowhere; the last line may be cut. */
typedef size_t pieces_start(struct str text);

struct piece_bad {
	uint64_t line;   /* of the piece, from 1 */
	const char *why;
};

/* What is left of a piece once it is folded. */
struct piece_past {
	uint64_t lines, n_bad;
	struct piece_bad bad[PIECES_BAD];
};

struct piece {
	struct str text;  /* whole records, in buf; padded (fold/hash.h) with zeroes */
	char *buf;        /* owned */
	size_t cap;
	size_t index;     /* in the input, from 0 */
	uint64_t lines;   /* counted by who folds it */
	uint64_t n_bad;
	struct piece_bad bad[PIECES_BAD];
};

struct pieces {
	struct in *in;           /* borrowed */
	size_t size;             /* bytes read at once */
	pieces_start *start;
	pthread_mutex_t lock;    /* of all that follows, and of in */
	char *carry;             /* owned: the start of a record whose end is not read yet */
	size_t n_carry, cap_carry;
	struct piece_past *past; /* owned, by index */
	size_t n, cap;
};

void pieces_init(struct pieces *b, struct in *in, size_t size, pieces_start *start);

/* Read the next piece into piece, whose buffer is used again; false at the end. */
bool pieces_next(struct pieces *b, struct piece *piece);

/* A line of the piece, from 1, is bad; why is kept. */
void piece_bad(struct piece *piece, uint64_t line, const char *why);

/* The piece is folded. */
void pieces_done(struct pieces *b, struct piece *piece);

/* Tell what was bad, once all pieces are done; the input stands at its last line. */
void pieces_report(const struct pieces *b, struct report *report);

void piece_release(struct piece *piece);
void pieces_release(struct pieces *b);

#endif
