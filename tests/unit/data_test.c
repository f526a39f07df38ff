/* The data layer says what the tree says: decoded, it is the input again. */
#include "decode.h"
#include "draw/digits.h"
#include "draw/svg.h"
#include "fold/load.h"
#include "fold/write.h"
#include "unit.h"

/* Merged and sorted folded text of a text. */
static void
canonical(struct str text, bool diff, struct out *o)
{
	const struct load_options opt = {.diff = diff ? LOAD_DIFF_ON : LOAD_DIFF_OFF, .jobs = 1};
	const struct tree_options by_name = {.order = TREE_BY_NAME};
	struct load load = {0};
	struct tree tree = {0};

	CHECK(load_text(&load, "test", text, &opt));
	CHECK(!tree_build(&tree, &load.trie, &by_name));
	folded_write(&tree, TREE_BY_NAME, o);
	tree_release(&tree);
	load_release(&load);
}

static struct str
draw(struct str text, bool diff, enum tree_order order, struct out *svg)
{
	const struct load_options opt = {.diff = diff ? LOAD_DIFF_ON : LOAD_DIFF_OFF, .jobs = 1};
	struct load load = {0};
	struct tree tree = {0};
	struct look look;

	CHECK(load_text(&load, "test", text, &opt));
	const struct tree_options tree_opt = {.order = order, .scale = load.scale};
	CHECK(!tree_build(&tree, &load.trie, &tree_opt));
	look_init(&look);
	look.order = order;
	out_to_memory(svg);
	svg_write(svg, &tree, &look);
	tree_release(&tree);
	load_release(&load);
	return out_memory(svg);
}

static void
round_trip(struct str text, bool diff, enum tree_order order)
{
	struct out svg, lines, want, got;

	out_to_memory(&lines);
	decode_folded(draw(text, diff, order, &svg), diff, &lines);
	out_to_memory(&want);
	out_to_memory(&got);
	canonical(text, diff, &want);
	canonical(out_memory(&lines), diff, &got);
	CHECK(str_eq(out_memory(&got), out_memory(&want)));
	CHECK(want.used > 0);
	(void)out_close(&svg);
	(void)out_close(&lines);
	(void)out_close(&want);
	(void)out_close(&got);
}

static void
numbers_have_few_digits(void)
{
	static const uint64_t values[] = {0, 59, 60, 61, 1679, 1680, 1u << 20, UINT64_MAX - 1,
	                                  UINT64_MAX};
	struct out o;
	struct stream s;

	out_to_memory(&o);
	stream_begin(&s, &o, "x");
	for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
		char *to = stream_room(&s, DIGITS_NUMBER), *end = stream_number(&s, to, values[i]);
		struct str digits = {to, (size_t)(end - to)};
		CHECK(digits.n <= DIGITS_NUMBER);
		CHECK(digits.n == 1 || values[i] >= 60);
		CHECK(decode_number(&digits) == values[i] && !digits.n);
	}
	(void)out_close(&o);
}

static void
trees_come_back(void)
{
	round_trip(STR("a 1\n"), false, TREE_BY_NAME);
	round_trip(STR("a;b;c 1\na;b;d 70\na;b 2\na;e;f;g;h;i;j;k;l;m;n 100000\nz 18446744073709\n"),
	           false, TREE_BY_NAME);
	round_trip(STR("a;;b 1\n;x 2\na.b;c 3\na 1\na;c 1\nq_[k];r_[j] 9\n"), false, TREE_BY_WIDTH);
	round_trip(STR("a;]]>;b 1\n]]>]]> 3\na;]];> 4\n"), false, TREE_BY_NAME);
	round_trip(STR("\xff\x01;x 1\n\xef\xbf\xbe 2\n<a href='x'>&amp; 3\n"), false, TREE_BY_NAME);
	round_trip(STR("a;b 1 2\na;c 0 5\na;d 7 0\na 1 1\ne 0 1\n"), true, TREE_BY_NAME);
}

static uint32_t
next(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

static void
random_trees_come_back(void)
{
	uint32_t state = 12345;

	for (int round = 0; round < 40; round++) {
		bool diff = round % 3 == 0;
		struct out text;
		out_to_memory(&text);
		for (uint32_t i = next(&state) % 300 + 1; i-- > 0;) {
			for (uint32_t k = next(&state) % 12 + 1; k-- > 0;) {
				out_char(&text, (char)('a' + next(&state) % (2 + (unsigned)round)));
				out_char(&text, k ? ';' : ' ');
			}
			if (diff) {
				out_u64(&text, next(&state) % 70);
				out_char(&text, ' ');
			}
			out_u64(&text, next(&state) % (round % 2 ? 100 : 1000000) + 1);
			out_char(&text, '\n');
		}
		round_trip(out_memory(&text), diff, round % 2 ? TREE_BY_NAME : TREE_BY_WIDTH);
		(void)out_close(&text);
	}
}

/* 150 names of 64 KiB of Euro signs: more than one element takes. */
static void
long_streams_are_divided(void)
{
	struct out text, svg;

	out_to_memory(&text);
	for (int i = 0; i < 150; i++) {
		out_u64(&text, (uint64_t)i);
		for (int k = 0; k < 22000; k++)
			out_text(&text, "\xe2\x82\xac");
		out_text(&text, " 1\n");
	}
	struct str all = draw(out_memory(&text), false, TREE_BY_NAME, &svg);
	size_t elements = 0, at;
	while ((at = str_find(all, STR("<metadata data-cflame=\"text\">"))) != SIZE_MAX) {
		all = str_rest(all, at + 1);
		size_t end = str_find(all, STR("</metadata>"));
		CHECK(end < 8000100);
		elements++;
	}
	CHECK(elements == 2);
	(void)out_close(&svg);
	round_trip(out_memory(&text), false, TREE_BY_NAME);
	(void)out_close(&text);
}

int
main(void)
{
	TEST(numbers_have_few_digits);
	TEST(trees_come_back);
	TEST(random_trees_come_back);
	TEST(long_streams_are_divided);
	return unit_end();
}
