/* Spans, levels and chains: how timelines, printed trees and linked nodes become
 * stacks. */
#include "collapse/chains.h"
#include "collapse/levels.h"
#include "collapse/spans.h"
#include "unit.h"

static struct stacks s;

static uint32_t
name(const char *text)
{
	return stacks_name(&s, str_from(text));
}

static void
expect(const char *want)
{
	struct out o;

	out_to_memory(&o);
	CHECK(stacks_write(&s, &o));
	SAME(out_memory(&o), str_from(want));
	(void)out_close(&o);
	stacks_release(&s);
}

static void
time_goes_to_the_innermost_call(void)
{
	struct spans sp = {.s = &s};

	stacks_init(&s, TRIE_ALL);
	spans_root(&sp, STR("thread"));
	CHECK(spans_at(&sp, fixed_of(10)));
	spans_open(&sp, name("a"));
	CHECK(spans_at(&sp, fixed_of(13)));
	spans_open(&sp, name("b"));
	CHECK(spans_at(&sp, (struct fixed){15, 500000000}));
	CHECK(spans_close_last(&sp));
	CHECK(!spans_at(&sp, fixed_of(12)));
	CHECK(spans_at(&sp, fixed_of(20)));
	CHECK(spans_close(&sp, name("a")));
	CHECK(!spans_close(&sp, name("a")));
	CHECK(!spans_close(&sp, name("thread")));
	CHECK(!spans_close_last(&sp));
	CHECK(spans_at(&sp, fixed_of(100)));
	spans_release(&sp);
	expect("thread;a 7.5\nthread;a;b 2.5\n");
}

static void
a_caller_that_ends_takes_its_calls_along(void)
{
	struct spans sp = {.s = &s};

	stacks_init(&s, TRIE_ALL);
	spans_open(&sp, name("a"));
	spans_open(&sp, name("b"));
	CHECK(spans_at(&sp, fixed_of(4)));
	CHECK(spans_close(&sp, name("a")));
	CHECK(spans_at(&sp, fixed_of(9)));
	spans_release(&sp);
	expect("a;b 4\n");
}

static void
callees_are_taken_from_their_caller(void)
{
	struct levels l = {.s = &s};

	stacks_init(&s, TRIE_ALL);
	levels_inclusive(&l, 0, name("a"), fixed_of(10));
	levels_inclusive(&l, 1, name("b"), fixed_of(4));
	levels_inclusive(&l, 5, name("c"), fixed_of(4));
	levels_inclusive(&l, 1, name("b"), fixed_of(3));
	levels_end(&l);
	CHECK(!l.short_of);
	levels_inclusive(&l, 0, name("d"), fixed_of(1));
	levels_inclusive(&l, 1, name("e"), fixed_of(2));
	levels_end(&l);
	CHECK(l.short_of == 1);
	levels_release(&l);
	expect("a 3\na;b 3\na;b;c 4\nd;e 2\n");
}

static void
own_weights_stay(void)
{
	struct levels l = {.s = &s};

	stacks_init(&s, TRIE_ALL);
	levels_own(&l, 0, name("a"), fixed_of(0));
	levels_own(&l, 1, name("b"), fixed_of(4));
	levels_own(&l, 2, name("c"), fixed_of(5));
	levels_own(&l, 1, name("b"), fixed_of(6));
	levels_end(&l);
	levels_release(&l);
	expect("a;b 10\na;b;c 5\n");
}

static void
chains_end_where_they_are_broken(void)
{
	struct chain nodes[] = {{CHAIN_ROOT, 0}, {0, CHAIN_HIDDEN}, {1, 0}, {3, 0}, {77, 0}};

	stacks_init(&s, TRIE_ALL);
	nodes[0].name = name("main");
	nodes[2].name = name("leaf");
	nodes[3].name = name("loop");
	nodes[4].name = name("lost");
	chains_push(&s, nodes, 5, 2);
	stacks_add(&s, 1);
	chains_push(&s, nodes, 5, 4);
	stacks_add(&s, 2);
	chains_push(&s, nodes, 2, 9);
	stacks_add(&s, 4);
	chains_push(&s, nodes, 5, 3);
	stacks_add(&s, 8);
	expect("loop;loop;loop;loop;loop 8\nlost 2\nmain;leaf 1\n");
}

int
main(void)
{
	TEST(time_goes_to_the_innermost_call);
	TEST(a_caller_that_ends_takes_its_calls_along);
	TEST(callees_are_taken_from_their_caller);
	TEST(own_weights_stay);
	TEST(chains_end_where_they_are_broken);
	return unit_end();
}
