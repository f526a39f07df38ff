#include "draw/squeeze.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "draw/code.h"

#define BLOCK ((size_t)1 << 18) /* bytes that are squeezed together */
#define LEAST 4u                /* bytes of a reference */
#define MOST 4096u
#define LEAST_BITS 10u /* of a hash */
#define MOST_BITS 15u
#define END 256u
#define LENGTHS 257u /* the first symbol of a length */

/* So many bytes as they are, then a reference of n bytes to so far back; only the last
 * token of a block may have n 0, which is none. */
struct token {
	uint32_t bytes, n, back;
};

struct block {
	const char *text;
	uint32_t n;
	unsigned bits;  /* of a hash */
	uint32_t *head; /* by hash: the place of the last one alike, plus 1 */
	struct token *token; /* there is room for what n bytes can make */
	size_t tokens;
	struct code *what, *back;
};

/* Least byte first on every machine, so that all find the same. */
static uint32_t
four_bytes(const char *p)
{
	const unsigned char *c = (const unsigned char *)p;

	return c[0] | (uint32_t)c[1] << 8 | (uint32_t)c[2] << 16 | (uint32_t)c[3] << 24;
}

static uint64_t
eight_bytes(const char *p)
{
	return four_bytes(p) | (uint64_t)four_bytes(p + 4) << 32;
}

static uint32_t
hash(const struct block *b, uint32_t four)
{
	return four * 0x9e3779b1u >> (32 - b->bits);
}

static uint32_t
alike(const char *a, const char *b, uint32_t most)
{
	uint32_t n = 0;

	for (; n + 8 <= most; n += 8) {
		uint64_t differ = eight_bytes(a + n) ^ eight_bytes(b + n);
		if (differ)
			return n + (uint32_t)__builtin_ctzll(differ) / 8;
	}
	while (n < most && a[n] == b[n])
		n++;
	return n;
}

/* How many bytes at a place are alike those where its first four stood last; 0: there
 * is no such place.  The place is remembered. */
static uint32_t
look_back(struct block *b, uint32_t at, uint32_t *from)
{
	uint32_t most = b->n - at < MOST ? b->n - at : MOST, four = four_bytes(b->text + at);
	uint32_t *head = &b->head[hash(b, four)];

	*from = *head;
	*head = at + 1;
	if (!*from || four_bytes(b->text + *from - 1) != four)
		return 0;
	return LEAST + alike(b->text + *from - 1 + LEAST, b->text + at + LEAST, most - LEAST);
}

static void
remember(struct block *b, uint32_t at, uint32_t end)
{
	end = end + LEAST > b->n ? b->n - LEAST + 1 : end;
	for (; at < end; at++)
		b->head[hash(b, four_bytes(b->text + at))] = at + 1;
}

static void
add_token(struct block *b, uint32_t literal, uint32_t at, uint32_t n, uint32_t back)
{
	b->token[b->tokens++] = (struct token){at - literal, n, back};
	for (; literal < at; literal++)
		code_count(b->what, (unsigned char)b->text[literal]);
	if (!n)
		return;
	code_count_value(b->what, LENGTHS, n - LEAST);
	code_count_value(b->back, 0, back - 1);
}

/* What is found is taken: names gain nothing by a look for more at the next byte. */
static void
find_tokens(struct block *b)
{
	uint32_t literal = 0, at = 0, from;

	while (at + LEAST <= b->n) {
		uint32_t n = look_back(b, at, &from);
		if (!n) {
			at++;
			continue;
		}
		add_token(b, literal, at, n, at + 1 - from);
		remember(b, at + 1, at + n);
		literal = at += n;
	}
	add_token(b, literal, b->n, 0, 0);
	code_count(b->what, END);
}

static void
put_tokens(const struct block *b, struct stream *s)
{
	const unsigned char *at = (const unsigned char *)b->text;

	for (size_t i = 0; i < b->tokens; i++) {
		const struct token *t = &b->token[i];
		for (uint32_t k = 0; k < t->bytes; k++)
			code_put(b->what, s, at[k]);
		at += t->bytes + t->n;
		if (!t->n)
			break;
		code_put_value(b->what, s, LENGTHS, t->n - LEAST);
		code_put_value(b->back, s, 0, t->back - 1);
	}
	code_put(b->what, s, END);
}

static void
put_block(struct squeeze *q)
{
	struct block b = {.text = q->text, .n = (uint32_t)q->n, .bits = LEAST_BITS};

	while (b.bits < MOST_BITS && (size_t)1 << b.bits < q->n)
		b.bits++;
	b.head = mem_zero((size_t)1 << b.bits, sizeof *b.head);
	b.token = mem_alloc(q->n / LEAST + 1, sizeof *b.token);
	b.what = mem_zero(1, sizeof *b.what);
	b.back = mem_zero(1, sizeof *b.back);
	find_tokens(&b);
	stream_bits(&q->s, 1, 1);
	code_write(b.what, &q->s);
	code_write(b.back, &q->s);
	put_tokens(&b, &q->s);
	free(b.head);
	free(b.token);
	free(b.what);
	free(b.back);
	q->n = 0;
}

void
squeeze_begin(struct squeeze *q, struct out *o, const char *mark)
{
	*q = (struct squeeze){0};
	stream_begin(&q->s, o, mark);
}

void
squeeze_add(struct squeeze *q, struct str text)
{
	while (text.n) {
		size_t n = text.n < BLOCK - q->n ? text.n : BLOCK - q->n;
		q->text = mem_grow(q->text, &q->cap, q->n + n, 1);
		memcpy(q->text + q->n, text.p, n);
		q->n += n;
		text = str_rest(text, n);
		if (q->n == BLOCK)
			put_block(q);
	}
}

void
squeeze_end(struct squeeze *q)
{
	if (q->n)
		put_block(q);
	stream_bits(&q->s, 0, 1);
	stream_end(&q->s);
	free(q->text);
}
