/* perf report's call graphs, printed with --stdio --no-children.
 *
 *	perf report --stdio --no-children
 *
 *	# Overhead  Command  Shared Object  Symbol
 *	# ........  .......  .............  ..........
 *	#
 *	    53.12%  prog     prog           [.] parse
 *	            |
 *	            ---parse
 *	               worker
 *	               |
 *	               |--28.12%--start_thread
 *	               |
 *	                --25.00%--main
 *	                          __libc_start_call_main
 *
 * Weights are percent, as printed.  Callees and callers may come first (-g caller, -G);
 * percentages may be of the whole or of the parent (-g fractal); chains may be flat or
 * folded (-g flat, -g folded, also with counts).  What a branch has beyond its
 * sub-branches is counted where it ends.  A report with children counts a sample in
 * many entries and cannot be told apart again. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "collapse/fixed.h"
#include "collapse/format.h"
#include "collapse/tidy.h"

#define UNIT 1000000 /* of a percent */
#define NONE SIZE_MAX

/* A part of a chain without forks. */
struct branch {
	size_t parent;   /* or NONE */
	size_t column;   /* where its names stand */
	size_t from, n;  /* its frames in ids */
	uint64_t weight; /* in 10^-6 percent, or counts; relative ones until the entry ends */
	uint64_t below;  /* what its sub-branches have of it */
};

struct report_reader {
	struct stacks *s;
	const struct fold_options *opt;
	size_t comm_from, comm_to; /* columns of the command, or 0, 0 */
	size_t symbol_from;        /* of the symbol */
	bool columns;              /* the header has been read */
	bool children;             /* entries hold their callees' samples */
	struct out event;          /* memory: the first one met */
	bool skip;                 /* the entries are of an event that is not counted */
	bool told;
	/* the entry that is open */
	bool open, counts;         /* chains are folded, with counts */
	size_t margin;             /* left of what follows its percentage no chain starts */
	uint64_t weight;
	uint32_t comm, symbol;
	struct branch *branches;
	size_t n_branches, cap_branches;
	uint32_t *ids;
	size_t n_ids, cap_ids;
	size_t top;                /* the branch that is being read, or NONE */
	bool any;
};

static bool
percent(struct str text, uint64_t *weight)
{
	struct fixed f;

	if (!str_ends(text, STR("%")) ||
	    !fixed_parse((struct str){text.p, text.n - 1}, 6, &f) || f.whole < 0 ||
	    f.whole > 1000 * UNIT)
		return false;
	*weight = (uint64_t)f.whole;
	return true;
}

static uint32_t
name_id(struct report_reader *r, struct str name)
{
	struct str mark = str_ends(name, STR(" (inlined)")) ? STR("_[i]") : STR("");

	if (mark.n)
		name.n -= strlen(" (inlined)");
	return tidy_id(r->s, r->opt, name, mark);
}

static void
add_name(struct report_reader *r, struct str name)
{
	r->ids = mem_grow(r->ids, &r->cap_ids, r->n_ids + 1, sizeof *r->ids);
	r->ids[r->n_ids++] = name_id(r, name);
	r->branches[r->top].n++;
}

static void
new_branch(struct report_reader *r, size_t parent, size_t column, uint64_t weight)
{
	r->branches = mem_grow(r->branches, &r->cap_branches, r->n_branches + 1,
	                       sizeof *r->branches);
	r->branches[r->n_branches] = (struct branch){parent, column, r->n_ids, 0, weight, 0};
	r->top = r->n_branches++;
}

/* The branch that a text in that column goes on, or hangs below. */
static void
pop_to(struct report_reader *r, size_t column)
{
	while (r->top != NONE && r->branches[r->top].column > column)
		r->top = r->branches[r->top].parent;
}

/* Percentages of the parent: a child has more than what there is of the whole. */
static bool
is_fractal(const struct report_reader *r)
{
	uint64_t sum = 0;
	size_t n = 0;

	for (size_t i = 0; i < r->n_branches; i++) {
		size_t parent = r->branches[i].parent;
		if (parent == NONE && r->branches[i].weight == r->weight)
			continue;
		if (parent != NONE && r->branches[parent].parent != NONE)
			continue;
		sum += r->branches[i].weight;
		n++;
	}
	return sum > r->weight + n * UNIT / 50;
}

static void
make_absolute(struct report_reader *r)
{
	for (size_t i = 0; i < r->n_branches; i++) {
		struct branch *b = &r->branches[i];
		uint64_t whole = b->parent == NONE ? r->weight : r->branches[b->parent].weight;
		if (b->parent == NONE && b->weight == r->weight)
			continue;
		b->weight = whole * b->weight / (100 * UNIT);
	}
}

enum chains { CALLEE_FIRST, CALLER_FIRST, WITHOUT_SYMBOL };

/* Which way the chains of the entry run: its symbol is their first or their last name,
 * or, of an entry that is named by it alone, no part of them. */
