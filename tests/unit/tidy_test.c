/* Names of C++, Rust, Go and Java, tidied. */
#include "collapse/tidy.h"

#include "unit.h"

static const struct {
	const char *raw, *tidy;
} names[] = {
	{"main", "main"},
	{"foo(int)", "foo"},
	{"ns::Foo<void (int)>::bar(int, char) const", "ns::Foo<void (int)>::bar"},
	{"std::_Function_handler<void (int)>::_M_invoke(std::_Any_data const&)",
	 "std::_Function_handler<void (int)>::_M_invoke"},
	{"(anonymous namespace)::f(int)", "(anonymous namespace)::f"},
	{"a::(anonymous namespace)::f(int) [clone .isra.0]", "a::(anonymous namespace)::f"},
	{"operator<(A const&, B const&)", "operator<"},
	{"A::operator()(int) const", "A::operator()"},
	{"A::operator->() const", "A::operator->"},
	{"A::operator<<(int)", "A::operator<<"},
	{"A::operator[](unsigned long)", "A::operator[]"},
	{"bool operator< <int>(A<int> const&)", "bool operator< <int>"},
	{"A::operator std::string() const", "A::operator std::string"},
	{"std::map<int, std::less<(E)1> >::find(int)", "std::map<int, std::less<(E)1> >::find"},
	{"f(int)::{lambda(char)#1}::operator()(char) const", "f::{lambda(char)#1}::operator()"},
	{"decltype (x()) g<int>(int)", "decltype (x()) g<int>"},
	{"cut(in the middle", "cut"},
	{"net/http.(*conn).serve", "net/http.(*conn).serve"},
	{"main.main.func1", "main.main.func1"},
	{"Ljava/io/PrintStream;::print", "java/io/PrintStream;::print"},
	{"Lock::take(int)", "Lock::take"},
	{"core::fmt::write::h0123456789abcdef", "core::fmt::write"},
	{"_ZN4core3fmt5write17h0123456789abcdefE", "core::fmt::write"},
	{"core::ptr::drop_in_place$LT$u8$GT$::h0123456789abcdef", "core::ptr::drop_in_place<u8>"},
	{"(program)", "(program)"},
	{"-[NSFoo bar:]", "-[NSFoo bar:]"},
	{"<A as B<(C, D)>>::f", "<A as B<(C, D)>>::f"},
	{"", ""},
};

static void
tidy_names(void)
{
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct out made;
		out_to_memory(&made);
		SAME(tidy_name(str_from(names[i].raw), &made), str_from(names[i].tidy));
		out_drop(&made);
	}
}

static void
tidy_packages(void)
{
	struct out made;

	out_to_memory(&made);
	SAME(tidy_package(STR("java.util.concurrent.Pool.run"), &made), STR("j.u.c.Pool.run"));
	SAME(tidy_package(STR("Main.main"), &made), STR("Main.main"));
	SAME(tidy_package(STR("java/io/PrintStream:::print"), &made), STR("j/i/PrintStream:::print"));
	out_drop(&made);
}

int
main(void)
{
	TEST(tidy_names);
	TEST(tidy_packages);
	return unit_end();
}
