#include "sample/sort.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { BITS = 11, DIGITS = 1 << BITS, RADIX_LEAST = 4096 };

static uint64_t
key_of(const char *p)
{
	uint64_t key;

	memcpy(&key, p, sizeof key);
	return key;
}

static size_t
digit(const char *p, unsigned shift)
{
	return (size_t)(key_of(p) >> shift) & (DIGITS - 1);
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

/* The end of the ascending run that begins at p. */
static const char *
run_end(const char *p, const char *end, size_t size)
{
	for (uint64_t key, last = 0; p < end && (key = key_of(p)) >= last; last = key)
		p += size;
	return p;
}

/* Merge each two runs that follow each other into to; their number before. */
static size_t
merge_runs(char *to, const char *from, size_t bytes, size_t size)
{
	const char *end = from + bytes;
	size_t runs = 0;

	for (const char *a = from; a < end;) {
		const char *b = run_end(a, end, size), *a_end = b, *b_end = run_end(b, end, size);
		runs += b < b_end ? 2 : 1;
		while (a < a_end && b < b_end) {
			const char **least = key_of(b) < key_of(a) ? &b : &a;
			memcpy(to, *least, size);
			to += size;
			*least += size;
		}
		const char *rest = a < a_end ? a : b;
		size_t n = (size_t)((a < a_end ? a_end : b_end) - rest);
		memcpy(to, rest, n);
		to += n;
		a = b_end;
	}
	return runs;
}

static void
sort_few(char *list, size_t n, size_t size)
{
	char *spare = mem_alloc(n, size);
	size_t runs = n;

	while (runs > 2) {
		runs = merge_runs(spare, list, n * size, size);
		memcpy(list, spare, n * size);
	}
	if (runs == 2 && merge_runs(spare, list, n * size, size) == 2)
		memcpy(list, spare, n * size);
	free(spare);
}

void
sort_by_address(void *list, size_t n, size_t size)
{
	size_t place[DIGITS];

	if (n < RADIX_LEAST) {
		sort_few(list, n, size);
		return;
	}
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
