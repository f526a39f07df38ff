#include "draw/code.h"

#include <stdlib.h>

#include "base/mem.h"

/* A leaf or an inner node of the tree of a Huffman code. */
struct knot {
	uint64_t weight;
	uint16_t up; /* an inner node */
	uint16_t symbol;
};

static int
by_weight(const void *a, const void *b)
{
	const struct knot *x = a, *y = b;

	if (x->weight != y->weight)
		return (x->weight > y->weight) - (x->weight < y->weight);
	return (x->symbol > y->symbol) - (x->symbol < y->symbol);
}

/* The lightest knot of two rows in order of weight: leaves and inner nodes. */
static unsigned
lightest(const struct knot *list, unsigned *leaf, unsigned leaves, unsigned *inner, unsigned end)
{
	if (*inner == end || (*leaf < leaves && list[*leaf].weight <= list[*inner].weight))
		return (*leaf)++;
	return (*inner)++;
}

/* Give each of the first n knots, in order of weight, the length of its code; the longest. */
static unsigned
measure(struct knot *list, unsigned n, uint8_t *length)
{
	unsigned leaf = 0, inner = n, end = n, longest = 0;
	uint16_t depth[2 * CODE_SYMBOLS];

	for (; end < 2 * n - 1; end++) {
		unsigned a = lightest(list, &leaf, n, &inner, end);
		unsigned b = lightest(list, &leaf, n, &inner, end);
		list[end].weight = list[a].weight + list[b].weight;
		list[a].up = list[b].up = (uint16_t)end;
	}
	depth[2 * n - 2] = 0;
	for (unsigned i = 2 * n - 2; i-- > 0;) {
		depth[i] = (uint16_t)(depth[list[i].up] + 1);
		if (i < n) {
			length[list[i].symbol] = (uint8_t)depth[i];
			longest = depth[i] > longest ? depth[i] : longest;
		}
	}
	return longest;
}

/* Lengths of at most CODE_LONGEST: weights are made more alike until that is so. */
static void
choose_lengths(struct code *c)
{
	struct knot *list = mem_alloc(2 * CODE_SYMBOLS, sizeof *list);
	unsigned n = 0;

	for (unsigned i = 0; i < CODE_SYMBOLS; i++)
		if (c->count[i])
			list[n++] = (struct knot){.weight = c->count[i], .symbol = (uint16_t)i};
	if (n == 1)
		c->length[list[0].symbol] = 1;
	qsort(list, n, sizeof *list, by_weight);
	while (n > 1 && measure(list, n, c->length) > CODE_LONGEST)
		for (unsigned i = 0; i < n; i++)
			list[i].weight = list[i].weight / 2 + 1;
	free(list);
}

static uint16_t
reversed(unsigned bits, unsigned n)
{
	unsigned v = 0;

	for (; n; n--, bits >>= 1)
		v = v << 1 | (bits & 1);
	return (uint16_t)v;
}

/* Shorter codes first, of one length by symbol. */
static void
choose_bits(struct code *c)
{
	unsigned next = 0;

	for (unsigned length = 1; length <= CODE_LONGEST; length++, next <<= 1)
		for (unsigned i = 0; i < CODE_SYMBOLS; i++)
			if (c->length[i] == length)
				c->bits[i] = reversed(next++, length);
}

void
code_write(struct code *c, struct stream *s)
{
	unsigned n = CODE_SYMBOLS, zeros;

	choose_lengths(c);
	choose_bits(c);
	while (n && !c->length[n - 1])
		n--;
	stream_bits(s, n, 10);
	for (unsigned i = 0; i < n; i++) {
		stream_bits(s, c->length[i], 4);
		if (c->length[i])
			continue;
		for (zeros = 0; zeros < 15 && !c->length[i + 1]; zeros++)
			i++;
		stream_bits(s, zeros, 4);
	}
}

void
code_put_value(const struct code *c, struct stream *s, unsigned above, uint64_t v)
{
	struct value value = value_of(v);
	unsigned symbol = above + value.symbol;

	if (value.more + CODE_LONGEST <= 32) {
		stream_bits(s, c->bits[symbol] | value.rest << c->length[symbol],
		            c->length[symbol] + value.more);
		return;
	}
	code_put(c, s, symbol);
	if (value.more > 32) {
		stream_bits(s, value.rest & UINT32_MAX, 32);
		stream_bits(s, value.rest >> 32, value.more - 32u);
	} else {
		stream_bits(s, value.rest, value.more);
	}
}
