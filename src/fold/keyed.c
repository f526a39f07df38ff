#include "fold/keyed.h"

#include <string.h>

#define FEW 48

static void
insert_each(struct keyed *list, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct keyed k = list[i];
		size_t at = i;
		for (; at && list[at - 1].key > k.key; at--)
			list[at] = list[at - 1];
		list[at] = k;
	}
}

/* A stable counting sort by one byte of the keys. */
static void
deal(const struct keyed *from, struct keyed *to, size_t n, unsigned shift, const size_t count[256])
{
	size_t at[256], sum = 0;

	for (unsigned i = 0; i < 256; i++) {
		at[i] = sum;
		sum += count[i];
	}
	for (size_t i = 0; i < n; i++)
		to[at[from[i].key >> shift & 255]++] = from[i];
}

void
keyed_sort(struct keyed *list, size_t n, struct keyed *spare)
{
	size_t count[8][256];
	struct keyed *from = list, *to = spare;

	if (n <= FEW) {
		insert_each(list, n);
		return;
	}
	memset(count, 0, sizeof count);
	for (size_t i = 0; i < n; i++)
		for (unsigned b = 0; b < 8; b++)
			count[b][list[i].key >> (8 * b) & 255]++;
	for (unsigned b = 0; b < 8; b++) {
		if (count[b][list[0].key >> (8 * b) & 255] == n)
			continue;
		deal(from, to, n, 8 * b, count[b]);
		struct keyed *swap = from;
		from = to;
		to = swap;
	}
	if (from != list)
		memcpy(list, from, n * sizeof *list);
}
