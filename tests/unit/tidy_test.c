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

/* Parts of hard names: one of each is joined. */
static const char *const scopes[] = {
	"", "ns::", "(anonymous namespace)::", "std::map<int, std::less<(E)1> >::",
	"void A<void (*)(int)>::", "decltype(auto) g<1>::", "decltype (x()) ",
	"<A as B<(C, D)>>::", "{lambda(char)#1}::", "f(int)::",
	"f(int) const::{lambda()#2}::", "<impl A for B>::", "a/b.com/x.(*T).", "java/util/",
	"lib`", "L",
};
static const char *const functions[] = {
	"f", "operator<", "operator<<", "operator<=>", "operator->", "operator->*",
	"operator()", "operator[]", "operator>>", "operator,", "operator bool",
	"operator< <int>", "operator new[]", "operator\"\" _km", "~T", "T<U<V<W> > >",
	"<init>", "<clinit>", "lambda$0", "{closure#0}", "{{closure}}", "(*T).m", "m.func1",
	"[unknown]", "(program)", "func[...]", "f<(a)(b)>", "f@plt", "f.isra.0",
	"call_once{{vtable.shim}}",
};
static const char *const tails[] = {
	"", "()", "(int)", "(A const&, B<C> const&)", "() const", "(void (*)(int)) const &",
	"(int) [clone .cold]", "()::{lambda(auto:1)#1}", "<int>(int)", "::h0123456789abcdef",
	"(", "(int", "<int", ")", ">",
};

/* Brackets that are open at the end or closed before they are opened; of '<' none can be
 * told from an operator's. */
static bool
is_balanced(struct str text)
{
	static const char brackets[] = "()[]{}";
	int open[3] = {0};
	bool closed = true;

	for (size_t i = 0; i < text.n; i++) {
		const char *at = text.p[i] ? strchr(brackets, text.p[i]) : NULL;
		if (!at)
			continue;
		int kind = (int)(at - brackets) / 2;
		open[kind] += (at - brackets) % 2 ? -1 : 1;
		closed = closed && open[kind] >= 0;
	}
	return closed && !open[0] && !open[1] && !open[2];
}

static void
tidy_joined(struct str raw)
{
	struct out once, twice;

	out_to_memory(&once);
	out_to_memory(&twice);
	struct str name = tidy_name(raw, &once);
	CHECK(name.n > 0);
	CHECK(is_balanced(name) || !is_balanced(raw));
	SAME(tidy_name(name, &twice), name);
	out_drop(&once);
	out_drop(&twice);
}

/* A tidied name is tidy, has its brackets in pairs if it had them, and is not empty. */
static void
tidy_all_joined(void)
{
	struct out raw;

	for (size_t i = 0; i < sizeof scopes / sizeof *scopes; i++)
		for (size_t k = 0; k < sizeof functions / sizeof *functions; k++)
			for (size_t m = 0; m < sizeof tails / sizeof *tails; m++) {
				out_to_memory(&raw);
				out_text(&raw, scopes[i]);
				out_text(&raw, functions[k]);
				out_text(&raw, tails[m]);
				tidy_joined(out_memory(&raw));
				out_drop(&raw);
			}
}

int
main(void)
{
	TEST(tidy_names);
	TEST(tidy_packages);
	TEST(tidy_all_joined);
	return unit_end();
}
