/* The golden inputs of every format, tests/collapse/FORMAT/NAME.EXT, and what comes of
 * a text when a format folds it in memory. */
#ifndef TESTS_GOLDENS_H
#define TESTS_GOLDENS_H

#include <dirent.h>
#include <stdlib.h>

#include "base/in.h"
#include "base/mem.h"
#include "collapse/format.h"
#include "fold/folded.h"
#include "unit.h"

#define GOLDENS "tests/collapse"

typedef void golden_visitor(const struct format *format, const char *path, struct str text);

static inline bool
golden_is_input(const char *name)
{
	struct str s = str_from(name);

	return *name != '.' && !str_ends(s, STR(".folded")) && !str_ends(s, STR(".args")) &&
	       !str_ends(s, STR(".total"));
}

static inline void
goldens_of(const struct format *format, golden_visitor *visit)
{
	char folder[512], path[1024];
	struct dirent *entry;
	struct in in;

	(void)snprintf(folder, sizeof folder, GOLDENS "/%s", format->name);
	DIR *dir = opendir(folder);
	CHECK(dir);
	if (!dir) {
		printf("  no golden input of %s\n", format->name);
		return;
	}
	while ((entry = readdir(dir))) {
		if (!golden_is_input(entry->d_name))
			continue;
		(void)snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		CHECK(in_open(&in, path));
		visit(format, path, in_rest(&in));
		CHECK(in_close(&in));
	}
	(void)closedir(dir);
}

/* All golden inputs, unpacked, or those of the formats that are named. */
static inline void
goldens_each(golden_visitor *visit, char *const *names, int n)
{
	for (size_t i = 0; !n && formats[i]; i++)
		goldens_of(formats[i], visit);
	for (int i = 0; i < n; i++)
		if (format_named(str_from(names[i])))
			goldens_of(format_named(str_from(names[i])), visit);
}

/* What a format makes of a text. */
struct folding {
	struct out folded; /* out_drop() it */
	const struct format *format; /* that claimed it, or NULL */
	bool ok;           /* the format said so, and the counts fit */
	bool exact;        /* the lines are folded text and add up to what was counted */
	double total;      /* about */
	uint64_t bad;      /* records that were skipped */
};

/* The sum of folded lines, in units of 10^-scale; UINT64_MAX: a line is none. */
static inline uint64_t
folded_sum(struct str text, unsigned scale)
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

/* Fold a copy of text that ends where its memory ends, so that a sanitizer sees a read
 * behind it; by one thread, unless opt says more. */
static inline void
fold_text(struct folding *to, const struct format *format, struct str text, struct fold_options opt)
{
	struct report report = {0};
	struct stacks s;
	struct in in;

	opt.report = &report;
	opt.jobs = opt.jobs ? opt.jobs : 1;
	stacks_init(&s, TRIE_ALL);
	out_to_memory(&to->folded);
	char *exact = mem_alloc(text.n ? text.n : 1, 1);
	if (text.n)
		memcpy(exact, text.p, text.n);
	in_from_memory(&in, "text", (struct str){exact, text.n});
	to->format = format_recognise(&in);
	to->ok = format->fold(&in, &s, &opt);
	(void)in_close(&in);
	to->ok = stacks_write(&s, &to->folded) && to->ok;
	to->exact = folded_sum(out_memory(&to->folded), s.scale) == s.added;
	to->total = (double)s.added;
	for (unsigned i = 0; i < s.scale; i++)
		to->total /= 10;
	to->bad = report.bad;
	stacks_release(&s);
	free(exact);
}

#endif
