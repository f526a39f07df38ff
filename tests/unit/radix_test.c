#include <stdlib.h>

#include "base/mem.h"
#include "fold/hash.h"
#include "fold/radix.h"
#include "unit.h"

static int
by_value(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* n numbers with bits of mask alone, in two ways. */
static void
expect(size_t n, uint64_t mask)
{
	uint64_t *list = mem_alloc(n, sizeof *list), *want = mem_alloc(n, sizeof *want);

	for (size_t i = 0; i < n; i++)
		want[i] = list[i] = hash_mix(i + 1, 0x9e3779b97f4a7c15) & mask;
	radix_sort(list, n, 0);
	qsort(want, n, sizeof *want, by_value);
	CHECK(!memcmp(list, want, n * sizeof *list));
	free(list);
	free(want);
}

static void
sorts_as_qsort_does(void)
{
	static const uint64_t masks[] = {UINT64_MAX, 0xff, 0xffff, 7, 0, 1ull << 63 | 1,
	                                 0xffffffff00000000, 0x8040201008040201};

	for (size_t i = 0; i < sizeof masks / sizeof masks[0]; i++)
		for (size_t n = 0; n < 70000; n += 1 + n * 2)
			expect(n, masks[i]);
}

/* Each digit is split by a list of its own: as many ranges are open as can be. */
static void
sorts_what_differs_in_each_digit(void)
{
	size_t n = 8 * 256 * 40, at = 0;
	uint64_t *list = mem_alloc(n, sizeof *list);

	for (uint64_t digit = 0; digit < 8; digit++)
		for (uint64_t v = 0; v < 256; v++)
			for (uint64_t same = 0; same < 40; same++)
				list[at++] = UINT64_MAX << (8 * digit) << 7 << 1 ^ v << (8 * digit);
	radix_sort(list, n, 0);
	for (size_t i = 1; i < n; i++)
		CHECK(list[i - 1] <= list[i]);
	free(list);
}

int
main(void)
{
	TEST(sorts_as_qsort_does);
	TEST(sorts_what_differs_in_each_digit);
	return unit_end();
}
