#include <stdlib.h>

#include "base/out.h"
#include "fold/load.h"
#include "fold/tree.h"
#include "unit.h"

static void
put_number(struct out *o, const char *mark, uint64_t v)
{
	out_text(o, mark);
	out_u64(o, v);
}

/* A tree as text: "(name:total child child)", with /before, and -frames=total cut. */
static void
write_tree(const struct tree *t, struct out *o)
{
	for (uint32_t i = 0; i < t->n; i++) {
		out_char(o, '(');
		out_str(o, i ? names_str(t->names, t->name[i]) : STR("all"));
		put_number(o, ":", t->total[i]);
		if (t->total_before)
			put_number(o, "/", t->total_before[i]);
		if (t->cut_frames && t->cut_frames[i]) {
			put_number(o, "-", t->cut_frames[i]);
			put_number(o, "=", t->cut_total[i]);
			if (t->cut_total_before)
				put_number(o, "/", t->cut_total_before[i]);
		}
		for (uint32_t p = i; t->end[p] == i + 1; p = t->parent[p]) {
			out_char(o, ')');
			if (!p)
				break;
		}
	}
}

static void
expect(const char *text, const struct tree_options *opt, const char *want)
{
	struct load_options how = {
		.merge = opt->order == TREE_BY_INPUT ? TRIE_NEIGHBOURS : TRIE_ALL, .jobs = 1};
	struct load load;
	struct tree tree;
	struct out o;

	out_to_memory(&o);
	CHECK(load_text(&load, "text", str_from(text), &how));
	CHECK(!tree_build(&tree, &load.trie, opt));
	write_tree(&tree, &o);
	SAME(out_memory(&o), str_from(want));
	for (uint32_t i = 1; i < tree.n; i++)
		CHECK(tree.depth[i] == tree.depth[tree.parent[i]] + 1 && tree.depth[i] < tree.levels);
	tree_release(&tree);
	load_release(&load);
	(void)out_close(&o);
}

static const char text[] = "b;x 1\na;y 2\na;z 2\nc 9\na 1\n";

static void
siblings_by_name(void)
{
	expect(text, &(struct tree_options){TREE_BY_NAME, 0, 0, 1},
	       "(all:15(a:5(y:2)(z:2))(b:1(x:1))(c:9))");
	expect("ab 1\na 1\na.b 1\nabcdefgh 1\nabcdefghi 1\nabcdefgha 1\n",
	       &(struct tree_options){TREE_BY_NAME, 0, 0, 1},
	       "(all:6(a:1)(a.b:1)(ab:1)(abcdefgh:1)(abcdefgha:1)(abcdefghi:1))");
}

static void
siblings_by_width(void)
{
	expect(text, &(struct tree_options){TREE_BY_WIDTH, 0, 0, 1},
	       "(all:15(c:9)(a:5(y:2)(z:2))(b:1(x:1)))");
	expect("a 9 1\nb 2 8\nc 1 10\n", &(struct tree_options){TREE_BY_WIDTH, 0, 0, 1},
	       "(all:19/12(c:10/1)(a:1/9)(b:8/2))");
}

static void
siblings_by_input(void)
{
	expect(text, &(struct tree_options){TREE_BY_INPUT, 0, 0, 1},
	       "(all:15(b:1(x:1))(a:4(y:2)(z:2))(c:9)(a:1))");
}

static void
the_widest_stay(void)
{
	expect(text, &(struct tree_options){TREE_BY_NAME, 2, 0, 1}, "(all:15-2=1(a:5-2=4)(c:9))");
	expect(text, &(struct tree_options){TREE_BY_WIDTH, 2, 0, 1}, "(all:15-2=1(c:9)(a:5-2=4))");
	expect(text, &(struct tree_options){TREE_BY_NAME, 6, 0, 1},
	       "(all:15(a:5(y:2)(z:2))(b:1(x:1))(c:9))");
}

static void
ties_go_by_path(void)
{
	expect(text, &(struct tree_options){TREE_BY_NAME, 3, 0, 1},
	       "(all:15-2=1(a:5-1=2(y:2))(c:9))");
	expect(text, &(struct tree_options){TREE_BY_NAME, 5, 0, 1},
	       "(all:15(a:5(y:2)(z:2))(b:1-1=1)(c:9))");
	expect("d 1\nb;e 1\nc 1\n", &(struct tree_options){TREE_BY_WIDTH, 3, 0, 1},
	       "(all:3-1=1(b:1(e:1))(c:1))");
}

