#include "draw/squeeze.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "draw/code.h"

#define BLOCK ((size_t)1 << 18) /* bytes that are squeezed together */
#define LEAST 4u                /* bytes of a reference */
#define MOST 4096u
#define LEAST_BITS 10u /* of a hash */
#define MOST_BITS 15u
#define END 256u
#define LENGTHS 257u /* the first symbol of a length */

_Static_assert(2 * CODE_LONGEST + 9 + 15 <= 56, "a length and a distance are put at once");

/* So many bytes as they are, then a reference of n bytes to so far back; only the last
 * token of a block may have n 0, which is none. */
struct squeeze_token {
	uint32_t bytes, n, back;
};

/* Where a text of four bytes stood last, by its hash; where none did, 0. */
struct heads {
	uint32_t *place;
	unsigned shift; /* of a hash */
};

struct block {
	const char *text;
	uint32_t n;
	struct heads heads;
	struct squeeze_token *token; /* there is room for what n bytes can make */
	size_t tokens;
	struct code what, back;
};

/* Least byte first on every machine, so that all find the same. */
static inline uint32_t
four_bytes(const char *p)
{
	return bytes_load32((const unsigned char *)p);
}

static inline uint32_t *
head_of(struct heads h, uint32_t four)
{
	return &h.place[four * 0x9e3779b1u >> h.shift];
}

/* The next place from at on, which is not 0, whose four bytes stood before, and where
 * they stood last; end: there is none.  All places that are passed are remembered. */
static uint32_t
look_back(const struct block *b, uint32_t at, uint32_t end, uint32_t *from)
{
	const char *text = b->text;
	struct heads heads = b->heads;

	for (; at < end; at++) {
		uint32_t four = four_bytes(text + at), *head = head_of(heads, four), last = *head;
		*head = at;
		if (four_bytes(text + last) != four)
			continue;
		*from = last;
		break;
	}
	return at;
}

static void
remember(const struct block *b, uint32_t at, uint32_t end)
{
	struct heads heads = b->heads;

	for (; at < end; at++)
		*head_of(heads, four_bytes(b->text + at)) = at;
}

static void
add_token(struct block *b, uint32_t literal, struct squeeze_token t)
{
	const unsigned char *text = (const unsigned char *)b->text + literal;

	b->token[b->tokens++] = t;
	for (uint32_t i = 0; i < t.bytes; i++)
		code_count(&b->what, text[i]);
	if (!t.n)
		return;
	code_count_value(&b->what, LENGTHS, t.n - LEAST);
	code_count_value(&b->back, 0, t.back - 1);
}

/* What is found is taken: names gain nothing by a look for more at the next byte. */
static void
find_tokens(struct block *b)
{
	uint32_t end = b->n < LEAST ? 0 : b->n - LEAST + 1, literal = 0, from = 0, at = 1;

	while ((at = look_back(b, at, end, &from)) < end) {
		uint32_t most = (b->n - at < MOST ? b->n - at : MOST) - LEAST;
		uint32_t n = LEAST + (uint32_t)bytes_common(b->text + from + LEAST, b->text + at + LEAST, most);
		add_token(b, literal, (struct squeeze_token){at - literal, n, at - from});
		remember(b, at + 1, at + n < end ? at + n : end);
		literal = at += n;
	}
	add_token(b, literal, (struct squeeze_token){.bytes = b->n - literal});
	code_count(&b->what, END);
}

static void
put_tokens(const struct block *b, struct stream *s)
{
	const unsigned char *at = (const unsigned char *)b->text;

	for (size_t i = 0; i < b->tokens; i++) {
		const struct squeeze_token *t = &b->token[i];
		for (uint32_t k = 0; k < t->bytes; k++)
			code_put(&b->what, s, at[k]);
		at += t->bytes + t->n;
		if (!t->n)
			break;
		struct code_bits what = code_bits_of(&b->what, LENGTHS, t->n - LEAST);
		struct code_bits back = code_bits_of(&b->back, 0, t->back - 1);
		stream_bits(s, what.v | back.v << what.n, what.n + back.n);
	}
	code_put(&b->what, s, END);
}

/* All that one block takes is kept for the next. */
static void
make_room(struct squeeze *q, unsigned bits)
{
	q->token = mem_grow(q->token, &q->token_cap, q->n / LEAST + 1, sizeof *q->token);
	if (q->head)
		memset(q->head, 0, sizeof *q->head << bits);
	else
		q->head = mem_zero((size_t)1 << bits, sizeof *q->head);
}

static void
put_block(struct squeeze *q)
{
	unsigned bits = LEAST_BITS;

	while (bits < MOST_BITS && (size_t)1 << bits < q->n)
		bits++;
	make_room(q, bits);
	struct block b = {.text = q->text, .n = (uint32_t)q->n, .heads = {q->head, 32 - bits},
	                  .token = q->token};
	find_tokens(&b);
	stream_bits(&q->s, 1, 1);
	code_write(&b.what, &q->s);
	code_write(&b.back, &q->s);
	put_tokens(&b, &q->s);
	q->n = 0;
}

void
squeeze_begin(struct squeeze *q, struct out *o, const char *mark)
{
	*q = (struct squeeze){0};
	stream_begin(&q->s, o, mark);
}

static void
add_part(struct squeeze *q, struct str text)
{
	q->text = mem_grow(q->text, &q->cap, q->n + text.n, 1);
	memcpy(q->text + q->n, text.p, text.n);
	q->n += text.n;
	if (q->n == BLOCK)
		put_block(q);
}

void
squeeze_add(struct squeeze *q, struct str text)
{
	for (size_t n; text.n; text = str_rest(text, n)) {
		n = text.n < BLOCK - q->n ? text.n : BLOCK - q->n;
		add_part(q, (struct str){text.p, n});
	}
}

void
squeeze_line(struct squeeze *q, struct str text)
{
	if (text.n + 1 >= BLOCK - q->n) {
		squeeze_add(q, text);
		squeeze_add(q, STR("\n"));
		return;
	}
	q->text = mem_grow(q->text, &q->cap, q->n + text.n + 1, 1);
	memcpy(q->text + q->n, text.p, text.n);
	q->n += text.n + 1;
	q->text[q->n - 1] = '\n';
}

void
squeeze_end(struct squeeze *q)
{
	if (q->n)
		put_block(q);
	stream_bits(&q->s, 0, 1);
	stream_end(&q->s);
	free(q->text);
	free(q->token);
	free(q->head);
}