static enum chains
direction(const struct report_reader *r)
{
	bool first = true, last = false;

	for (size_t i = 0; i < r->n_branches; i++) {
		const struct branch *b = &r->branches[i];
		if (b->parent == NONE && (!b->n || r->ids[b->from] != r->symbol))
			first = false;
		if (b->n && r->ids[b->from + b->n - 1] == r->symbol)
			last = true;
	}
	return first ? CALLEE_FIRST : last ? CALLER_FIRST : WITHOUT_SYMBOL;
}

/* Push the chain of a branch. */
static void
push_chain(struct report_reader *r, size_t at, enum chains chains)
{
	size_t from = r->s->n;

	for (size_t i = at; i != NONE; i = r->branches[i].parent)
		for (size_t k = r->branches[i].n; k-- > 0;)
			stacks_push_name(r->s, r->ids[r->branches[i].from + k]);
	/* pushed from its end: of chains with the callee first, that is the root */
	if (chains == CALLER_FIRST)
		stacks_reverse(r->s, from);
	if (chains != CALLEE_FIRST && (r->s->n == from || r->s->frames[r->s->n - 1] != r->symbol))
		stacks_push_name(r->s, r->symbol);
}

static void
add(struct report_reader *r, uint64_t weight)
{
	if (r->opt->counts && !r->counts)
		weight = weight ? UNIT : 0;
	if (r->counts)
		stacks_add(r->s, weight);
	else
		stacks_add_decimal(r->s, weight, 6);
	r->any = r->any || weight;
}

static void
push_comm(struct report_reader *r)
{
	if (r->comm_to && r->opt->threads != CHOICE_NO)
		stacks_push_name(r->s, r->comm);
}

static void
end_entry(struct report_reader *r)
{
	enum chains chains = direction(r);
	uint64_t below = 0;

	if (!r->open)
		return;
	r->open = false;
	if (!r->counts && is_fractal(r))
		make_absolute(r);
	for (size_t i = 0; i < r->n_branches; i++)
		*(r->branches[i].parent == NONE ? &below : &r->branches[r->branches[i].parent].below) +=
		        r->branches[i].weight;
	for (size_t i = 0; i < r->n_branches; i++) {
		const struct branch *b = &r->branches[i];
		if (b->below >= b->weight)
			continue;
		push_comm(r);
		push_chain(r, i, chains);
		add(r, b->weight - b->below);
	}
	if (!r->counts && r->weight > below) {
		push_comm(r);
		stacks_push_name(r->s, r->symbol);
		add(r, r->weight - below);
	}
}

/* "# Samples: 26  of event 'cpu-clock'": whether its entries count. */
static void
take_event(struct report_reader *r, struct str header)
{
	size_t at = str_find(header, STR(" of event '"));
	const struct words *wanted = &r->opt->events;

	if (at == SIZE_MAX)
		return;
	struct str event = str_cut(str_rest(header, at + 11), '\'').head;
	r->skip = wanted->n > 0;
	for (size_t i = 0; i < wanted->n; i++)
		r->skip = r->skip && !str_eq(event, str_from(wanted->list[i]));
	if (wanted->n)
		return;
	if (!r->event.used)
		out_str(&r->event, event);
	r->skip = !str_eq(event, out_memory(&r->event));
	if (r->skip && !r->told)
		warn("only '%.*s' is counted, the first event met, and not '%.*s'; --event-filter "
		     "names others", (int)r->event.used, r->event.buf, (int)event.n, event.p);
	r->told = r->told || r->skip;
}

/* The dots below the header show where columns start; the header names them. */
static void
read_columns(struct report_reader *r, struct str header, struct str dots)
{
	r->comm_from = r->comm_to = 0;
	r->symbol_from = 0;
	for (size_t i = 1; i < dots.n; i++) {
		if (dots.p[i] != '.' || dots.p[i - 1] == '.')
			continue;
		size_t end = i;
		while (end < dots.n && (dots.p[end] == '.' || dots.p[end] == ' '))
			if (dots.p[end++] == ' ' && end < dots.n && dots.p[end] == '.')
				break;
		if (str_starts(str_rest(header, i), STR("Command"))) {
			r->comm_from = i;
			r->comm_to = end;
		} else if (str_starts(str_rest(header, i), STR("Symbol"))) {
			r->symbol_from = i;
		}
	}
	r->children = str_has(header, STR("Children")) && str_has(header, STR("Self"));
	r->columns = true;
}

/* "[.] parse": where the symbol is. */
static struct str
symbol_of(const struct report_reader *r, struct str line, bool *kernel)
{
	struct str text = str_trim(str_rest(line, r->symbol_from));

	if (!r->symbol_from) {
		size_t at = str_find(line, STR("] "));
		text = at == SIZE_MAX || at < 2 ? str_rcut(line, ' ').tail : str_rest(line, at - 2);
	}
	*kernel = str_starts(text, STR("[k] "));
	if (text.n > 4 && *text.p == '[' && text.p[2] == ']')
		text = str_rest(text, 4);
	return str_trim(text);
}