static void
a_side_that_vanished_has_its_width(void)
{
	expect("a;v 7 0\na;w 0 3\nb 1 1\n", &(struct tree_options){TREE_BY_NAME, 2, 0, 1},
	       "(all:4/8-1=1/1(a:3/7-1=3/0(v:0/7)))");
}

/* 300 siblings go through the radix sort, with keys that share many bytes. */
static void
many_siblings(void)
{
	struct load load;
	struct tree tree;
	struct out o;

	out_to_memory(&o);
	for (unsigned i = 0; i < 300; i++) {
		out_text(&o, "root;a_common_prefix_");
		out_u64(&o, 100 + i * 7 % 300);
		put_number(&o, " ", 1 + i);
		out_char(&o, '\n');
	}
	CHECK(load_text(&load, "text", out_memory(&o), &(struct load_options){.jobs = 1}));
	CHECK(!tree_build(&tree, &load.trie, &(struct tree_options){TREE_BY_NAME, 0, 0, 1}));
	CHECK(tree.n == 302);
	for (uint32_t i = 3; i < tree.n; i++)
		CHECK(str_cmp(names_str(tree.names, tree.name[i - 1]),
		              names_str(tree.names, tree.name[i])) < 0);
	tree_release(&tree);
	load_release(&load);
	CHECK(load_text(&load, "text", out_memory(&o), &(struct load_options){.jobs = 1}));
	CHECK(!tree_build(&tree, &load.trie, &(struct tree_options){TREE_BY_WIDTH, 0, 0, 1}));
	for (uint32_t i = 3; i < tree.n; i++)
		CHECK(tree.total[i - 1] > tree.total[i]);
	tree_release(&tree);
	load_release(&load);
	(void)out_close(&o);
}

/* A tree that is large enough for a second thread, whole and cut among equals. */
static void
a_thread_changes_nothing(void)
{
	struct load load;
	struct tree tree;
	struct out o, got[2];

	out_to_memory(&o);
	for (unsigned i = 0; i < 24000; i++) {
		put_number(&o, "a", i % 97);
		put_number(&o, ";b", i % 13);
		put_number(&o, ";c", i);
		put_number(&o, " ", 1 + i % 3);
		out_char(&o, '\n');
	}
	for (unsigned frames = 0; frames <= 9000; frames += 9000) {
		for (unsigned jobs = 1; jobs <= 2; jobs++) {
			out_to_memory(&got[jobs - 1]);
			CHECK(load_text(&load, "text", out_memory(&o), &(struct load_options){.jobs = 1}));
			CHECK(!tree_build(&tree, &load.trie,
			                  &(struct tree_options){TREE_BY_NAME, frames, 0, jobs}));
			CHECK(tree.n == (frames ? frames : 97 + 97 * 13 + 24000) + 1);
			write_tree(&tree, &got[jobs - 1]);
			tree_release(&tree);
			load_release(&load);
		}
		SAME(out_memory(&got[0]), out_memory(&got[1]));
		(void)out_close(&got[0]);
		(void)out_close(&got[1]);
	}
	(void)out_close(&o);
}

/* More names than nodes stay, and more than are sorted eight bytes at a time: some are
 * one another's beginnings, and all but a few agree in their first bytes. */
static void
many_names(void)
{
	struct load load;
	struct tree tree;
	struct out o;

	for (uint64_t frames = 0; frames <= 40000; frames += 40000) {
		out_to_memory(&o);
		for (unsigned i = 0; i < 90000; i++) {
			out_text(&o, i % 1000 ? "agree" : "b");
			put_number(&o, "", i * 7919u % 90000);
			put_number(&o, " ", 1 + i % 5);
			out_char(&o, '\n');
		}
		CHECK(load_text(&load, "text", out_memory(&o), &(struct load_options){.jobs = 1}));
		CHECK(!tree_build(&tree, &load.trie, &(struct tree_options){TREE_BY_NAME, frames, 0, 1}));
		CHECK(tree.n == (frames ? frames : 90000) + 1);
		CHECK(tree.all_cut_frames == 90000 + 1 - tree.n);
		for (uint32_t i = 2; i < tree.n; i++)
			CHECK(str_cmp(names_str(tree.names, tree.name[i - 1]),
			              names_str(tree.names, tree.name[i])) < 0);
		tree_release(&tree);
		load_release(&load);
		(void)out_close(&o);
	}
}

int
main(void)
{
	TEST(siblings_by_name);
	TEST(a_thread_changes_nothing);
	TEST(siblings_by_width);
	TEST(siblings_by_input);
	TEST(the_widest_stay);
	TEST(ties_go_by_path);
	TEST(a_side_that_vanished_has_its_width);
	TEST(many_siblings);
	TEST(many_names);
	return unit_end();
}
