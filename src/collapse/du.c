/* du's output: sizes of files as stacks.
 *
 *	4	./src/base
 *	12	./src
 *	20	.
 *
 * A directory stands behind what is in it, with its size in the unit of du (KiB, or
 * what -k, -m, -b ask for).  The weight is what is in a directory itself and in no line
 * of its own: with du -a every file has its frame.  The last directory of a path that
 * was named is one frame.  Sizes with letters (-h) are rounded and refused.
 * Source: POSIX, du. */
#include <stdlib.h>

#include "base/mem.h"
#include "collapse/format.h"
#include "collapse/levels.h"

struct entry {
	struct str path;
	uint64_t size;
};

static bool
parse(struct str line, struct entry *e)
{
	struct cut c = str_cut(line, '\t');

	if (str_ends(c.tail, STR("\r")))
		c.tail.n--;
	e->path = c.tail;
	return c.ok && c.tail.n && str_u64(c.head, &e->size) && e->size <= INT64_MAX;
}

/* Nothing marks du's output but that every line is a number, a tab and a path. */
static enum claim
probe(struct str head)
{
	struct entry e;
	size_t lines = 0, slashes = 0;

	for (struct cut c = {.tail = head, .ok = true}; c.ok;) {
		c = str_cut(c.tail, '\n');
		if (!c.head.n && (!c.ok || !c.tail.n))
			break;
		if (!parse(c.head, &e))
			return !c.ok && head.n >= FORMAT_HEAD && slashes ? CLAIM_MAYBE : CLAIM_NO;
		if (str_cut(e.path, '\t').ok)
			return CLAIM_NO;
		slashes += str_cut(e.path, '/').ok;
		lines++;
	}
	return lines && slashes + 1 >= lines ? CLAIM_MAYBE : CLAIM_NO;
}

/* Whether path lies in the directory; *name is what its path has more. */
static bool
lies_in(struct str path, struct str directory, struct str *name)
{
	bool slash = str_ends(directory, STR("/"));

	*name = str_rest(path, directory.n + !slash);
	return str_starts(path, directory) && name->n && (slash || path.p[directory.n] == '/');
}

/* From the last line to the first, a directory stands before what is in it. */
static void
fold_entries(struct levels *l, const struct entry *entries, size_t n)
{
	const struct entry **open = mem_alloc(n, sizeof *open);
	size_t depth = 0;

	while (n--) {
		struct str name;
		while (depth && !lies_in(entries[n].path, open[depth - 1]->path, &name))
			depth--;
		if (!depth)
			name = entries[n].path;
		levels_inclusive(l, depth, stacks_name(l->s, name), fixed_of((int64_t)entries[n].size));
		open[depth++] = &entries[n];
	}
	levels_end(l);
	free(open);
}

static bool
fold(struct in *in, struct stacks *s, const struct fold_options *opt)
{
	struct levels levels = {.s = s};
	struct entry *entries = NULL, e;
	size_t n = 0, cap = 0;
	struct str text = in_rest(in);

	for (struct cut c = {.tail = text, .ok = true}; c.ok;) {
		c = str_cut(c.tail, '\n');
		in->pos.line++;
		if (!c.head.n)
			continue;
		if (!parse(c.head, &e)) {
			report_bad(opt->report, in->pos, "no size and path");
			continue;
		}
		entries = mem_grow(entries, &cap, n + 1, sizeof *entries);
		entries[n++] = e;
	}
	fold_entries(&levels, entries, n);
	if (levels.short_of)
		report_bad(opt->report, (struct pos){in->pos.file, 0},
		           "%llu directories are smaller than what is in them",
		           (unsigned long long)levels.short_of);
	levels_release(&levels);
	free(entries);
	return true;
}

const struct format format_du = {"du", "du: sizes of files", probe, fold};