static void
start_entry(struct report_reader *r, struct str line, uint64_t weight)
{
	bool kernel;

	end_entry(r);
	r->open = true;
	r->counts = false;
	r->margin = str_find(line, STR("%"));
	r->weight = weight;
	r->n_branches = r->n_ids = 0;
	r->top = NONE;
	struct str symbol = symbol_of(r, line, &kernel);
	r->symbol = kernel && r->opt->kernel ? tidy_id(r->s, r->opt, symbol, STR("_[k]"))
	                                     : name_id(r, symbol);
	struct str comm = str_rest(line, r->comm_from);
	if (comm.n > r->comm_to - r->comm_from)
		comm.n = r->comm_to - r->comm_from;
	r->comm = stacks_name(r->s, comm);
}

/* "28.12% parse;worker" or "9 parse;worker" of -g folded. */
static bool
folded_chain(struct report_reader *r, struct str line)
{
	struct cut c = str_cut(line, ' ');
	uint64_t weight;

	if (!c.ok || *line.p < '0' || *line.p > '9')
		return false;
	r->counts = str_u64(c.head, &weight);
	if (!r->counts && !percent(c.head, &weight))
		return false;
	new_branch(r, NONE, 0, weight);
	for (struct cut name = {.ok = true, .tail = c.tail}; name.ok;) {
		name = str_cut(name.tail, ';');
		add_name(r, name.head);
	}
	return true;
}

/* "--28.12%--start_thread", at a column. */
static bool
fork(struct report_reader *r, struct str text, size_t column)
{
	size_t end = str_find(text, STR("%--"));
	uint64_t weight;

	if (end == SIZE_MAX || !percent((struct str){text.p + 2, end - 1}, &weight))
		return false;
	struct str name = str_rest(text, end + 3);
	size_t blanks = name.n - str_trim(name).n;
	pop_to(r, column);
	new_branch(r, r->top, column + end + 3 + blanks, weight);
	add_name(r, str_trim(name));
	return true;
}

static void
chain_line(struct report_reader *r, struct pos at, struct str line)
{
	size_t column = 0;
	uint64_t weight;

	while (column < line.n && (line.p[column] == ' ' || line.p[column] == '|'))
		column++;
	struct str text = str_trim(str_rest(line, column));
	if (!text.n)
		return;
	if (column < r->margin || str_eq(text, STR("-"))) {
		report_bad(r->opt->report, at, "neither an entry nor a part of a chain");
	} else if (str_starts(text, STR("---"))) {
		new_branch(r, NONE, column + 3, r->weight);
		add_name(r, str_trim(str_rest(text, 3)));
	} else if (str_starts(text, STR("--"))) {
		if (!fork(r, text, column))
			report_bad(r->opt->report, at, "a branch without a percentage");
	} else if (percent(text, &weight)) {
		new_branch(r, NONE, 0, weight);
	} else {
		pop_to(r, column);
		if (r->top == NONE)
			new_branch(r, NONE, column, r->weight);
		add_name(r, text);
	}
}

/* "    53.12%  prog     prog           [.] parse" */
static bool
is_entry(struct str line, uint64_t *weight)
{
	struct str text = str_trim(line);
	struct cut c = str_cut(text, ' ');

	return c.ok && percent(c.head, weight) && line.n && *line.p == ' ' && str_trim(c.tail).n;
}

static bool
fold(struct in *in, struct stacks *s, const struct fold_options *opt)
{
	struct report_reader r = {.s = s, .opt = opt, .top = NONE};
	struct out header;
	struct str line;
	uint64_t weight;

	out_to_memory(&header);
	out_to_memory(&r.event);
	while (!r.children && in_line(in, &line)) {
		if (str_starts(line, STR("# .."))) {
			read_columns(&r, out_memory(&header), line);
		} else if (line.n && *line.p == '#') {
			header.used = 0;
			out_str(&header, line);
			end_entry(&r);
			take_event(&r, line);
		} else if (r.skip) {
			continue;
		} else if (r.columns && is_entry(line, &weight)) {
			start_entry(&r, line, weight);
		} else if (r.open && line.n && !folded_chain(&r, line)) {
			chain_line(&r, in->pos, line);
		}
	}
	end_entry(&r);
	if (r.children)
		warn_at(in->pos, "entries have their children's samples: perf report --no-children");
	else if (!r.any)
		warn_at(in->pos, "no entries");
	bool ok = r.any && !r.children;
	out_drop(&header);
	out_drop(&r.event);
	free(r.branches);
	free(r.ids);
	return ok;
}

static enum claim
probe(struct str head)
{
	bool overhead = str_has(head, STR("\n# Overhead  ")) || str_has(head, STR("\n# Children  "));

	return overhead && str_has(head, STR("\n# ....")) ? CLAIM_YES : CLAIM_NO;
}

const struct format format_perfreport = {
	"perf-report", "perf report --stdio --no-children, in percent", probe, fold,
};
