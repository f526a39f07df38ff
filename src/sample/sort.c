#include "sample/sort.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { BITS = 11, DIGITS = 1 << BITS };

static size_t
digit(const char *p, unsigned shift)
{
	uint64_t key;

	memcpy(&key, p, sizeof key);
	return (size_t)(key >> shift) & (DIGITS - 1);
}

/* Where each digit's objects begin; false where all have the same digit. */
static bool
places(size_t *place, const char *from, size_t n, size_t size, unsigned shift)
{
	size_t at = 0;

	memset(place, 0, DIGITS * sizeof *place);
	for (size_t i = 0; i < n; i++)
		place[digit(from + i * size, shift)]++;
	if (place[digit(from, shift)] == n)
		return false;
	for (size_t i = 0; i < DIGITS; i++) {
		size_t count = place[i];
		place[i] = at;
		at += count;
	}
	return true;
}

void
sort_by_address(void *list, size_t n, size_t size)
{
	size_t place[DIGITS];
	char *from = list, *to = mem_alloc(n, size), *spare = to;

	for (unsigned shift = 0; n && shift < 64; shift += BITS) {
		if (!places(place, from, n, size, shift))
			continue;
		for (size_t i = 0; i < n; i++) {
			const char *p = from + i * size;
			memcpy(to + place[digit(p, shift)]++ * size, p, size);
		}
		char *swap = from;
		from = to;
		to = swap;
	}
	if (from == spare)
		memcpy(list, spare, n * size);
	free(spare);
}
