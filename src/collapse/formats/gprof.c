/* gprof's text: the call graph, or the flat profile where that is all there is.
 *
 *	index % time    self  children    called     name
 *	                                                 <spontaneous>
 *	[1]    100.0    0.00    0.33                 main [1]
 *	                0.06    0.12      37/40          eval [7]
 *	-----------------------------------------------
 *
 * Above the line with "[1]" stand its callers, below it its callees with the seconds
 * that they and theirs took for it.  Counts are milliseconds.  A call graph has no
 * stacks: how they are made of it stands in callgraph.h, which finds cycles itself;
 * the entries of cycles as a whole repeat their members' and are passed over.
 * Source: the GNU gprof manual, Interpreting gprof's Output. */
#include "base/mem.h"
#include "collapse/callgraph.h"
#include "collapse/fixed.h"
#include "collapse/format.h"
#include "collapse/ids.h"
#include "collapse/tidy.h"

#define DECIMALS 6 /* of a millisecond, in costs */

struct gprof {
	struct in *in;
	struct stacks *s;
	const struct fold_options *opt;
	struct callgraph graph;
	struct ids indexes;     /* gprof's [numbers]: a function of graph each */
	uint32_t current;       /* the entry's function, or IDS_NONE: we are above its line */
	bool spontaneous;       /* the entry has callers that are not known */
	bool in_graph, in_flat, has_graph;
};

/* One line of an entry. */
struct line {
	struct fixed self, children;
	bool has_times;
	uint64_t times;    /* how often it was called there */
	uint64_t index;
	struct str name;
	bool primary;      /* the line the entry is about */
};

static enum claim
probe(struct str head)
{
	for (struct cut c = {.tail = head, .ok = true}; c.ok;) {
		c = str_cut(c.tail, '\n');
		struct str line = str_trim(c.head);
		if (str_starts(line, STR("index % time")) && str_has(line, STR("children")))
			return CLAIM_YES;
		if (str_starts(line, STR("%   cumulative   self")))
			return CLAIM_YES;
	}
	return CLAIM_NO;
}

/* Split "name <cycle 2> [12]" from behind. */
static bool
split_name(struct line *l, struct str text)
{
	struct cut c = str_rcut(text, '[');

	if (!c.ok || !str_ends(c.tail, STR("]")))
		return false;
	c.tail.n--;
	l->name = str_trim(c.head);
	return str_u64(c.tail, &l->index);
}

/* "12", "12/40" or "12+3": the first number. */
static bool
is_called(struct str w, uint64_t *times)
{
	size_t n = 0;

	while (n < w.n && w.p[n] >= '0' && w.p[n] <= '9')
		n++;
	return n && (n == w.n || w.p[n] == '/' || w.p[n] == '+') && str_u64((struct str){w.p, n}, times);
}

static bool
seconds(struct str w, struct fixed *f)
{
	return str_has(w, STR(".")) && fixed_parse(w, 3, f);
}

static bool
parse(struct str text, struct line *l)
{
	struct str rest = text, before, w;

	*l = (struct line){.primary = str_starts(text, STR("["))};
	if (l->primary) {
		(void)str_word(&rest);
		(void)str_word(&rest);
	}
	before = rest;
	if (seconds(w = str_word(&rest), &l->self)) {
		l->has_times = seconds(str_word(&rest), &l->children);
		before = rest;
		w = str_word(&rest);
	}
	if (!is_called(w, &l->times))
		rest = before;
	return split_name(l, str_trim(rest));
}

/* The function of an index; a member of a cycle stands for itself. */
static uint32_t
function(struct gprof *g, const struct line *l)
{
	uint32_t known = g->indexes.n, at = ids_get(&g->indexes, l->index);
	struct str name = l->name;

	if (at != known)
		return at;
	size_t cycle = str_find(name, STR(" <cycle "));
	if (cycle != SIZE_MAX && cycle)
		name.n = cycle;
	return callgraph_function(&g->graph, tidy_id(g->s, g->opt, name, STR("")), false);
}

/* A time of milliseconds as a whole number of 10^-DECIMALS. */
static uint64_t
cost(struct fixed f)
{
	uint64_t whole;

	if (f.whole < 0 || __builtin_mul_overflow((uint64_t)f.whole, 1000000u, &whole))
		return 0;
	return whole + f.nano / 1000;
}

static void
entry_line(struct gprof *g, struct str text)
{
	struct line l;

	if (str_eq(text, STR("<spontaneous>"))) {
		g->spontaneous = true;
		return;
	}
	if (!parse(text, &l)) {
		report_bad(g->opt->report, g->in->pos, "no line of a call graph");
		return;
	}
	if (l.primary && str_ends(l.name, STR(" as a whole>"))) {
		g->current = IDS_NONE;
	} else if (l.primary) {
		g->current = function(g, &l);
		g->graph.functions[g->current].root |= g->spontaneous;
		callgraph_self(&g->graph, g->current, cost(l.self));
	} else if (g->current != IDS_NONE && l.has_times) {
		uint32_t callee = function(g, &l);
		callgraph_call(&g->graph, g->current, callee, cost(fixed_add(l.self, l.children)), l.times);
	} else if (g->current != IDS_NONE) {
		callgraph_call(&g->graph, g->current, function(g, &l), 0, l.times);
	}
}

/* "18.18  0.06  0.06  23480  0.00  0.00  name": the name behind the numbers. */
static void
flat_line(struct gprof *g, struct str text)
{
	struct fixed self = {0}, other;
	struct str rest = text, before = text;
	int numbers = 0;

	for (; fixed_parse(str_word(&rest), 0, &other); numbers++) {
		struct str look = before;
		if (numbers == 2)
			(void)fixed_parse(str_word(&look), 3, &self);
		before = rest;
	}
	before = str_trim(before);
	if (numbers < 3 || !before.n) {
		report_bad(g->opt->report, g->in->pos, "no line of a flat profile");
		return;
	}
	tidy_push(g->s, g->opt, before, STR(""));
	fixed_count(g->s, self);
}

static void
fold_line(struct gprof *g, struct str line)
{
	line = str_trim(line);
	if (str_starts(line, STR("index % time"))) {
		g->in_graph = g->has_graph = true;
		g->in_flat = false;
		g->current = IDS_NONE;
	} else if (str_starts(line, STR("time   seconds"))) {
		g->in_flat = true;
	} else if (str_starts(line, STR("-----"))) {
		g->current = IDS_NONE;
		g->spontaneous = false;
	} else if (!line.n || *line.p == '\f') {
		g->in_graph = g->in_flat = false;
	} else if (g->in_graph) {
		entry_line(g, line);
	}
}

static bool
fold(struct in *in, struct stacks *s, const struct fold_options *opt)
{
	struct gprof g = {.in = in, .s = s, .opt = opt, .current = IDS_NONE};
	struct str text = in_rest(in);

	for (struct cut c = {.tail = text, .ok = true}; c.ok;) {
		c = str_cut(c.tail, '\n');
		in->pos.line++;
		fold_line(&g, c.head);
	}
	in->pos.line = 0;
	for (struct cut c = {.tail = text, .ok = !g.has_graph}; c.ok;) {
		c = str_cut(c.tail, '\n');
		in->pos.line++;
		bool was = g.in_flat;
		fold_line(&g, c.head);
		if (was && g.in_flat)
			flat_line(&g, str_trim(c.head));
	}
	callgraph_fold(&g.graph, s, DECIMALS);
	callgraph_release(&g.graph);
	ids_release(&g.indexes);
	return true;
}

const struct format format_gprof = {"gprof", "gprof text (stacks from a call graph)", probe, fold};
