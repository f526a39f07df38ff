#include "collapse/callgraph.h"
#include "unit.h"

static struct stacks s;
static struct callgraph g;

static uint32_t
function(const char *name, uint64_t self)
{
	uint32_t f = callgraph_function(&g, stacks_name(&s, str_from(name)), true);

	callgraph_self(&g, f, self);
	return f;
}

static void
begin(void)
{
	stacks_init(&s, TRIE_ALL);
	g = (struct callgraph){0};
}

static void
expect(const char *want)
{
	struct out o;

	callgraph_fold(&g, &s, 0);
	out_to_memory(&o);
	CHECK(stacks_write(&s, &o));
	SAME(out_memory(&o), str_from(want));
	(void)out_close(&o);
	callgraph_release(&g);
	stacks_release(&s);
}

static void
callers_share_in_proportion(void)
{
	begin();
	uint32_t top = function("main", 1), a = function("a", 2), b = function("b", 3);
	uint32_t leaf = function("leaf", 10);
	callgraph_call(&g, top, a, 8, 1);
	callgraph_call(&g, top, b, 7, 1);
	callgraph_call(&g, a, leaf, 6, 1);
	callgraph_call(&g, b, leaf, 4, 1);
	expect("main 1\nmain;a 2\nmain;a;leaf 6\nmain;b 3\nmain;b;leaf 4\n");
}

static void
nothing_is_lost_by_rounding(void)
{
	uint32_t callers[3];

	begin();
	callers[0] = function("a", 0);
	callers[1] = function("b", 0);
	callers[2] = function("c", 0);
	uint32_t leaf = function("leaf", 100);
	for (int i = 0; i < 3; i++)
		callgraph_call(&g, callers[i], leaf, 1, 1);
	g.functions[leaf].root = false;
	expect("a;leaf 33\nb;leaf 33\nc;leaf 34\n");
}

static void
what_callers_did_not_take_is_a_roots(void)
{
	begin();
	uint32_t top = function("main", 0), f = function("f", 10);
	callgraph_call(&g, top, f, 4, 1);
	expect("f 6\nmain;f 4\n");
}

static void
recursion_is_shown_once(void)
{
	begin();
	uint32_t top = function("main", 1), f = function("f", 9), leaf = function("g", 5);
	callgraph_call(&g, top, f, 14, 1);
	callgraph_call(&g, f, f, 100, 7);
	callgraph_call(&g, f, leaf, 5, 1);
	expect("main 1\nmain;f 9\nmain;f;g 5\n");
}

static void
circles_are_one_frame(void)
{
	begin();
	uint32_t top = function("main", 1), even = function("even", 3), odd = function("odd", 4);
	uint32_t leaf = function("leaf", 5);
	callgraph_call(&g, top, even, 12, 1);
	callgraph_call(&g, even, odd, 9, 5);
	callgraph_call(&g, odd, even, 8, 5);
	callgraph_call(&g, odd, leaf, 5, 1);
	expect("main 1\nmain;<cycle of odd>;even 3\nmain;<cycle of odd>;odd 4\n"
	       "main;<cycle of odd>;odd;leaf 5\n");
}

static void
calls_share_where_costs_are_nothing(void)
{
	begin();
	uint32_t a = function("a", 0), b = function("b", 0), leaf = function("leaf", 8);
	g.functions[leaf].root = false;
	callgraph_call(&g, a, leaf, 0, 3);
	callgraph_call(&g, b, leaf, 0, 1);
	expect("a;leaf 6\nb;leaf 2\n");
}

/* 40 layers of two functions each have 2^40 ways through them. */
static void
many_ways_are_bounded(void)
{
	uint32_t layer[2], next[2];
	uint64_t all = 1ull << 40;

	begin();
	layer[0] = function("a", 0);
	layer[1] = function("b", 0);
	for (int i = 0; i < 40; i++) {
		next[0] = function("a", 0);
		next[1] = function("b", i == 39 ? all : 0);
		for (int k = 0; k < 4; k++)
			callgraph_call(&g, layer[k & 1], next[k >> 1], all, 1);
		memcpy(layer, next, sizeof layer);
	}
	callgraph_fold(&g, &s, 0);
	CHECK(s.added == all);
	CHECK(s.trie.n < 1000000);
	callgraph_release(&g);
	stacks_release(&s);
}

static void
an_overflow_is_told(void)
{
	begin();
	(void)function("a", UINT64_MAX);
	(void)function("b", 1);
	callgraph_fold(&g, &s, 0);
	CHECK(s.trie.overflow);
	callgraph_release(&g);
	stacks_release(&s);
}

int
main(void)
{
	TEST(callers_share_in_proportion);
	TEST(nothing_is_lost_by_rounding);
	TEST(what_callers_did_not_take_is_a_roots);
	TEST(recursion_is_shown_once);
	TEST(circles_are_one_frame);
	TEST(calls_share_where_costs_are_nothing);
	TEST(many_ways_are_bounded);
	TEST(an_overflow_is_told);
	return unit_end();
}
