/* Rust symbols: legacy and v0. */
#include "base/rust.h"

#include "unit.h"

static struct out to;

/* What a symbol becomes, or the symbol. */
static struct str
plain(const char *symbol)
{
	out_drop(&to);
	out_to_memory(&to);
	return rust_demangle(str_from(symbol), &to) ? out_memory(&to) : str_from(symbol);
}

static void
rust_legacy(void)
{
	SAME(plain("_ZN4core3fmt5write17h0123456789abcdefE"), STR("core::fmt::write"));
	SAME(plain("_ZN4core3fmt5write17h0123456789abcdefE.llvm.77"), STR("core::fmt::write"));
	SAME(plain("_ZN60_$LT$a..B$u20$as$u20$core..iter..Iterator$LT$T$GT$$u7b$$u7d$$GT$4next"
	           "17h0123456789abcdefE"),
	     STR("_ZN60_$LT$a..B$u20$as$u20$core..iter..Iterator$LT$T$GT$$u7b$$u7d$$GT$4next"
	         "17h0123456789abcdefE"));
	SAME(plain("_ZN35_$LT$a..B$u20$as$u20$core..C$GT$$C$4next17h0123456789abcdefE"),
	     STR("<a::B as core::C>,::next"));
}

static void
rust_legacy_is_not_c_plus_plus(void)
{
	SAME(plain("_ZN3foo3barEv"), STR("_ZN3foo3barEv"));
	SAME(plain("_ZN3foo17h0123456789abcdEFE"), STR("_ZN3foo17h0123456789abcdEFE"));
	SAME(plain("_ZN17h0123456789abcdefE"), STR("_ZN17h0123456789abcdefE"));
	SAME(plain("_ZN4core3fmt5write99h0123456789abcdefE"),
	     STR("_ZN4core3fmt5write99h0123456789abcdefE"));
}

static void
rust_v0_paths(void)
{
	SAME(plain("_RNvC6_123foo3bar"), STR("123foo::bar"));
	SAME(plain("_RNvNtCs1234_7mycrate3foo3bar"), STR("mycrate::foo::bar"));
	SAME(plain("_RNCNCNgCs6DXkGYLi8lr_2cc5spawn00B5_"),
	     STR("cc::spawn::{closure#0}::{closure#0}"));
	SAME(plain("_RNCNvC7mycrate3foos_0"), STR("mycrate::foo::{closure#1}"));
	SAME(plain("_RNvMs_Cs4Cv8Wi1oAIB_7mycrateNtB4_3Foo3bar"), STR("<mycrate::Foo>::bar"));
	SAME(plain("_RNvXCs1_7mycrateNtB2_3FooNtB2_3Bar3baz"),
	     STR("<mycrate::Foo as mycrate::Bar>::baz"));
}

static void
rust_v0_punycode(void)
{
	SAME(plain("_RNvC6_123fooSu8gdel_5qa"), STR("_RNvC6_123fooSu8gdel_5qa"));
	SAME(plain("_RNqCs4fqI2P2rA04_11utf8_identsu30____7hkackfecea1cbdathfdh9hlq6y"),
	     STR("utf8_idents::\xe1\x83\xa1\xe1\x83\x90\xe1\x83\xad\xe1\x83\x9b\xe1\x83\x94"
	         "\xe1\x83\x9a\xe1\x83\x90\xe1\x83\x93_\xe1\x83\x92\xe1\x83\x94\xe1\x83\x9b"
	         "\xe1\x83\xa0\xe1\x83\x98\xe1\x83\x94\xe1\x83\x9a\xe1\x83\x98_\xe1\x83\xa1"
	         "\xe1\x83\x90\xe1\x83\x93\xe1\x83\x98\xe1\x83\x9a\xe1\x83\x98"));
	SAME(plain("_RNvC4testu9gdel_5qa_x"), STR("_RNvC4testu9gdel_5qa_x"));
	SAME(plain("_RNvC4testu8gdel_5qa"), STR("test::g\xc3\xb6" "del"));
	SAME(plain("_RNvC4testu3_!!"), STR("_RNvC4testu3_!!"));
}

static void
rust_v0_types(void)
{
	SAME(plain("_RINvC7mycrate3foolE"), STR("mycrate::foo::<i32>"));
	SAME(plain("_RINvC7mycrate3fooRSyQhThETTyEE"), STR("_RINvC7mycrate3fooRSyQhThETTyEE"));
	SAME(plain("_RINvC7mycrate3fooRSyQhThETyyEE"),
	     STR("mycrate::foo::<&[u64], &mut u8, (u8,), (u64, u64)>"));
	SAME(plain("_RINvC7mycrate3fooAhj20_FUKCxEuDNtC3std4SendEL_E"),
	     STR("mycrate::foo::<[u8; 32], unsafe extern \"C\" fn(i64), dyn std::Send>"));
	SAME(plain("_RINvC7mycrate3fooFG_RL0_hEhE"), STR("mycrate::foo::<for<'a> fn(&'a u8) -> u8>"));
	SAME(plain("_RINvC7mycrate3fooKb1_Kc41_Kin5_E"), STR("mycrate::foo::<true, 'A', -5>"));
	SAME(plain("_RINvC7mycrate3fooINtC3vec3VechEE"), STR("mycrate::foo::<vec::Vec<u8>>"));
	SAME(plain("_RINvC7mycrate3fooDNtC3std8Iteratorp4ItemhEL_E"),
	     STR("mycrate::foo::<dyn std::Iterator<Item = u8>>"));
}

static void
rust_v0_that_is_none(void)
{
	SAME(plain("_R"), STR("_R"));
	SAME(plain("_RNvC7mycrate"), STR("_RNvC7mycrate"));
	SAME(plain("_RNvB_3foo"), STR("_RNvB_3foo"));
	SAME(plain("_RNvC99mycrate3foo"), STR("_RNvC99mycrate3foo"));
	SAME(plain("_RNvC7mycrate3foo!"), STR("_RNvC7mycrate3foo!"));
}

/* Each back reference doubles what stands before it. */
static void
rust_v0_is_bounded(void)
{
	struct out bomb;
	size_t at = 0;

	out_to_memory(&bomb);
	out_text(&bomb, "_RINvC1a1b");
	for (int i = 0; i < 40; i++) {
		size_t here = bomb.used - 2;
		out_text(&bomb, "T");
		for (int k = 0; i && k < 2; k++) {
			char digits[2] = {(char)('0' + (at - 1) % 10), '_'};
			out_text(&bomb, "B");
			out_bytes(&bomb, digits, 2);
		}
		out_text(&bomb, "hE");
		at = here;
	}
	out_text(&bomb, "E");
	out_drop(&to);
	out_to_memory(&to);
	(void)rust_demangle(out_memory(&bomb), &to);
	CHECK(to.used < 10000);
	out_drop(&bomb);
	out_drop(&to);
}

static void
rust_escapes(void)
{
	struct out o;

	out_to_memory(&o);
	CHECK(rust_unescape(STR("core::ptr::drop_in_place$LT$alloc..string..String$GT$"), &o));
	SAME(out_memory(&o), STR("core::ptr::drop_in_place<alloc::string::String>"));
	CHECK(!rust_unescape(STR("Outer$Inner..x"), &o));
	out_drop(&o);
}

int
main(void)
{
	TEST(rust_legacy);
	TEST(rust_legacy_is_not_c_plus_plus);
	TEST(rust_v0_paths);
	TEST(rust_v0_punycode);
	TEST(rust_v0_types);
	TEST(rust_v0_that_is_none);
	TEST(rust_v0_is_bounded);
	TEST(rust_escapes);
	return unit_end();
}
