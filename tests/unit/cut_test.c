/* Every golden input of tests/collapse, cut: after each byte where it is small, else
 * at 400 places.  What is left folds to something that adds up, or is refused. */
#include <glob.h>
#include <stdlib.h>

#include "collapse/format.h"
#include "unit.h"

#define SMALL 3000
#define PLACES 400

static bool
folds(const struct format *format, struct str input)
{
	struct report report = {0};
	struct fold_options opt = {.report = &report};
	struct stacks s;
	struct in in;
	uint64_t sum = 0;

	(void)format->probe((struct str){input.p, input.n < FORMAT_HEAD ? input.n : FORMAT_HEAD});
	stacks_init(&s, TRIE_ALL);
	in_from_memory(&in, "cut", input);
	(void)format->fold(&in, &s, &opt);
	(void)in_close(&in);
	for (uint32_t i = 0; i < s.trie.n; i++)
		sum += s.trie.nodes[i].self;
	bool same = s.trie.overflow || sum == s.added;
	stacks_release(&s);
	return same;
}

/* The format whose folder a path lies in, or NULL. */
static const struct format *
format_of(struct str path)
{
	struct cut file = str_rcut(path, '/');

	return format_named(str_rcut(file.head, '/').tail);
}

static bool
is_input(struct str path)
{
	return !str_ends(path, STR(".folded")) && !str_ends(path, STR(".args")) &&
	       !str_ends(path, STR(".total"));
}

static bool
cut_everywhere(const char *path, const struct format *format)
{
	struct in in;

	if (!in_open(&in, path))
		return false;
	struct str all = in_rest(&in);
	size_t step = all.n <= SMALL ? 1 : all.n / PLACES;
	bool ok = true;
	for (size_t n = 0; ok && n < all.n; n += step) {
		/* a copy of its own, so that a sanitizer sees what is read behind the end */
		char *copy = malloc(n ? n : 1);
		ok = copy != NULL;
		if (copy && n)
			memcpy(copy, all.p, n);
		ok = ok && folds(format, (struct str){copy, n});
		free(copy);
	}
	return in_close(&in) && ok;
}

static void
golden_inputs_may_be_cut_anywhere(void)
{
	glob_t files = {0};
	size_t inputs = 0;

	diag_quiet();
	CHECK(!glob("tests/collapse/*/*", 0, NULL, &files));
	for (size_t i = 0; i < files.gl_pathc; i++) {
		struct str path = str_from(files.gl_pathv[i]);
		const struct format *format = format_of(path);
		if (!format || !is_input(path))
			continue;
		inputs++;
		bool adds_up = cut_everywhere(files.gl_pathv[i], format);
		CHECK(adds_up);
		if (!adds_up)
			printf("  %s\n", files.gl_pathv[i]);
	}
	CHECK(inputs > 20);
	globfree(&files);
}

/* Each golden input is claimed by its own format, and for certain by no other. */
static void
golden_inputs_are_claimed_by_one_format(void)
{
	glob_t files = {0};
	struct in in;

	CHECK(!glob("tests/collapse/*/*", 0, NULL, &files));
	for (size_t i = 0; i < files.gl_pathc; i++) {
		struct str path = str_from(files.gl_pathv[i]);
		const struct format *format = format_of(path);
		if (!format || !is_input(path) || !in_open(&in, files.gl_pathv[i]))
			continue;
		struct str head = in_peek(&in, FORMAT_HEAD);
		size_t certain = 0;
		for (size_t k = 0; formats[k]; k++)
			certain += formats[k]->probe(head) == CLAIM_YES;
		bool claimed = format_guess(head) == format && certain <= 1;
		CHECK(claimed);
		if (!claimed)
			printf("  %s: by %zu formats\n", files.gl_pathv[i], certain);
		(void)in_close(&in);
	}
	globfree(&files);
}

int
main(void)
{
	TEST(golden_inputs_may_be_cut_anywhere);
	TEST(golden_inputs_are_claimed_by_one_format);
	return unit_end();
}
