#include "collapse/pieces.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "fold/hash.h"

void
pieces_init(struct pieces *b, struct in *in, size_t size, pieces_start *start)
{
	*b = (struct pieces){
		.in = in, .size = size, .start = start, .lock = PTHREAD_MUTEX_INITIALIZER};
}

void
pieces_release(struct pieces *b)
{
	(void)pthread_mutex_destroy(&b->lock);
	free(b->carry);
	free(b->past);
}

void
piece_release(struct piece *piece)
{
	free(piece->buf);
}

/* Append what is read to the piece, as much as it has, so that a long record is looked
 * at a few times only; false at the end. */
static bool
read_more(struct pieces *b, struct piece *piece)
{
	size_t wanted = piece->text.n > b->size ? piece->text.n : b->size;
	size_t room = size_add(size_add(piece->text.n, wanted), HASH_PAD);

	piece->buf = mem_grow(piece->buf, &piece->cap, room, 1);
	size_t n = in_read(b->in, piece->buf + piece->text.n, wanted);
	piece->text = (struct str){piece->buf, piece->text.n + n};
	return n;
}

static void
take_carry(struct pieces *b, struct piece *piece)
{
	piece->buf = mem_grow(piece->buf, &piece->cap, size_add(b->n_carry, 1), 1);
	if (b->n_carry)
		memcpy(piece->buf, b->carry, b->n_carry);
	piece->text = (struct str){piece->buf, b->n_carry};
	b->n_carry = 0;
}

static void
give_carry(struct pieces *b, struct piece *piece, size_t from)
{
	size_t n = piece->text.n - from;

	b->carry = mem_grow(b->carry, &b->cap_carry, n + 1, 1);
	if (n)
		memcpy(b->carry, piece->buf + from, n);
	b->n_carry = n;
	piece->text.n = from;
}

bool
pieces_next(struct pieces *b, struct piece *piece)
{
	(void)pthread_mutex_lock(&b->lock);
	take_carry(b, piece);
	while (read_more(b, piece)) {
		size_t start = b->start(piece->text);
		if (!start)
			continue;
		give_carry(b, piece, start);
		break;
	}
	if (piece->text.n)
		memset(piece->buf + piece->text.n, 0, HASH_PAD);
	piece->index = b->n;
	piece->n_bad = piece->lines = 0;
	bool some = piece->text.n > 0;
	b->n += some;
	(void)pthread_mutex_unlock(&b->lock);
	return some;
}

void
piece_bad(struct piece *piece, uint64_t line, const char *why)
{
	if (piece->n_bad < PIECES_BAD)
		piece->bad[piece->n_bad] = (struct piece_bad){line, why};
	piece->n_bad++;
}

void
pieces_done(struct pieces *b, struct piece *piece)
{
	(void)pthread_mutex_lock(&b->lock);
	b->past = mem_grow(b->past, &b->cap, b->n, sizeof *b->past);
	struct piece_past *past = &b->past[piece->index];
	past->lines = piece->lines;
	past->n_bad = piece->n_bad;
	memcpy(past->bad, piece->bad, sizeof past->bad);
	(void)pthread_mutex_unlock(&b->lock);
}

void
pieces_report(const struct pieces *b, struct report *report)
{
	struct pos at = {b->in->pos.file, 0};
	uint64_t line = 0;

	for (size_t i = 0; i < b->n; i++) {
		const struct piece_past *past = &b->past[i];
		for (uint64_t k = 0; k < past->n_bad && k < PIECES_BAD; k++) {
			at.line = line + past->bad[k].line;
			report_bad(report, at, "%s", past->bad[k].why);
		}
		if (past->n_bad > PIECES_BAD)
			report->bad += past->n_bad - PIECES_BAD;
		line += past->lines;
	}
	b->in->pos.line = line;
}
