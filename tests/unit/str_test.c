#include "base/str.h"
#include "unit.h"

static void
cuts(void)
{
	struct cut c = str_cut(STR("a;b;c"), ';');

	CHECK(c.ok);
	SAME(c.head, STR("a"));
	SAME(c.tail, STR("b;c"));
	c = str_rcut(STR("a;b;c"), ';');
	SAME(c.head, STR("a;b"));
	SAME(c.tail, STR("c"));
	c = str_cut(STR("abc"), ';');
	CHECK(!c.ok);
	SAME(c.head, STR("abc"));
	CHECK(!c.tail.n);
	CHECK(!str_cut((struct str){NULL, 0}, ';').ok);
}

static void
numbers(void)
{
	uint64_t v = 7;

	CHECK(str_u64(STR("18446744073709551615"), &v) && v == UINT64_MAX);
	v = 7;
	CHECK(!str_u64(STR("18446744073709551616"), &v) && v == 7);
	CHECK(!str_u64(STR(""), &v) && !str_u64(STR("-1"), &v) && !str_u64(STR("1 "), &v));
	CHECK(str_hex(STR("0xffffFFFFffffFFFF"), &v) && v == UINT64_MAX);
	CHECK(str_hex(STR("7f"), &v) && v == 0x7f);
	CHECK(!str_hex(STR("10000000000000000"), &v) && !str_hex(STR("0xg"), &v));
}

static void
order_is_of_bytes(void)
{
	CHECK(str_cmp(STR("a"), STR("ab")) < 0);
	CHECK(str_cmp(STR("\xff"), STR("a")) > 0);
	CHECK(!str_cmp(STR("x"), STR("x")));
	CHECK(str_eq(STR(""), (struct str){NULL, 0}));
}

static void
parts(void)
{
	SAME(str_trim(STR(" \ta b\r ")), STR("a b"));
	struct str words = STR(" a\tbc  d\r ");
	SAME(str_word(&words), STR("a"));
	SAME(str_word(&words), STR("bc"));
	SAME(words, STR("  d"));
	SAME(str_word(&words), STR("d"));
	CHECK(!str_word(&words).n && !str_word(&words).n);
	SAME(str_base(STR("/usr/bin/a.b")), STR("a.b"));
	SAME(str_base(STR("a.b")), STR("a.b"));
	CHECK(!str_base(STR("/usr/")).n);
	SAME(str_rest(STR("abc"), 9), STR(""));
	CHECK(str_starts(STR("abc"), STR("ab")) && !str_starts(STR("a"), STR("ab")));
	CHECK(str_ends(STR("abc"), STR("bc")) && !str_ends(STR("c"), STR("bc")));
	CHECK(str_find(STR("hello"), STR("l")) == 2 && str_find(STR("a"), STR("b")) == SIZE_MAX);
	CHECK(str_has(STR("hello"), STR("llo")) && str_has(STR(""), STR("")));
}

int
main(void)
{
	TEST(cuts);
	TEST(numbers);
	TEST(order_is_of_bytes);
	TEST(parts);
	return unit_end();
}
