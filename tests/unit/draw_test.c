#include <stdlib.h>

#include "draw/describe.h"
#include "draw/layout.h"
#include "draw/paint.h"
#include "draw/svg.h"
#include "draw/text.h"
#include "fold/load.h"
#include "unit.h"

struct drawn {
	struct load load;
	struct tree tree;
	struct look look;
};

static void
make(struct drawn *d, const char *text, bool diff, uint64_t max_frames)
{
	const struct load_options opt = {.diff = diff ? LOAD_DIFF_ON : LOAD_DIFF_OFF, .jobs = 1};

	CHECK(load_text(&d->load, "test", str_from(text), &opt));
	const struct tree_options tree = {TREE_BY_NAME, max_frames, d->load.scale, 1};
	CHECK(!tree_build(&d->tree, &d->load.trie, &tree));
	look_init(&d->look);
}

static void
drop(struct drawn *d)
{
	tree_release(&d->tree);
	load_release(&d->load);
}

/* All boxes as "name x+width level" lines. */
static void
boxes_are(struct drawn *d, double least, const char *want)
{
	struct layout l;
	struct out o;

	layout_make(&l, &d->tree, &d->look, least);
	out_to_memory(&o);
	for (size_t i = 0; i < l.n; i++) {
		describe_name(&o, &l.boxes[i], &d->tree);
		out_char(&o, ' ');
		out_u64(&o, l.boxes[i].x);
		out_char(&o, '+');
		out_u64(&o, layout_width(&l, &l.boxes[i]));
		out_char(&o, ' ');
		out_u64(&o, layout_level(&d->tree, &l.boxes[i]));
		out_char(&o, '\n');
	}
	SAME(out_memory(&o), str_from(want));
	(void)out_close(&o);
	layout_release(&l);
}

static void
own_time_stands_left_of_children(void)
{
	struct drawn d;

	make(&d, "b;y 3\nb 5\nb;x 2\na 1\n 4\n", false, 0);
	boxes_are(&d, 0, "all 0+15 0\na 4+1 1\nb 5+10 1\nx 10+2 2\ny 12+3 2\n");
	boxes_are(&d, 0.2, "all 0+15 0\nb 5+10 1\ny 12+3 2\n");
	d.look.total = 30;
	boxes_are(&d, 0.2, "all 0+30 0\nb 5+10 1\n");
	drop(&d);
}

static void
what_is_cut_stands_right(void)
{
	struct drawn d;

	make(&d, "a;p 1\na;q 2\na;z 10\na 3\nb 20\n", false, 3);
	boxes_are(&d, 0, "all 0+36 0\na 0+16 1\n2 frames not kept 13+3 2\nz 3+10 2\nb 16+20 1\n");
	drop(&d);
}

static void
differences_have_the_width_asked_for(void)
{
	struct drawn d;

	make(&d, "p;a 10 30\np;b 20 0\np 5 1\n", true, 0);
	boxes_are(&d, 0, "all 0+55 0\np 0+55 1\na 5+30 2\nb 35+20 2\n");
	d.look.diff_width = LOOK_AFTER;
	boxes_are(&d, 0, "all 0+31 0\np 0+31 1\na 1+30 2\n");
	d.look.diff_width = LOOK_BEFORE;
	boxes_are(&d, 0, "all 0+35 0\np 0+35 1\na 5+10 2\nb 15+20 2\n");
	drop(&d);
	make(&d, "a 18446744073709551615 0\nb 0 18446744073709551615\n", true, 0);
	boxes_are(&d, 0, "all 0+18446744073709551614 0\na 0+9223372036854775807 1\n"
	                 "b 9223372036854775807+9223372036854775807 1\n");
	drop(&d);
}

static void
changes_have_steps(void)
{
	struct drawn d;

	make(&d, "a 1000 999\nb 1000 1000\nc 1000 1200\nd 1000 1003\n", true, 0);
	CHECK(paint_step(&d.tree, 0, false) == PAINT_SIDE + 5);
	CHECK(paint_step(&d.tree, 1, false) == PAINT_SIDE - 1);
	CHECK(paint_step(&d.tree, 2, false) == PAINT_SIDE);
	CHECK(paint_step(&d.tree, 3, false) == PAINT_SIDE + 5);
	CHECK(paint_step(&d.tree, 4, false) == PAINT_SIDE + 1);
	CHECK(paint_step(&d.tree, 1, true) == PAINT_SIDE + 1);
	drop(&d);
	make(&d, "a 0 1\n", true, 0);
	CHECK(paint_step(&d.tree, 1, false) == PAINT_SIDE + 6);
	drop(&d);
	make(&d, "a 1 0\n", true, 0);
	CHECK(paint_step(&d.tree, 1, false) == 0);
	drop(&d);
}

