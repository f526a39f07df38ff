#include "fold/radix.h"

#include <string.h>

/* Up to so many numbers are sorted at once; up to so many are dealt out by four bits,
 * more by eight. */
#define FEW 16
#define SOME 400

#define MOST_DIGITS 256

/* Numbers that agree in the bits above those that they are dealt out by. */
struct range {
	uint64_t *list;
	size_t n;
};

/* Each number goes behind all that are less, which are counted: there is nothing to be
 * guessed wrong. */
static void
sort_few(uint64_t *list, size_t n)
{
	uint64_t copy[FEW];
	unsigned at[FEW];

	for (size_t i = 0; i < n; i++) {
		uint64_t v = copy[i] = list[i];
		unsigned less = 0;
		for (size_t k = 0; k < i; k++) {
			unsigned before = copy[k] <= v;
			less += before;
			at[k] += 1 - before;
		}
		at[i] = less;
	}
	for (size_t i = 0; i < n; i++)
		list[at[i]] = copy[i];
}

/* The first bits that differ, not below from, as many as are good for n. */
struct digit {
	unsigned shift, count; /* count: of the values that it may have; 1: nothing differs */
};

static struct digit
find_digit(const uint64_t *list, size_t n, unsigned from)
{
	unsigned bits = n <= SOME ? 4 : 8;
	uint64_t differ = 0;

	for (size_t i = 1; i < n; i++)
		differ |= list[i] ^ list[0];
	if (!(differ >> from))
		return (struct digit){from, 1};
	unsigned end = 64 - (unsigned)__builtin_clzll(differ);
	return (struct digit){end > from + bits ? end - bits : from, 1u << bits};
}

/* Each number is put where its digit's numbers stand, and what stood there is the next
 * to be put.  By digit: where its numbers end. */
static void
deal(uint64_t *list, size_t n, struct digit digit, size_t *end)
{
	size_t at[MOST_DIGITS], sum = 0;

	memset(end, 0, digit.count * sizeof *end);
	for (size_t i = 0; i < n; i++)
		end[list[i] >> digit.shift & (digit.count - 1)]++;
	for (unsigned d = 0; d < digit.count; d++) {
		at[d] = sum;
		end[d] = sum += end[d];
	}
	for (unsigned d = 0; d < digit.count; d++)
		while (at[d] < end[d]) {
			uint64_t v = list[at[d]];
			size_t *to = &at[v >> digit.shift & (digit.count - 1)];
			list[at[d]] = list[*to];
			list[(*to)++] = v;
		}
}

static void
sort_many(uint64_t *list, size_t n, unsigned from)
{
	struct range pending[8 * MOST_DIGITS]; /* of each digit that a number can have */
	size_t end[MOST_DIGITS], open = 0;

	pending[open++] = (struct range){list, n};
	while (open) {
		struct range r = pending[--open];
		if (r.n <= FEW) {
			sort_few(r.list, r.n);
			continue;
		}
		struct digit digit = find_digit(r.list, r.n, from);
		if (digit.count == 1)
			continue;
		deal(r.list, r.n, digit, end);
		for (size_t d = 0, at = 0; digit.shift > from && d < digit.count; at = end[d++])
			if (end[d] - at > 1)
				pending[open++] = (struct range){r.list + at, end[d] - at};
	}
}

void
radix_sort(uint64_t *list, size_t n, unsigned from)
{
	if (n <= FEW)
		sort_few(list, n);
	else
		sort_many(list, n, from);
}
