#include "collapse/fixed.h"
#include "unit.h"

static bool
is(const char *text, int shift, int64_t whole, uint32_t nano)
{
	struct fixed f;

	return fixed_parse(str_from(text), shift, &f) && f.whole == whole && f.nano == nano;
}

static void
numbers_are_exact(void)
{
	CHECK(is("0", 0, 0, 0));
	CHECK(is("12.5", 0, 12, 500000000));
	CHECK(is("-12.5", 0, -13, 500000000));
	CHECK(is("-3", 0, -3, 0));
	CHECK(is("+.25", 0, 0, 250000000));
	CHECK(is("5.", 0, 5, 0));
	CHECK(is("9007199254740993", 0, 9007199254740993, 0));
	CHECK(is("1634.000000001", 0, 1634, 1));
}

static void
exponents_and_shifts_move_the_point(void)
{
	CHECK(is("1.5e3", 0, 1500, 0));
	CHECK(is("15E-4", 0, 0, 1500000));
	CHECK(is("0.016612", 3, 16, 612000000));
	CHECK(is("1234", -3, 1, 234000000));
	CHECK(is("1e-30", 0, 0, 0));
	CHECK(is("0e99", 0, 0, 0));
}

static void
long_fractions_are_rounded(void)
{
	CHECK(is("0.30000000000000004", 0, 0, 300000000));
	CHECK(is("0.9999999996", 0, 1, 0));
	CHECK(is("-0.9999999996", 0, -1, 0));
	CHECK(is("0.00000000049", 0, 0, 0));
}

static void
what_is_no_number(void)
{
	static const char *const texts[] = {"", ".", "-", "1e", "1e+", "1.2.3", "0x10", "1 ", "nan",
	                                    "1e5000", "99999999999999999999", "1e19"};
	struct fixed f;

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		CHECK(!fixed_parse(str_from(texts[i]), 0, &f));
}

static void
sums_and_differences(void)
{
	struct fixed a = {1, 999999999}, b = {0, 1}, top = {INT64_MAX, 0};

	CHECK(!fixed_cmp(fixed_add(a, b), fixed_of(2)));
	CHECK(!fixed_cmp(fixed_sub(fixed_of(2), b), a));
	CHECK(fixed_cmp(fixed_sub(b, a), fixed_of(0)) < 0);
	CHECK(fixed_add(top, top).whole == INT64_MAX);
	CHECK(fixed_sub(fixed_of(-2), top).whole == INT64_MIN);
}

static void
counts_keep_their_fraction(void)
{
	struct stacks s;
	struct out o;
	static const struct fixed counts[] = {{2, 0}, {0, 1000000}, {-1, 0}, {0, 0}, {0, 250000000}};

	stacks_init(&s, TRIE_ALL);
	for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
		stacks_push(&s, STR("a"));
		fixed_count(&s, counts[i]);
	}
	out_to_memory(&o);
	CHECK(stacks_write(&s, &o));
	SAME(out_memory(&o), STR("a 2.251\n"));
	stacks_release(&s);
	stacks_init(&s, TRIE_ALL);
	stacks_push(&s, STR("a"));
	fixed_count(&s, (struct fixed){INT64_MAX, 1});
	CHECK(s.trie.overflow);
	(void)out_close(&o);
	stacks_release(&s);
}

int
main(void)
{
	TEST(numbers_are_exact);
	TEST(exponents_and_shifts_move_the_point);
	TEST(long_fractions_are_rounded);
	TEST(what_is_no_number);
	TEST(sums_and_differences);
	TEST(counts_keep_their_fraction);
	return unit_end();
}
