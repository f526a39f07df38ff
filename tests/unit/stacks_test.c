#include "fold/stacks.h"
#include "unit.h"

static void
push(struct stacks *s, const char *names, uint64_t count)
{
	struct str rest = str_from(names);

	for (bool more = true; more;) {
		struct cut c = str_cut(rest, '|');
		stacks_push(s, c.head);
		rest = c.tail;
		more = c.ok;
	}
	stacks_add(s, count);
}

static void
expect(struct stacks *s, const char *want)
{
	struct out o;

	out_to_memory(&o);
	CHECK(stacks_write(s, &o));
	SAME(out_memory(&o), str_from(want));
	(void)out_close(&o);
	stacks_release(s);
}

static void
lines_are_sorted_as_bytes(void)
{
	struct stacks s;

	stacks_init(&s, TRIE_ALL);
	push(&s, "a", 1);
	push(&s, "a.b|x", 1);
	push(&s, "a|c", 1);
	push(&s, "a 1|y", 3);
	push(&s, "a 1", 2);
	push(&s, "a", 1);
	expect(&s, "a 1 2\na 1;y 3\na 2\na.b;x 1\na;c 1\n");
}

static void
frames_fit_a_folded_line(void)
{
	struct stacks s;

	stacks_init(&s, TRIE_ALL);
	push(&s, "# x|a;b| c \r|\x1b[1m|\xff", 7);
	expect(&s, "#_x;a:b;c;\xef\xbf\xbd[1m;\xef\xbf\xbd 7\n");
}

static void
neighbours_merge_in_time_order(void)
{
	struct stacks s;

	stacks_init(&s, TRIE_NEIGHBOURS);
	push(&s, "b|x", 1);
	push(&s, "b|x", 1);
	push(&s, "a", 1);
	push(&s, "b|x", 4);
	expect(&s, "b;x 2\na 1\nb;x 4\n");
}

static void
a_stack_stands_where_it_came_though_its_neighbour_goes_on_from_it(void)
{
	struct stacks s;

	stacks_init(&s, TRIE_NEIGHBOURS);
	push(&s, "a|b", 1);
	push(&s, "a", 1);
	push(&s, "a", 2);
	push(&s, "a|b|c", 1);
	push(&s, "a|b", 5);
	push(&s, "a", 1);
	expect(&s, "a;b 1\na 3\na;b;c 1\na;b 5\na 1\n");
}

static void
an_overflow_is_an_error(void)
{
	struct stacks s;
	struct out o;

	stacks_init(&s, TRIE_ALL);
	push(&s, "a", UINT64_MAX);
	push(&s, "b", 1);
	out_to_memory(&o);
	CHECK(!stacks_write(&s, &o));
	CHECK(!out_memory(&o).n);
	(void)out_close(&o);
	stacks_release(&s);
}

static void
reversed_frames(void)
{
	struct stacks s;

	stacks_init(&s, TRIE_ALL);
	stacks_push(&s, STR("proc"));
	stacks_push(&s, STR("leaf"));
	stacks_push(&s, STR("mid"));
	stacks_push(&s, STR("main"));
	stacks_reverse(&s, 1);
	stacks_add(&s, 5);
	expect(&s, "proc;main;mid;leaf 5\n");
}

static void
decimal_counts_are_exact(void)
{
	struct stacks s;

	stacks_init(&s, TRIE_ALL);
	push(&s, "a", 3);
	stacks_push(&s, STR("a"));
	stacks_add_decimal(&s, 125, 2);
	stacks_push(&s, STR("b"));
	stacks_add_decimal(&s, 1, 9);
	push(&s, "b", 2);
	stacks_push(&s, STR("c"));
	stacks_add_decimal(&s, 7000000000, 9);
	CHECK(s.added == 13250000001);
	expect(&s, "a 4.25\nb 2.000000001\nc 7\n");
}

static void
a_scale_that_does_not_fit_is_an_error(void)
{
	struct stacks s;
	struct out o;

	stacks_init(&s, TRIE_ALL);
	push(&s, "a", UINT64_MAX / 2);
	stacks_push(&s, STR("b"));
	stacks_add_decimal(&s, 1, 1);
	out_to_memory(&o);
	CHECK(!stacks_write(&s, &o));
	(void)out_close(&o);
	stacks_release(&s);
}

static void
names_may_be_pushed_again(void)
{
	struct stacks s;

	stacks_init(&s, TRIE_ALL);
	uint32_t a = stacks_name(&s, STR(" a;b "));
	stacks_push_name(&s, a);
	stacks_push(&s, STR("c"));
	stacks_add(&s, 1);
	stacks_push_name(&s, a);
	stacks_add(&s, 2);
	expect(&s, "a:b 2\na:b;c 1\n");
}

static void
a_stack_without_any_name_is_a_line(void)
{
	struct stacks s;

	stacks_init(&s, TRIE_ALL);
	push(&s, "", 3);
	push(&s, "|b", 4);
	expect(&s, "(empty) 3\n;b 4\n");
}

int
main(void)
{
	TEST(lines_are_sorted_as_bytes);
	TEST(frames_fit_a_folded_line);
	TEST(neighbours_merge_in_time_order);
	TEST(a_stack_stands_where_it_came_though_its_neighbour_goes_on_from_it);
	TEST(an_overflow_is_an_error);
	TEST(reversed_frames);
	TEST(decimal_counts_are_exact);
	TEST(a_scale_that_does_not_fit_is_an_error);
	TEST(names_may_be_pushed_again);
	TEST(a_stack_without_any_name_is_a_line);
	return unit_end();
}
