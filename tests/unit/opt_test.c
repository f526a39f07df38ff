#include "base/opt.h"

#include "base/diag.h"
#include "unit.h"

struct chosen {
	bool hash, kept;
	const char *title;
	uint64_t width;
	double factor;
	char colors[16];
};

static const char *
set_colors(void *options, const char *value)
{
	struct chosen *c = options;

	if (strcmp(value, "hot") && strcmp(value, "java"))
		return "is not a palette";
	(void)snprintf(c->colors, sizeof c->colors, "%s", value);
	return NULL;
}

static const struct opt table[] = {
	{"hash", 'H', NULL, OPT_FLAG, offsetof(struct chosen, hash), NULL, "by name"},
	{"no-kept", 0, NULL, OPT_UNSET, offsetof(struct chosen, kept), NULL, "drop"},
	{"title", 't', "TEXT", OPT_TEXT, offsetof(struct chosen, title), NULL, "heading"},
	{"width", 0, "N", OPT_COUNT, offsetof(struct chosen, width), NULL, "pixels"},
	{"factor", 0, "F", OPT_NUMBER, offsetof(struct chosen, factor), NULL, "times"},
	{"colors", 0, "NAME", OPT_CALL, 0, set_colors, "palette"},
	{"colour", 0, NULL, OPT_ALIAS, 0, NULL, "colors"},
	{0},
};

/* Whether words (split at blanks) are accepted. */
static bool
parse(struct chosen *c, const char *words, bool in_order, int *operands)
{
	static char text[256], program[] = "test";
	char *argv[16] = {program};
	int argc = 1;

	*c = (struct chosen){.kept = true};
	(void)snprintf(text, sizeof text, "%s", words);
	for (char *p = text; *p;) {
		argv[argc++] = p;
		p += strcspn(p, " ");
		if (*p)
			*p++ = 0;
	}
	return opt_parse(table, c, argc, argv, in_order, operands);
}

static void
every_spelling(void)
{
	struct chosen c;
	int at;

	CHECK(parse(&c, "--hash -title=x --wid 18 file --factor 2.5 -colour java --no-kept", false, &at));
	CHECK(c.hash && !c.kept && c.width == 18 && c.factor > 2.4 && c.factor < 2.6 && at == 10);
	SAME(str_from(c.title), STR("x"));
	SAME(str_from(c.colors), STR("java"));
	CHECK(parse(&c, "-H -t y", false, &at) && c.hash);
	SAME(str_from(c.title), STR("y"));
}

static void
names_in_any_letter_case(void)
{
	struct chosen c;
	int at;

	CHECK(parse(&c, "file --HASH -Title=Some --WID 18 -Factor 2.5 --No-Kept -t X", false, &at));
	CHECK(c.hash && !c.kept && c.width == 18 && c.factor > 2.4 && at == 10);
	SAME(str_from(c.title), STR("X"));
	CHECK(parse(&c, "--title --HASH", false, &at) && !c.hash);
	SAME(str_from(c.title), STR("--HASH"));
	CHECK(parse(&c, "-Hash --Colour Java", false, &at) == false);
	CHECK(parse(&c, "-Hash --Colour java", false, &at) && c.hash);
	SAME(str_from(c.colors), STR("java"));
	CHECK(parse(&c, "-- --HASH", false, &at) && !c.hash && at == 2);
	CHECK(parse(&c, "--HASH ls --WIDTH x", true, &at) && c.hash && at == 2);
	CHECK(!parse(&c, "-T y", false, &at) && !parse(&c, "--COL java", false, &at));
}

static void
in_order_stops_at_the_command(void)
{
	struct chosen c;
	int at;

	CHECK(parse(&c, "--hash ls --width x", true, &at) && c.hash && at == 2);
}

static void
wrong_use_is_refused(void)
{
	static const char *const wrong[] = {"--nothing", "--width", "--width -1", "--width 1x",
	                                    "--factor 1e3", "--colors red", "--hash=1", "--factor ."};
	struct chosen c;
	int at;

	(void)freopen("/dev/null", "w", stderr);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		CHECK(!parse(&c, wrong[i], false, &at));
}

static void
help_has_a_line_for_each_row(void)
{
	struct out o;

	out_to_memory(&o);
	opt_help(table, &o);
	CHECK(str_starts(out_memory(&o), STR("  -H, --hash                  by name\n")));
	CHECK(str_has(out_memory(&o), STR("\n  --width N                   pixels\n")));
	CHECK(!str_has(out_memory(&o), STR("colour")));
	(void)out_close(&o);
}

int
main(void)
{
	TEST(every_spelling);
	TEST(names_in_any_letter_case);
	TEST(in_order_stops_at_the_command);
	TEST(wrong_use_is_refused);
	TEST(help_has_a_line_for_each_row);
	return unit_end();
}
