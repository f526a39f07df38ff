/* Prefix codes of the data layer (docs/data.md): what is frequent takes few bits.
 *
 * Count every symbol with code_count() or code_count_value(), in a zeroed struct; then
 * code_write() once; then code_put() or code_put_value() the same symbols. */
#ifndef DRAW_CODE_H
#define DRAW_CODE_H

#include "draw/digits.h"

#define CODE_SYMBOLS 512
#define CODE_LONGEST 12 /* bits */

struct code {
	/* By symbol: how often it was counted, at most 2^32-1 in all; once written its
	 * length, above CODE_LONGEST bits that are it, the first of them the least. */
	uint32_t symbol[CODE_SYMBOLS];
};

/* A value as a symbol, of which there are 256, and further bits. */
struct value {
	unsigned symbol;
	unsigned more; /* so many bits, at most 61 */
	uint64_t rest;
};

static inline struct value
value_of(uint64_t v)
{
	if (v < 16)
		return (struct value){.symbol = (unsigned)v};
	unsigned top = 63 - (unsigned)__builtin_clzll(v), more = top - 2;
	return (struct value){4 * top + (unsigned)(v >> more & 3), more,
	                      v & (((uint64_t)1 << more) - 1)};
}

static inline void
code_count(struct code *c, unsigned symbol)
{
	c->symbol[symbol]++;
}

/* above: what is added to the value's symbol */
static inline void
code_count_value(struct code *c, unsigned above, uint64_t v)
{
	c->symbol[above + value_of(v).symbol]++;
}

/* Choose the code for what has been counted, and write it. */
void code_write(struct code *c, struct stream *s);

static inline void
code_put(const struct code *c, struct stream *s, unsigned symbol)
{
	uint32_t code = c->symbol[symbol];

	stream_bits(s, code & ((1u << CODE_LONGEST) - 1), code >> CODE_LONGEST);
}

/* Bits for stream_bits(): the code of a value below 2^CODE_BRIEF, and its further bits. */
#define CODE_BRIEF 46

struct code_bits {
	uint64_t v;
	unsigned n; /* at most 56 */
};

static inline struct code_bits
code_bits_of(const struct code *c, unsigned above, uint64_t v)
{
	struct value value = value_of(v);
	uint32_t code = c->symbol[above + value.symbol], n = code >> CODE_LONGEST;

	return (struct code_bits){(code & ((1u << CODE_LONGEST) - 1)) | value.rest << n,
	                          n + value.more};
}

/* A value that is not below 2^CODE_BRIEF. */
void code_put_large(const struct code *c, struct stream *s, unsigned above, uint64_t v);

static inline void
code_put_value(const struct code *c, struct stream *s, unsigned above, uint64_t v)
{
	struct code_bits bits = code_bits_of(c, above, v);

	if (v >> CODE_BRIEF)
		code_put_large(c, s, above, v);
	else
		stream_bits(s, bits.v, bits.n);
}

#endif
