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
	uint32_t count[CODE_SYMBOLS]; /* by symbol; at most 2^32-1 in all */
	uint16_t bits[CODE_SYMBOLS];  /* once written: the first bit is the least */
	uint8_t length[CODE_SYMBOLS]; /* 0: does not occur */
};

/* A value as a symbol, of which there are 256, and further bits. */
struct value {
	uint16_t symbol;
	uint8_t more; /* so many bits, at most 61 */
	uint64_t rest;
};

static inline struct value
value_of(uint64_t v)
{
	if (v < 16)
		return (struct value){.symbol = (uint16_t)v};
	unsigned top = 63 - (unsigned)__builtin_clzll(v), more = top - 2;
	return (struct value){(uint16_t)(4 * top + (v >> more & 3)), (uint8_t)more,
	                      v & (((uint64_t)1 << more) - 1)};
}

static inline void
code_count(struct code *c, unsigned symbol)
{
	c->count[symbol]++;
}

/* above: what is added to the value's symbol */
static inline void
code_count_value(struct code *c, unsigned above, uint64_t v)
{
	c->count[above + value_of(v).symbol]++;
}

/* Choose the code for what has been counted, and write it. */
void code_write(struct code *c, struct stream *s);

static inline void
code_put(const struct code *c, struct stream *s, unsigned symbol)
{
	stream_bits(s, c->bits[symbol], c->length[symbol]);
}

void code_put_value(const struct code *c, struct stream *s, unsigned above, uint64_t v);

#endif
