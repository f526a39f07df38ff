/* Every golden input of tests/collapse: claimed by its own format and by no other;
 * and cut off anywhere, it ends in a clean result whose lines add up to what was
 * counted. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>

#include "base/diag.h"
#include "base/in.h"
#include "base/mem.h"
#include "collapse/format.h"
#include "fold/folded.h"
#include "unit.h"

#define ROOT "tests/collapse"
#define EVERY_BYTE 4096  /* inputs up to this size are cut after each byte */
#define MOST_CUTS 2000   /* of larger ones, after this many lines */

typedef void visitor(const struct format *format, const char *path, struct str text);

static bool
is_input(const char *name)
{
	struct str s = str_from(name);

	return *name != '.' && !str_ends(s, STR(".folded")) && !str_ends(s, STR(".args")) &&
	       !str_ends(s, STR(".total"));
}

static void
each_file(const struct format *format, visitor *visit)
{
	char folder[512], path[1024];
	struct dirent *entry;
	struct in in;

	(void)snprintf(folder, sizeof folder, ROOT "/%s", format->name);
	DIR *dir = opendir(folder);
	CHECK(dir);
	if (!dir) {
		printf("  no golden input of %s\n", format->name);
		return;
	}
	while ((entry = readdir(dir))) {
		if (!is_input(entry->d_name))
			continue;
		(void)snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		CHECK(in_open(&in, path));
		visit(format, path, in_rest(&in));
		CHECK(in_close(&in));
	}
	(void)closedir(dir);
}

static void
each_input(visitor *visit)
{
	for (size_t i = 0; formats[i]; i++)
		each_file(formats[i], visit);
}

static void
claims(const struct format *own, const char *path, struct str text)
{
	if (text.n > FORMAT_HEAD)
		text.n = FORMAT_HEAD;
	for (size_t i = 0; formats[i]; i++) {
		bool claimed = formats[i]->probe(text) != CLAIM_NO;
		if (claimed == (formats[i] == own))
			continue;
		printf("  %s is %s by %s\n", path, claimed ? "claimed" : "not claimed",
		       formats[i]->name);
		CHECK(claimed == (formats[i] == own));
	}
}

static void
each_input_is_claimed_by_one(void)
{
	each_input(claims);
}

/* The sum of folded lines, in units of 10^-scale. */
static uint64_t
sum(struct str text, unsigned scale)
{
	uint64_t total = 0, unit = 1;
	struct folded f;

	for (unsigned i = 0; i < scale; i++)
		unit *= 10;
	for (struct cut c = {.tail = text}; c.tail.n;) {
		c = str_cut(c.tail, '\n');
		if (folded_parse(c.head, false, &f) != FOLDED_LINE)
			return UINT64_MAX;
		total += f.count.whole * unit + f.count.part / (FOLDED_ONE / unit);
	}
	return total;
}

/* The folded text of an input, in o; false where its lines do not add up. */
static bool
fold_text(const struct format *format, struct str text, struct fold_options opt, struct out *o,
          uint64_t *bad)
{
	struct report report = {0};
	struct stacks s;
	struct in in;

	opt.report = &report;
	stacks_init(&s, TRIE_ALL);
	out_to_memory(o);
	/* a copy of its own, so that a sanitizer sees the end */
	char *copy = mem_alloc(text.n + 1, 1);
	if (text.n)
		memcpy(copy, text.p, text.n);
	char *exact = mem_resize(copy, text.n ? text.n : 1, 1);
	in_from_memory(&in, "cut", (struct str){exact, text.n});
	(void)format->fold(&in, &s, &opt);
	(void)in_close(&in);
	bool ok = stacks_write(&s, o) && sum(out_memory(o), s.scale) == s.added;
	stacks_release(&s);
	free(exact);
	*bad = report.bad;
	return ok;
}

static bool
folds_cleanly(const struct format *format, struct str text)
{
	uint64_t bad;
	struct out o;
	bool ok = fold_text(format, text, (struct fold_options){.jobs = 1}, &o, &bad);

	out_drop(&o);
	return ok;
}

static void
cuts(const struct format *format, const char *path, struct str text)
{
	size_t cut = 0;

	for (size_t n = 0; n <= text.n && cut < MOST_CUTS; n++) {
		if (text.n > EVERY_BYTE && n && text.p[n - 1] != '\n')
			continue;
		cut++;
		if (folds_cleanly(format, (struct str){text.p, n}))
			continue;
		printf("  %s, cut after %zu bytes\n", path, n);
		CHECK(false);
		return;
	}
}

static void
each_input_may_be_cut(void)
{
	diag_quiet();
	each_input(cuts);
}

/* In pieces of any size and by any number of threads: the same text, and as many bad
 * records. */
static void
splits(const struct format *format, const char *path, struct str text)
{
	static const size_t pieces[] = {1, 100, 3000};
	static const unsigned jobs[] = {1, 2, 8};
	struct out whole, split;
	uint64_t n_whole, n_split;

	(void)fold_text(format, text, (struct fold_options){.jobs = 1}, &whole, &n_whole);
	for (size_t i = 0; i < 9; i++) {
		struct fold_options opt = {.piece = pieces[i / 3], .jobs = jobs[i % 3]};
		(void)fold_text(format, text, opt, &split, &n_split);
		bool same = str_eq(out_memory(&whole), out_memory(&split)) && n_whole == n_split;
		if (!same)
			printf("  %s, %u threads, pieces of %zu\n", path, opt.jobs, opt.piece);
		CHECK(same);
		out_drop(&split);
	}
	out_drop(&whole);
}

static void
each_input_may_be_split(void)
{
	each_input(splits);
}

int
main(void)
{
	TEST(each_input_is_claimed_by_one);
	TEST(each_input_may_be_cut);
	TEST(each_input_may_be_split);
	return unit_end();
}
