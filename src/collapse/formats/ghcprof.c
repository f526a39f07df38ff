/* GHC's profiles (prog +RTS -p, -P): the tree of cost centres.
 *
 *	                                          individual      inherited
 *	COST CENTRE  MODULE  SRC  no.  entries  %time %alloc   %time %alloc  ticks  bytes
 *
 *	MAIN         MAIN    <built-in>  337  0    0.0   0.0   100.0  100.0      0    656
 *	 main        Main    a.hs:9:1-9  338  0   30.0   9.4    30.0    9.4      6   8120
 *
 * Blanks before a name are its depth, frames are "Module.name".  The weight is what
 * stands under individual: ticks where they are (-P), else %time in tenths of a percent.
 * --value is time, alloc (tenths of a percent), ticks, bytes or entries.
 * Source: GHC User's Guide, Profiling. */
#include "collapse/format.h"
#include "collapse/levels.h"

#define MAX_WORDS 32

struct ghc {
	struct in *in;
	const struct fold_options *opt;
	struct levels levels;
	size_t columns;  /* numbers at the end of a row */
	size_t column;   /* the one that is counted */
	int shift;       /* of its value, in digits */
	bool tree;       /* we are in the table */
};

static size_t
split(struct str line, struct str *words)
{
	size_t n = 0;

	for (line = str_trim(line); line.n; line = str_trim(line)) {
		size_t k = 0;
		while (k < line.n && line.p[k] != ' ' && line.p[k] != '\t')
			k++;
		if (n == MAX_WORDS)
			return n;
		words[n++] = (struct str){line.p, k};
		line = str_rest(line, k);
	}
	return n;
}

static enum claim
probe(struct str head)
{
	return str_has(head, STR("COST CENTRE")) && str_has(head, STR("Profiling Report"))
	           ? CLAIM_YES
	           : CLAIM_NO;
}

/* The place of the first column of that name; false where there is none. */
static bool
find_column(struct ghc *g, const struct str *columns, struct str name)
{
	for (size_t i = 0; i < g->columns; i++)
		if (str_eq(columns[i], name)) {
			g->column = i;
			return true;
		}
	return false;
}

static bool
choose(struct ghc *g, const struct str *columns)
{
	static const struct {
		const char *value, *column;
		int shift;
	} values[] = {{"time", "%time", 1}, {"alloc", "%alloc", 1}, {"ticks", "ticks", 0},
	              {"bytes", "bytes", 0}, {"entries", "entries", 0}};

	if (!g->opt->value) {
		g->shift = 0;
		if (find_column(g, columns, STR("ticks")))
			return true;
		g->shift = 1;
		return find_column(g, columns, STR("%time"));
	}
	for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
		g->shift = values[i].shift;
		if (str_eq(str_from(g->opt->value), str_from(values[i].value)) &&
		    find_column(g, columns, str_from(values[i].column)))
			return true;
	}
	warn_at(g->in->pos, "no value '%s'; there are time, alloc, entries, and ticks, bytes with -P",
	        g->opt->value);
	return false;
}

/* The head of the tree has "no." and what follows; the flat table before it has not. */
static bool
table_head(struct ghc *g, struct str line)
{
	struct str words[MAX_WORDS];
	size_t n = split(line, words), no = 0;

	while (no < n && !str_eq(words[no], STR("no.")))
		no++;
	if (no == n)
		return true;
	g->tree = true;
	g->columns = n - no;
	return choose(g, words + no);
}

/* Whether the columns behind the source of a row are numbers, all of them. */
static bool
numbers(const struct str *words, size_t n)
{
	struct fixed number;

	for (size_t i = 0; i < n; i++)
		if (!fixed_parse(words[i], 0, &number))
			return false;
	return true;
}

static void
row(struct ghc *g, struct str line)
{
	struct str words[MAX_WORDS];
	size_t n = split(line, words), depth = 0;
	struct fixed weight;
	struct out name;

	while (depth < line.n && line.p[depth] == ' ')
		depth++;
	if (n < g->columns + 2 || !numbers(words + n - g->columns, g->columns) ||
	    !fixed_parse(words[n - g->columns + g->column], g->shift, &weight)) {
		report_bad(g->opt->report, g->in->pos, "no row of a cost centre");
		return;
	}
	out_to_memory(&name);
	out_str(&name, words[1]);
	out_char(&name, '.');
	out_str(&name, words[0]);
	levels_own(&g->levels, depth, stacks_name(g->levels.s, out_memory(&name)), weight);
	(void)out_close(&name);
}

static bool
fold(struct in *in, struct stacks *s, const struct fold_options *opt)
{
	struct ghc g = {.in = in, .opt = opt, .levels.s = s};
	struct str line;
	bool ok = true;

	while (ok && in_line(in, &line)) {
		if (str_starts(line, STR("COST CENTRE")))
			ok = table_head(&g, line);
		else if (g.tree && str_trim(line).n)
			row(&g, line);
	}
	if (ok && !g.tree) {
		warn_at((struct pos){in->pos.file, 0}, "no tree of cost centres (+RTS -p)");
		ok = false;
	}
	levels_release(&g.levels);
	return ok;
}

const struct format format_ghcprof = {"ghcprof", "GHC profile (+RTS -p)", probe, fold};
