#include "base/out.h"
#include "fold/load.h"
#include "fold/write.h"
#include "unit.h"

static const struct load_options plain = {.jobs = 1};

static void
write_load(struct load *load, struct out *o)
{
	enum tree_order order = load->trie.merge == TRIE_ALL ? TREE_BY_NAME : TREE_BY_INPUT;
	struct tree_options opt = {.order = order, .scale = load->scale};
	struct tree tree;

	CHECK(!tree_build(&tree, &load->trie, &opt));
	folded_write(&tree, order, o);
	tree_release(&tree);
}

/* What a text loads as, written as folded text. */
static void
expect(const char *text, const struct load_options *opt, const char *want)
{
	struct load load;
	struct out o;

	out_to_memory(&o);
	CHECK(load_text(&load, "text", str_from(text), opt));
	write_load(&load, &o);
	SAME(out_memory(&o), str_from(want));
	(void)out_close(&o);
	load_release(&load);
}

static uint64_t
ignored(const char *text)
{
	struct load load;

	CHECK(load_text(&load, "text", str_from(text), &plain));
	uint64_t n = load.ignored;
	load_release(&load);
	return n;
}

static bool
fails(const char *text, const struct load_options *opt)
{
	struct load load;
	bool ok = load_text(&load, "text", str_from(text), opt);

	load_release(&load);
	return !ok;
}

static void
lines_merge_in_any_order(void)
{
	expect("b 1\na;c 2\nb 3\na 4\na;c 5\n", &plain, "a 4\na;c 7\nb 4\n");
}

static void
odd_lines_are_accepted(void)
{
	expect("\xef\xbb\xbf" "a;b 1\r\n\r\n# a comment\n#\n \t\na;b\t2 \t\na  3\nb 5.", &plain,
	       "a 3\na;b 3\nb 5\n");
}

static void
empty_frames_are_kept(void)
{
	expect("a;;b 1\n;c 2\nd; 3\n", &plain, ";c 2\na;;b 1\nd; 3\n");
}

static void
a_stack_without_frames(void)
{
	expect(" 7\na 1\n 2\n", &plain, " 9\na 1\n");
}

static void
names_that_become_equal_are_one(void)
{
	expect("a\x01 1\na\x02 2\n\xff;x 1\n", &plain,
	       "a\xef\xbf\xbd 3\n\xef\xbf\xbd;x 1\n");
}

static void
decimals_are_exact(void)
{
	expect("a 0.1\na 0.2\nb 1\na 0.000000001\n", &plain, "a 0.300000001\nb 1\n");
	expect("a 1.50\nb 2.0\n", &plain, "a 1.5\nb 2\n");
}

static void
bad_lines_are_counted(void)
{
	CHECK(ignored("a 1\nb\nc x\nd 1e3\ne -3\n5\nf 1.0000000001\ng .5\nh 1.2.3\n") == 8);
	CHECK(ignored("a 1\n\n# b\n#\n") == 0);
}

static void
strict_refuses_bad_lines(void)
{
	CHECK(fails("a 1\nb\n", &(struct load_options){.strict = true}));
	CHECK(!fails("a 1\n\n# b\n", &(struct load_options){.strict = true}));
}

static void
a_name_may_end_in_a_number(void)
{
	expect("main;worker 3 100\nmain 1\n", &plain, "main 1\nmain;worker 3 100\n");
	expect("main;worker 3 100\n", &(struct load_options){.diff = LOAD_DIFF_OFF},
	       "main;worker 3 100\n");
}

static void
two_columns_are_detected(void)
{
	expect("a;b 1 2\n# x\n\na 3.5 0\nc 0 0\n", &plain, "a 3.5 0\na;b 1 2\n");
	expect("a b 1 2\n", &plain, "a b 1 2\n");
	CHECK(fails("a 1 2\nb 3 4\nc", &(struct load_options){.strict = true}));
}

static void
a_contradiction_is_an_error(void)
{
	static char text[70000];

	memset(text, '\n', sizeof text - 1);
	memcpy(text, "a 1 2\n", 6);
	memcpy(text + 66000, "b;c 3\n", 6);
	CHECK(fails(text, &plain));
	CHECK(!fails(text, &(struct load_options){.diff = LOAD_DIFF_ON}));
	expect(text, &(struct load_options){.diff = LOAD_DIFF_OFF}, "a 1 2\nb;c 3\n");
	expect(text, &(struct load_options){.diff = LOAD_DIFF_ON}, "a 1 2\n");
}

static void
an_overflow_is_an_error(void)
{
	CHECK(fails("a 18446744073709551616\n", &plain));
	CHECK(fails("a 18446744073709551615\na 1\n", &plain));
	CHECK(fails("a 18446744073709551615\nb 0.1\n", &plain));
	CHECK(!fails("a 18446744073709551615\n", &plain));
}

static void
reversed_stacks(void)
{
	expect("a;b;c 1\nd;c 2\n", &(struct load_options){.reverse = true}, "c;b;a 1\nc;d 2\n");
}

static void
a_flame_chart_keeps_the_order(void)
{
	expect("b;x 1\nb;x 1\na 1\nb;x 1\n", &(struct load_options){.merge = TRIE_NEIGHBOURS},
	       "b;x 2\na 1\nb;x 1\n");
}

static void
stacks_cut_to_a_base(void)
{
	static const char *const base[] = {"b", "k"};
	struct load_options opt = {.base = base, .n_base = 2};

	expect("b;x 1\na;b 2\na;b;b;c 3\na;c 4\na;k_[k];z 5\nab;bb 6\n", &opt,
	       "b 2\nb;c 3\nb;x 1\nk_[k];z 5\n");
}

int
main(void)
{
	TEST(lines_merge_in_any_order);
	TEST(odd_lines_are_accepted);
	TEST(empty_frames_are_kept);
	TEST(a_stack_without_frames);
	TEST(names_that_become_equal_are_one);
	TEST(decimals_are_exact);
	TEST(bad_lines_are_counted);
	TEST(strict_refuses_bad_lines);
	TEST(a_name_may_end_in_a_number);
	TEST(two_columns_are_detected);
	TEST(a_contradiction_is_an_error);
	TEST(an_overflow_is_an_error);
	TEST(reversed_stacks);
	TEST(a_flame_chart_keeps_the_order);
	TEST(stacks_cut_to_a_base);
	return unit_end();
}
