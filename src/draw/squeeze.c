#include "draw/squeeze.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "draw/code.h"

#define BLOCK ((size_t)1 << 18) /* bytes that are squeezed together */
#define LEAST 4u                /* bytes of a reference */
#define MOST 4096u
#define TRIES 4u
#define HASH_BITS 15u
#define END 256u
#define LENGTHS 257u /* the first symbol of a length */

/* A reference of so many bytes to so far back, or with n 0 the byte back. */
struct token {
	uint32_t n, back;
};

struct block {
	const char *text;
	uint32_t n;
	uint32_t *head, *before; /* by hash, by place: the place of the last one alike, plus 1 */
	struct token *token; /* of n there is room */
	size_t tokens;
};

static uint32_t
hash(const char *p)
{
	const unsigned char *c = (const unsigned char *)p;
	uint32_t v = c[0] | (uint32_t)c[1] << 8 | (uint32_t)c[2] << 16 | (uint32_t)c[3] << 24;

	return v * 0x9e3779b1u >> (32 - HASH_BITS);
}

static void
remember(struct block *b, uint32_t at)
{
	if (at + LEAST > b->n)
		return;
	uint32_t *head = &b->head[hash(b->text + at)];
	b->before[at] = *head;
	*head = at + 1;
}

static uint32_t
alike(const char *a, const char *b, uint32_t most)
{
	uint32_t n = 0;

	for (uint64_t x, y; n + 8 <= most; n += 8) {
		memcpy(&x, a + n, 8);
		memcpy(&y, b + n, 8);
		if (x != y)
			break;
	}
	while (n < most && a[n] == b[n])
		n++;
	return n;
}

/* The longest text alike of what was remembered, of equally long the nearest; n 0: none. */
static struct token
look_back(const struct block *b, uint32_t at)
{
	struct token best = {LEAST - 1, 0};
	uint32_t most = b->n - at < MOST ? b->n - at : MOST;

	if (most < LEAST)
		return (struct token){0};
	uint32_t from = b->head[hash(b->text + at)];
	for (unsigned tries = TRIES; from && tries && best.n < most; tries--) {
		const char *p = b->text + from - 1;
		if (p[best.n] == b->text[at + best.n]) {
			uint32_t n = alike(p, b->text + at, most);
			if (n > best.n)
				best = (struct token){n, at - (from - 1)};
		}
		from = b->before[from - 1];
	}
	return best.n < LEAST ? (struct token){0} : best;
}

/* What is found is taken: names gain nothing by a look for more at the next byte. */
static void
find_tokens(struct block *b)
{
	b->token = mem_alloc(b->n, sizeof *b->token);
	for (uint32_t at = 0; at < b->n;) {
		struct token t = look_back(b, at);
		uint32_t end = at + (t.n ? t.n : 1);
		if (!t.n)
			t.back = (unsigned char)b->text[at];
		b->token[b->tokens++] = t;
		for (; at < end; at++)
			remember(b, at);
	}
}

static void
put_tokens(const struct block *b, struct stream *s)
{
	struct code *what = mem_zero(1, sizeof *what), *back = mem_zero(1, sizeof *back);

	for (size_t i = 0; i < b->tokens; i++) {
		const struct token *t = &b->token[i];
		if (t->n) {
			code_count_value(what, LENGTHS, t->n - LEAST);
			code_count_value(back, 0, t->back - 1);
		} else {
			code_count(what, t->back);
		}
	}
	code_count(what, END);
	code_write(what, s);
	code_write(back, s);
	for (size_t i = 0; i < b->tokens; i++) {
		const struct token *t = &b->token[i];
		if (t->n) {
			code_put_value(what, s, LENGTHS, t->n - LEAST);
			code_put_value(back, s, 0, t->back - 1);
		} else {
			code_put(what, s, t->back);
		}
	}
	code_put(what, s, END);
	free(what);
	free(back);
}

static void
put_block(struct squeeze *q)
{
	struct block b = {.text = q->text, .n = (uint32_t)q->n};

	b.head = mem_zero((size_t)1 << HASH_BITS, sizeof *b.head);
	b.before = mem_alloc(q->n + 1, sizeof *b.before);
	find_tokens(&b);
	stream_bits(&q->s, 1, 1);
	put_tokens(&b, &q->s);
	free(b.head);
	free(b.before);
	free(b.token);
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
