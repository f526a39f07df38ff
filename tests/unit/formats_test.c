/* Every golden input of tests/collapse is claimed by its own format and by no other, as
 * it is, when only its head is seen, and in the shapes that text takes on its way: these
 * fold to the same stacks too. */
#include "base/diag.h"
#include "goldens.h"

#define EVERY_BYTE 512 /* heads up to this size are tried at every length */

static const struct fold_options usual = {0};

/* Whether its own format, and no other, claims a text. */
static bool
claimed_by_one(const struct format *own, const char *path, const char *shape, struct str text)
{
	bool one = true;

	if (text.n > FORMAT_HEAD)
		text.n = FORMAT_HEAD;
	for (size_t i = 0; formats[i]; i++) {
		bool claimed = formats[i]->probe(text) != CLAIM_NO;
		if (claimed == (formats[i] == own))
			continue;
		printf("  %s, %s, is %s by %s\n", path, shape, claimed ? "claimed" : "not claimed",
		       formats[i]->name);
		one = false;
	}
	return one;
}

static void
claims(const struct format *own, const char *path, struct str text)
{
	CHECK(claimed_by_one(own, path, "whole", text));
}

static void
each_input_is_claimed_by_one(void)
{
	goldens_each(claims, NULL, 0);
}

/* Whoever claims the head of a text claims rightly; from 1 KB on, somebody does. */
static void
claims_heads(const struct format *own, const char *path, struct str text)
{
	char shape[64];

	for (size_t n = 1024; n < text.n; n *= 2) {
		(void)snprintf(shape, sizeof shape, "the first %zu bytes", n);
		CHECK(claimed_by_one(own, path, shape, (struct str){text.p, n}));
	}
	for (size_t n = 1; n < text.n && n < FORMAT_HEAD; n++) {
		if (n > EVERY_BYTE && text.p[n - 1] != '\n')
			continue;
		const struct format *guess = format_guess((struct str){text.p, n});
		if (!guess || guess == own)
			continue;
		printf("  the first %zu bytes of %s are taken for %s\n", n, path, guess->name);
		CHECK(!guess || guess == own);
		return;
	}
}

static void
a_head_is_enough(void)
{
	goldens_each(claims_heads, NULL, 0);
}

static bool
is_text(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if ((unsigned char)text.p[i] < ' ' && !memchr("\t\r\n\f\b", text.p[i], 5))
			return false;
	return true;
}

/* The shape of a text is recognised, and folds to what it folds to. */
static void
check_shape(const struct format *own, const char *path, const char *shape, struct str text,
            const struct out *shaped)
{
	struct folding plain, other;

	fold_text(&plain, own, text, usual);
	fold_text(&other, own, out_memory(shaped), usual);
	bool same = str_eq(out_memory(&plain.folded), out_memory(&other.folded)) &&
	            plain.ok == other.ok && plain.bad == other.bad && other.format == own;
	if (!same)
		printf("  %s, %s, is something else\n", path, shape);
	CHECK(same);
	out_drop(&plain.folded);
	out_drop(&other.folded);
}

static void
prefixed(const struct format *own, const char *path, const char *shape, struct str text,
         struct str prefix)
{
	struct out o;

	out_to_memory(&o);
	out_str(&o, prefix);
	out_str(&o, text);
	check_shape(own, path, shape, text, &o);
	out_drop(&o);
}

static void
with_crlf(const struct format *own, const char *path, struct str text)
{
	struct out o;

	if (str_has(text, STR("\r")))
		return;
	out_to_memory(&o);
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '\n')
			out_char(&o, '\r');
		out_char(&o, text.p[i]);
	}
	check_shape(own, path, "with CRLF", text, &o);
	out_drop(&o);
}

static void
shapes(const struct format *own, const char *path, struct str text)
{
	if (!is_text(text))
		return;
	with_crlf(own, path, text);
	if (!str_starts(text, STR("\xef\xbb\xbf")))
		prefixed(own, path, "behind a byte order mark", text, STR("\xef\xbb\xbf"));
	prefixed(own, path, "behind blank lines", text, STR("\n \n\n"));
	if (str_ends(text, STR("\n")) && !str_ends(text, STR("\n\n")))
		prefixed(own, path, "without its last LF", (struct str){text.p, text.n - 1}, STR(""));
}

static void
text_may_come_in_other_shapes(void)
{
	diag_quiet();
	goldens_each(shapes, NULL, 0);
}

/* In pieces of any size and by any number of threads: the same text, and as many bad
 * records. */
static void
splits(const struct format *format, const char *path, struct str text)
{
	static const size_t pieces[] = {1, 100, 3000};
	static const unsigned jobs[] = {1, 2, 8};
	struct folding whole, split;

	fold_text(&whole, format, text, usual);
	for (size_t i = 0; i < 9; i++) {
		struct fold_options opt = {.piece = pieces[i / 3], .jobs = jobs[i % 3]};
		fold_text(&split, format, text, opt);
		bool same = split.exact && split.bad == whole.bad &&
		            str_eq(out_memory(&whole.folded), out_memory(&split.folded));
		if (!same)
			printf("  %s, %u threads, pieces of %zu\n", path, opt.jobs, opt.piece);
		CHECK(same);
		out_drop(&split.folded);
	}
	out_drop(&whole.folded);
}

static void
each_input_may_be_split(void)
{
	goldens_each(splits, NULL, 0);
}

int
main(void)
{
	TEST(each_input_is_claimed_by_one);
	TEST(a_head_is_enough);
	TEST(text_may_come_in_other_shapes);
	TEST(each_input_may_be_split);
	return unit_end();
}
