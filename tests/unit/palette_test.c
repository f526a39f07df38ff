#include <stdlib.h>

#include "draw/glob.h"
#include "draw/palette.h"
#include "unit.h"

static const struct palette_pick stable = {0};

/* Whether a palette gives a name a shade of the hue. */
static bool
is(const char *palette, const char *name, const char *hue)
{
	struct rgb got = palette_rgb(palette_find(palette), str_from(name), stable), c;
	char other[32];

	/* Other names come by every shade. */
	for (int i = 0; i < 300; i++) {
		(void)snprintf(other, sizeof other, "%d", i);
		if (palette_hue(hue, str_from(other), stable, &c) && rgb_distance(c, got) < 1200)
			return true;
	}
	return false;
}

static void
rules_choose_hues(void)
{
	static const char *const rows[][3] = {
		{"java", "Ljava/util/Map;::get", "green"}, {"java", "org/x/Y.z_[j]", "green"},
		{"java", "org/x/Y.z_[i]", "aqua"}, {"java", "JavaMain::call", "yellow"},
		{"java", "tcp_sendmsg_[k]", "orange"}, {"java", "libc.so", "red"},
		{"perl", "Perl_runops", "green"}, {"perl", "Foo::bar", "yellow"},
		{"perl", "read_[k]", "orange"}, {"perl", "read", "red"},
		{"js", "f /a/b.js:12", "green"}, {"js", "LazyCompile:~x /a_[j]", "green"},
		{"js", "Builtin_[j]", "aqua"}, {"js", "v8::internal", "yellow"},
		{"js", "node:events", "aqua"}, {"js", "x_[k]", "orange"}, {"js", "main", "red"},
		{"python", "f (/usr/lib/python3.11/json/x.py:1)", "yellow"},
		{"python", "f (/v/site-packages/x.py:1)", "aqua"}, {"python", "f (app.py:3)", "red"},
		{"rust", "core::fmt::write", "orange"}, {"rust", "serde::x", "aqua"},
		{"rust", "main", "yellow"}, {"kernel", "read_[k]", "orange"},
		{"kernel", "nvme_irq_[k]", "purple"}, {"kernel", "main", "green"},
		{"go", "main.run", "green"}, {"go", "runtime.mallocgc", "red"},
		{"go", "runtime.chanrecv", "orange"}, {"go", "net/http.serve", "yellow"},
		{"go", "github.com/a/b.F", "aqua"}, {"k8s", "read_[k]", "green"},
		{"chain", "x_[w]", "aqua"}, {"chain", "x", "blue"}, {"wakeup", "x", "aqua"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		bool right = is(rows[i][0], rows[i][1], rows[i][2]);
		if (!right)
			printf("  %s: %s is not %s\n", rows[i][0], rows[i][1], rows[i][2]);
		CHECK(right);
	}
	CHECK(!is("java", "libc.so", "orange") && !is("java", "a_[k]", "red") && !is("js", "a:b", "green"));
}

static void
palettes_are_few_colors(void)
{
	static const char *const names[] = {"", "a_[k]", "a_[j]", "/a_[j]", "b_[i]", "c::d", "x.pl",
	                                    "/x.js", "a:b", "core::x", "main.x", "runtime.x",
	                                    "runtime.gc", "node:x", "swapper", "nvme_x_[k]",
	                                    "site-packages/x", "java/x", "x_[w]", "a.b/c"};

	for (size_t p = 0; palette_name(p); p++) {
		uint32_t list[64];
		unsigned n = 0;
		for (unsigned i = 0; i < 6000; i++) {
			char name[64];
			(void)snprintf(name, sizeof name, "%u%s", i, names[i % 20]);
			if (i % 3 == 0)
				(void)snprintf(name, sizeof name, "%s%u", names[i % 20], i);
			uint32_t c = rgb_bits(palette_rgb(palette_find(palette_name(p)),
			                                  str_from(name), stable));
			unsigned k = 0;
			while (k < n && list[k] != c)
				k++;
			if (k == n && n < 64)
				list[n++] = c;
		}
		if (n > 30)
			printf("  %s: %u colours\n", palette_name(p), n);
		CHECK(n >= 2 && n <= 30);
	}
}

static uint32_t
hot(const char *name, enum palette_way way)
{
	return rgb_bits(palette_rgb(palette_find("hot"), str_from(name),
	                            (struct palette_pick){way, 7}));
}

static void
colors_never_change(void)
{
	/* A change here changes the colours of everyone's pictures. */
	CHECK(hot("main", PALETTE_STABLE) == hot("main_[k]", PALETTE_STABLE));
	CHECK(hot("f<int>", PALETTE_STABLE) == hot("f<long>(x)", PALETTE_STABLE));
	CHECK(hot("<a>", PALETTE_STABLE) != hot("<b>", PALETTE_STABLE));
	CHECK(hot("main", PALETTE_STABLE) == 0xfba062);
	CHECK(hot("render", PALETTE_STABLE) == 0xfb8d62);
	CHECK(hot("abcxxdef", PALETTE_ALIKE) == hot("abcyydef", PALETTE_ALIKE));
	CHECK(hot("--", PALETTE_STABLE) == 0xa0a0a0 && hot("-", PALETTE_STABLE) == 0xc8c8c8);
}

static void
dark_colors_take_light_text(void)
{
	for (unsigned i = 0; i < 4096; i++) {
		struct rgb c = {(uint8_t)((i >> 8) * 17), (uint8_t)((i >> 4 & 15) * 17),
		                (uint8_t)((i & 15) * 17)};
		CHECK(rgb_wants_light_text(rgb_dark(c)));
	}
}

static void
plain_hues_take_dark_text(void)
{
	static const char *const hues[] = {"hot", "mem", "io", "red", "green", "blue", "yellow",
	                                   "purple", "aqua", "orange"};

	for (size_t h = 0; h < 10; h++)
		for (unsigned i = 0; i < 500; i++) {
			char name[8];
			(void)snprintf(name, sizeof name, "%u", i);
			CHECK(!rgb_wants_light_text(
			        palette_rgb(palette_find(hues[h]), str_from(name), stable)));
		}
}

static void
colors_are_parsed(void)
{
	struct rgb c = {0};

	CHECK(rgb_parse(STR("#102030"), &c) && rgb_bits(c) == 0x102030);
	CHECK(rgb_parse(STR("#a0F"), &c) && rgb_bits(c) == 0xaa00ff);
	CHECK(rgb_parse(STR("rgb(1, 2,255)"), &c) && rgb_bits(c) == 0x0102ff);
	CHECK(!rgb_parse(STR("rgb(1,2,256)"), &c) && !rgb_parse(STR("rgb(1,2)"), &c));
	CHECK(!rgb_parse(STR("rgb(1,2,3,4)"), &c) && !rgb_parse(STR("#0x1234"), &c));
	CHECK(!rgb_parse(STR("#12345g"), &c) && !rgb_parse(STR(""), &c) && !rgb_parse(STR("#"), &c));
	CHECK(rgb_bits(c) == 0x0102ff);
}

static void
globs_fit(void)
{
	CHECK(glob_fits(STR("a*c"), STR("abbc")) && !glob_fits(STR("a*c"), STR("abcd")));
	CHECK(glob_fits(STR("*"), STR("")) && glob_fits(STR(""), STR("")) &&
	      !glob_fits(STR(""), STR("a")) && !glob_fits(STR("?"), STR("")));
	CHECK(glob_fits(STR("?x"), STR("\xe2\x82\xacx")) && !glob_fits(STR("?x"), STR("aax")));
	CHECK(glob_fits(STR("*a*b*"), STR("xxaxxabx")) && !glob_fits(STR("*a*b*"), STR("ba")));
	CHECK(glob_fits(STR("*_[k]"), STR("x_[k]_[k]")));
}

int
main(void)
{
	TEST(rules_choose_hues);
	TEST(palettes_are_few_colors);
	TEST(colors_never_change);
	TEST(dark_colors_take_light_text);
	TEST(plain_hues_take_dark_text);
	TEST(colors_are_parsed);
	TEST(globs_fit);
	return unit_end();
}