static void
title_is(struct drawn *d, uint32_t node, const char *want)
{
	struct out o;

	out_to_memory(&o);
	describe_box(&o, &(struct box){.node = node}, &d->tree, &d->look);
	SAME(out_memory(&o), str_from(want));
	(void)out_close(&o);
}

static void
titles_are_exact(void)
{
	struct drawn d;

	make(&d, "a 1234567\nb_[k] 2\n", false, 0);
	title_is(&d, 0, "all (1,234,569 samples, 100%)");
	title_is(&d, 1, "a (1,234,567 samples, 100.00%)");
	title_is(&d, 2, "b (2 samples, 0.00%)");
	d.look.factor = 0.5;
	title_is(&d, 1, "a (617,283.5 samples, 100.00%)");
	d.look.countname = "<\xff>";
	title_is(&d, 2, "b (1 <\xef\xbf\xbd>, 0.00%)");
	drop(&d);
	make(&d, "a 3.75\nb 0.156\nc 0.05\n", false, 0);
	title_is(&d, 1, "a (3.75 samples, 94.79%)");
	title_is(&d, 2, "b (0.156 samples, 3.94%)");
	title_is(&d, 3, "c (0.05 samples, 1.26%)");
	drop(&d);
	make(&d, "p;c1 10 30\np;c2 10 30\nq 5 0\nr 0 5\n", true, 0);
	title_is(&d, 1, "p (60 samples, 92.31%; +61.54%; 20 \xe2\x86\x92 60, \xc3\x97" "3.00)");
	title_is(&d, 4, "q (0 samples, 0.00%; -7.69%; 5 \xe2\x86\x92 0, gone)");
	title_is(&d, 5, "r (5 samples, 7.69%; +7.69%; 0 \xe2\x86\x92 5, new)");
	d.look.negate = true;
	title_is(&d, 4, "q (0 samples, 0.00%; +7.69%; 5 \xe2\x86\x92 0, gone)");
	drop(&d);
}

static void
share_is(uint64_t part, uint64_t whole, const char *want)
{
	struct out o;

	out_to_memory(&o);
	describe_share(&o, part, whole);
	SAME(out_memory(&o), str_from(want));
	(void)out_close(&o);
}

static void
shares_are_rounded_from_counts(void)
{
	share_is(1, 3, "33.33%");
	share_is(2, 3, "66.67%");
	share_is(1, 20000, "0.01%");
	share_is(1, 20001, "0.00%");
	share_is(0, 0, "0.00%");
	share_is(3, 1, "300.00%");
	share_is(UINT64_MAX, UINT64_MAX, "100.00%");
	share_is(UINT64_MAX / 2, UINT64_MAX, "50.00%");
	share_is(UINT64_MAX - 1, UINT64_MAX, "100.00%");
	share_is(UINT64_MAX / 3, UINT64_MAX, "33.33%");
}

static void
label_is(const char *name, size_t columns, const char *want)
{
	struct out o;

	out_to_memory(&o);
	CHECK(text_label(&o, str_from(name), columns) == (columns >= 3));
	SAME(out_memory(&o), str_from(want));
	(void)out_close(&o);
}

static void
labels_fit(void)
{
	label_is("function", 8, "function");
	label_is("function", 7, "funct..");
	label_is("function", 3, "f..");
	label_is("function", 2, "");
	label_is("a<b>", 10, "a&lt;b&gt;");
	label_is("日本語", 6, "日本語");
	label_is("日本語", 5, "日..");
	label_is("日本語", 3, "..");
	label_is("e\xcc\x81tude", 5, "e\xcc\x81tude");
}

int
main(void)
{
	TEST(own_time_stands_left_of_children);
	TEST(what_is_cut_stands_right);
	TEST(differences_have_the_width_asked_for);
	TEST(changes_have_steps);
	TEST(titles_are_exact);
	TEST(shares_are_rounded_from_counts);
	TEST(labels_fit);
	return unit_end();
}
