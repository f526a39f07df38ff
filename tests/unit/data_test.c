/* The data layer says what the tree says: decoded, it is the input again. */
#include "decode.h"
#include "draw/code.h"
#include "draw/squeeze.h"
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

static uint32_t
next(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

static void
values_come_back(void)
{
	static const uint64_t values[] = {
		0, 1, 15, 16, 17, 19, 20, 1679, 1u << 20,
		((uint64_t)1 << CODE_BRIEF) - 1, (uint64_t)1 << CODE_BRIEF,
		UINT64_MAX >> 1, UINT64_MAX - 1, UINT64_MAX,
	};
	struct code *code = mem_zero(1, sizeof *code);
	struct out o, digits;
	struct stream s;

	for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
		code_count_value(code, 100, values[i]);
	out_to_memory(&o);
	stream_begin(&s, &o, "x");
	code_write(code, &s);
	for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
		code_put_value(code, &s, 100, values[i]);
	stream_end(&s);
	struct decode_bits bits = {.text = decode_stream(out_memory(&o), "x", &digits)};
	struct decode_code *read = decode_code(&bits);
	for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
		CHECK(decode_value(&bits, decode_symbol(&bits, read) - 100) == values[i]);
	free(read);
	free(code);
	(void)out_close(&o);
	(void)out_close(&digits);
}

/* Counts as of Fibonacci's would give codes of hundreds of bits. */
static void
codes_are_short(void)
{
	struct code *code = mem_zero(1, sizeof *code);
	struct out o, digits;
	struct stream s;
	uint32_t a = 1, b = 1;

	for (unsigned i = 0; i < CODE_SYMBOLS; i++) {
		code->symbol[i] = i < 40 ? a : 1;
		b += a;
		a = b - a;
	}
	out_to_memory(&o);
	stream_begin(&s, &o, "x");
	code_write(code, &s);
	for (unsigned i = 0; i < CODE_SYMBOLS; i++) {
		unsigned length = code->symbol[i] >> CODE_LONGEST;
		CHECK(length && length <= CODE_LONGEST);
		code_put(code, &s, i);
	}
	CHECK(code->symbol[39] >> CODE_LONGEST < code->symbol[0] >> CODE_LONGEST);
	stream_end(&s);
	struct decode_bits bits = {.text = decode_stream(out_memory(&o), "x", &digits)};
	struct decode_code *read = decode_code(&bits);
	for (unsigned i = 0; i < CODE_SYMBOLS; i++)
		CHECK(decode_symbol(&bits, read) == i);
	free(read);
	free(code);
	(void)out_close(&o);
	(void)out_close(&digits);
}

/* The text in pieces of so many bytes, squeezed; the size of the stream. */
static size_t
squeezed(struct str text, size_t step)
{
	struct out o, digits, plain;
	struct squeeze q;

	out_to_memory(&o);
	squeeze_begin(&q, &o, "x");
	for (size_t at = 0; at < text.n; at += step)
		squeeze_add(&q, (struct str){text.p + at, step < text.n - at ? step : text.n - at});
	squeeze_end(&q);
	out_to_memory(&plain);
	decode_squeezed(decode_stream(out_memory(&o), "x", &digits), &plain);
	CHECK(str_eq(out_memory(&plain), text));
	size_t n = digits.used;
	(void)out_close(&o);
	(void)out_close(&digits);
	(void)out_close(&plain);
	return n;
}

static void
squeezed_text_comes_back(void)
{
	uint32_t state = 77;
	struct out text;

	CHECK(squeezed(STR(""), 1) == 2);
	(void)squeezed(STR("a"), 1);
	(void)squeezed(STR("abcabcabcabcabcabcabcabcabc\n"), 3);
	out_to_memory(&text);
	for (int i = 0; i < 1500000; i++)
		out_char(&text, 'x');
	CHECK(squeezed(out_memory(&text), 1500000) < 2000);
	text.used = 0;
	for (int i = 0; i < 3000; i++) {
		const char *word = "alpha::beta<gamma>(delta const&) epsilon";
		out_text(&text, word + next(&state) % 40);
		out_char(&text, (char)(next(&state) % 256));
	}
	CHECK(squeezed(out_memory(&text), 1000) < text.used / 2);
	(void)out_close(&text);
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

/* Random bits by the million: more than one element takes. */
static void
long_streams_are_divided(void)
{
	struct out o, digits;
	struct stream s;
	uint32_t state = 5;
	size_t elements = 0, at;

	out_to_memory(&o);
	stream_begin(&s, &o, "x");
	for (int i = 0; i < 2000000; i++)
		stream_bits(&s, next(&state), 32);
	stream_end(&s);
	struct decode_bits bits = {.text = decode_stream(out_memory(&o), "x", &digits)};
	state = 5;
	for (int i = 0; i < 2000000; i++)
		if (decode_take(&bits, 32) != next(&state))
			elements = 100;
	for (struct str all = out_memory(&o); (at = str_find(all, STR("<metadata "))) != SIZE_MAX;) {
		all = str_rest(all, at + 1);
		CHECK(str_find(all, STR("</metadata>")) < 8000100);
		elements++;
	}
	CHECK(elements == 2);
	(void)out_close(&o);
	(void)out_close(&digits);
}

int
main(void)
{
	TEST(values_come_back);
	TEST(codes_are_short);
	TEST(squeezed_text_comes_back);
	TEST(trees_come_back);
	TEST(random_trees_come_back);
	TEST(long_streams_are_divided);
	return unit_end();
}
