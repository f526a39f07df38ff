#include "draw/code.h"

#include "fold/radix.h"

/* The tree of a Huffman code: leaves in the order of weight, then inner nodes. */
struct knots {
	uint64_t weight[2 * CODE_SYMBOLS];
	uint16_t up[2 * CODE_SYMBOLS]; /* an inner node */
};

/* The lightest knot of two rows in order of weight: leaves and inner nodes. */
static unsigned
lightest(const struct knots *k, unsigned *leaf, unsigned leaves, unsigned *inner, unsigned end)
{
	if (*inner == end || (*leaf < leaves && k->weight[*leaf] <= k->weight[*inner]))
		return (*leaf)++;
	return (*inner)++;
}

/* The lengths of the codes of the first n knots; the longest. */
static unsigned
measure(struct knots *k, unsigned n, uint16_t *length)
{
	unsigned leaf = 0, inner = n, end = n, longest = 0;
	uint16_t depth[2 * CODE_SYMBOLS];

	for (; end < 2 * n - 1; end++) {
		unsigned a = lightest(k, &leaf, n, &inner, end);
		unsigned b = lightest(k, &leaf, n, &inner, end);
		k->weight[end] = k->weight[a] + k->weight[b];
		k->up[a] = k->up[b] = (uint16_t)end;
	}
	depth[2 * n - 2] = 0;
	for (unsigned i = 2 * n - 2; i-- > 0;)
		depth[i] = (uint16_t)(depth[k->up[i]] + 1);
	for (unsigned i = 0; i < n; i++) {
		length[i] = depth[i];
		longest = depth[i] > longest ? depth[i] : longest;
	}
	return longest;
}

/* What was counted, each below its weight, in that order; how many symbols that are. */
static unsigned
sort_symbols(const struct code *c, uint64_t *list)
{
	unsigned n = 0;

	for (unsigned i = 0; i < CODE_SYMBOLS; i++)
		if (c->symbol[i])
			list[n++] = (uint64_t)c->symbol[i] << 32 | i;
	radix_sort(list, n, 0);
	return n;
}

/* Lengths of at most CODE_LONGEST: weights are made more alike until that is so. */
static void
choose_lengths(const struct code *c, uint8_t *length)
{
	uint64_t list[CODE_SYMBOLS];
	uint16_t measured[CODE_SYMBOLS] = {1};
	unsigned n = sort_symbols(c, list), longest = n > 1 ? CODE_LONGEST + 1 : 1;
	struct knots k;

	for (unsigned i = 0; i < n; i++)
		k.weight[i] = list[i] >> 32;
	while (longest > CODE_LONGEST) {
		longest = measure(&k, n, measured);
		for (unsigned i = 0; i < n; i++)
			k.weight[i] = k.weight[i] / 2 + 1;
	}
	for (unsigned i = 0; i < n; i++)
		length[(uint32_t)list[i]] = (uint8_t)measured[i];
}

static unsigned
reversed(unsigned bits, unsigned n)
{
	unsigned v = 0;

	for (; n; n--, bits >>= 1)
		v = v << 1 | (bits & 1);
	return v;
}

/* Shorter codes first, of one length by symbol. */
static void
choose_bits(struct code *c, const uint8_t *length)
{
	unsigned next[CODE_LONGEST + 2] = {0};

	for (unsigned i = 0; i < CODE_SYMBOLS; i++)
		next[length[i] + 1]++;
	next[1] = 0;
	for (unsigned n = 2; n <= CODE_LONGEST; n++)
		next[n] = (next[n] + next[n - 1]) << 1;
	for (unsigned i = 0; i < CODE_SYMBOLS; i++)
		if (length[i])
			c->symbol[i] = (unsigned)length[i] << CODE_LONGEST |
			               reversed(next[length[i]]++, length[i]);
}

void
code_write(struct code *c, struct stream *s)
{
	uint8_t length[CODE_SYMBOLS] = {0};
	unsigned n = CODE_SYMBOLS, zeros;

	choose_lengths(c, length);
	choose_bits(c, length);
	while (n && !length[n - 1])
		n--;
	stream_bits(s, n, 10);
	for (unsigned i = 0; i < n; i++) {
		stream_bits(s, length[i], 4);
		if (length[i])
			continue;
		for (zeros = 0; zeros < 15 && !length[i + 1]; zeros++)
			i++;
		stream_bits(s, zeros, 4);
	}
}

void
code_put_large(const struct code *c, struct stream *s, unsigned above, uint64_t v)
{
	struct value value = value_of(v);

	code_put(c, s, above + value.symbol);
	stream_bits(s, value.rest & UINT32_MAX, 32);
	stream_bits(s, value.rest >> 32, value.more - 32);
}
