#include <stdlib.h>

#include "base/mem.h"
#include "fold/slots.h"
#include "unit.h"

static uint64_t seed = 7;

static uint32_t
random_tag(void)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(seed >> 32);
}

static bool
has(const struct slots *s, uint32_t tag, uint32_t number)
{
	for (size_t at = slots_first(s, tag);; at = slots_next(s, at)) {
		uint64_t slot = slots_load(s, at);
		if (slot == ((uint64_t)tag << 32 | number))
			return true;
		if (!slot)
			return false;
	}
}

/* Numbers 1 to n, put one by one, and with them some that are all at one place; each is
 * found after any number of others. */
static void
check_table(uint32_t n, enum slots_kind kind, uint32_t crowd, uint32_t tag)
{
	struct slots s = {0};
	uint32_t *tags = mem_alloc((size_t)n + 1, sizeof *tags);

	for (uint32_t i = 1; i <= n; i++) {
		tags[i] = i % crowd ? random_tag() : tag;
		slots_room(&s, i, kind);
		CHECK(i <= s.limit && s.limit < s.n);
		slots_put(&s, tags[i], i);
		if (i & (i - 1) && i != n)
			continue;
		for (uint32_t k = 1; k <= i; k++)
			CHECK(has(&s, tags[k], k));
		CHECK(!has(&s, tags[i], i + 1));
	}
	slots_release(&s);
	free(tags);
}

static void
numbers_are_found_while_a_table_grows(void)
{
	check_table(3000, SLOTS_DENSE, UINT32_MAX, 0);
	check_table(2000000, SLOTS_SPARSE, UINT32_MAX, 0);
	check_table(2000000, SLOTS_DENSE, UINT32_MAX, 0);
}

/* Runs of full slots that begin at the end of the table and go on at its beginning. */
static void
crowded_places_stay_whole(void)
{
	static const uint32_t tags[] = {0, 1, 0x7fffffff, 0xfffff000, 0xffffffff};

	for (size_t i = 0; i < 5; i++) {
		check_table(5000, SLOTS_DENSE, 1, tags[i]);
		check_table(20000, SLOTS_DENSE, 5, tags[i]);
		check_table(20000, SLOTS_DENSE, 50, tags[i]);
	}
}

static void
the_first_of_a_tag_is_likely(void)
{
	struct slots s = {0};

	slots_room(&s, 10, SLOTS_DENSE);
	CHECK(slots_likely(&s, 5) == 0);
	slots_put(&s, UINT32_MAX, 1);
	slots_put(&s, UINT32_MAX, 2);
	slots_put(&s, 0, 3);
	CHECK(slots_likely(&s, UINT32_MAX) == 1);
	CHECK(slots_likely(&s, 0) == 3);
	CHECK(slots_likely(&s, 1) == 0);
	slots_release(&s);
}

int
main(void)
{
	TEST(numbers_are_found_while_a_table_grows);
	TEST(crowded_places_stay_whole);
	TEST(the_first_of_a_tag_is_likely);
	return unit_end();
}
