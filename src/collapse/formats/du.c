/* du's output: sizes of files as stacks.
 *
 *	4	./src/base
 *	12	./src
 *	20	.
 *
 * A directory stands behind what is in it, with its size in the unit of du (KiB, or
 * what -k, -m, -b ask for).  The weight is what is in a directory itself and in no line
 * of its own: with du -a every file has its frame.  The last directory of a path that
 * was named is one frame.  Sizes with letters (-h, -BK) are counted in bytes; they are
 * rounded, so that what a directory has itself is about right.  The line of du -c is
 * what the others add up to, and is left out.
 * Source: POSIX, du. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "collapse/format.h"
#include "collapse/levels.h"

struct entry {
	struct str path;
	uint64_t size;
	bool rounded;
};

/* "4.0K", in bytes. */
static bool
parse_rounded(struct str text, uint64_t *size)
{
	static const char letters[] = "KMGTPE";
	const char *letter = text.n > 1 ? memchr(letters, text.p[text.n - 1], 6) : NULL;
	struct fixed f;

	if (!letter || !fixed_parse((struct str){text.p, text.n - 1}, 0, &f) || f.whole < 0)
		return false;
	unsigned shift = 10 * (unsigned)(letter - letters + 1);
	if ((uint64_t)f.whole > (uint64_t)INT64_MAX >> shift)
		return false;
	*size = ((uint64_t)f.whole << shift) + (uint64_t)((double)f.nano * 1e-9 * (double)(1ull << shift));
	return *size <= INT64_MAX;
}

static bool
parse(struct str line, struct entry *e)
{
	struct cut c = str_cut(line, '\t');

	if (str_ends(c.tail, STR("\r")))
		c.tail.n--;
	e->path = c.tail;
	e->rounded = parse_rounded(c.head, &e->size);
	return c.ok && c.tail.n && (e->rounded || (str_u64(c.head, &e->size) && e->size <= INT64_MAX));
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
	/* "." and the "total" of du -c have none */
	return lines && slashes + 1 + (slashes > 0) >= lines ? CLAIM_MAYBE : CLAIM_NO;
}

/* Whether path lies in the directory; *name is what its path has more. */
static bool
lies_in(struct str path, struct str directory, struct str *name)
{
	bool slash = str_ends(directory, STR("/"));

	*name = str_rest(path, directory.n + !slash);
	return str_starts(path, directory) && name->n && (slash || path.p[directory.n] == '/');
}

/* Whether the last line is that of du -c: what the outermost directories add up to. */
static bool
ends_in_total(const struct entry *entries, size_t n)
{
	uint64_t sum = 0;
	struct str name;

	if (n < 2 || !str_eq(entries[n - 1].path, STR("total")))
		return false;
	const struct entry *top = NULL;
	for (size_t i = n - 1; i-- > 0;) {
		if (top && lies_in(entries[i].path, top->path, &name))
			continue;
		top = &entries[i];
		sum += top->size;
	}
	return sum == entries[n - 1].size || entries[n - 1].rounded;
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
	bool rounded = false;
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
		rounded = rounded || e.rounded;
	}
	fold_entries(&levels, entries, n - ends_in_total(entries, n));
	if (rounded)
		warn_at((struct pos){in->pos.file, 0}, "its sizes are rounded; du -b says bytes");
	else
		levels_report(&levels, opt->report, in->pos.file,
		              "directories are smaller than what is in them");
	levels_release(&levels);
	free(entries);
	return true;
}

const struct format format_du = {"du", "du: sizes of files", probe, fold};
