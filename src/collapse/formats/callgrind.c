/* callgrind's output (valgrind --tool=callgrind), and of what writes the same: PHP's
 * and Python's cachegrind files.
 *
 *	events: Ir Dr
 *	ob=(1) /usr/bin/prog
 *	fl=(1) main.c
 *	fn=(1) main
 *	16 20 5                      line, own costs
 *	cfn=(2) work
 *	calls=3 51                   how often, where to
 *	16 400 80                    line, costs of the callee and what it called
 *
 * "(1)" alone is a name that was given before; a line may be "+3", "-3" or "*" and
 * there may be several positions before the costs; missing costs are 0.  The first
 * event is counted, or the one asked for.  A call graph has no stacks: how they are
 * made of it, and what of them is a guess, stands in callgraph.h.
 * Source: the Valgrind manual, Callgrind Format Specification. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/mem.h"
#include "base/out.h"
#include "collapse/callgraph.h"
#include "collapse/format.h"
#include "collapse/ids.h"
#include "collapse/tidy.h"

/* Names that are written once, with a number, and then by the number alone. */
struct table {
	struct ids numbers;
	struct str *names; /* by index in numbers; owned */
	size_t cap;
};

struct grind {
	struct in *in;
	struct stacks *s;
	const struct fold_options *opt;
	struct callgraph graph;
	struct arena mem;
	struct ids functions;   /* by key: see function() */
	struct table fn, ob;
	struct str object, called_object;
	uint32_t current, called; /* functions of graph, or IDS_NONE */
	uint64_t times;         /* of the call whose cost comes next */
	bool call, jump;        /* the next line is a call's cost; a jump's, without any */
	unsigned positions;     /* how many stand before the costs */
	unsigned event;         /* which cost is counted */
	bool known;             /* the events have been told */
};

static bool
body_key(struct str line)
{
	static const char *const keys[] = {"fn=", "fl=", "ob=", "cfn=", "calls="};

	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
		if (str_starts(line, str_from(keys[i])))
			return true;
	return false;
}

static enum claim
probe(struct str head)
{
	bool events = false, body = false, first = true;

	for (struct cut c = {.tail = head, .ok = true}; c.ok; first = false) {
		c = str_cut(c.tail, '\n');
		if (first && str_starts(c.head, STR("# callgrind format")))
			return CLAIM_YES;
		if (str_starts(c.head, STR("creator: callgrind")))
			return CLAIM_YES;
		events |= str_starts(c.head, STR("events: "));
		body |= events && body_key(c.head);
	}
	return body ? CLAIM_YES : CLAIM_NO;
}

/* "(12) name", "(12)" or "name"; *number is 0 where there is none. */
static struct str
named(struct grind *g, struct table *t, struct str text, uint64_t *number)
{
	struct cut c = str_cut(text, ')');

	*number = 0;
	text = str_trim(text);
	if (!str_starts(text, STR("(")) || !c.ok || !str_u64(str_rest(c.head, 1), number))
		return (struct str){arena_copy(&g->mem, text.p, text.n), text.n};
	uint32_t known = t->numbers.n, at = ids_get(&t->numbers, *number);
	struct str name = str_trim(c.tail);
	t->names = mem_grow(t->names, &t->cap, (size_t)at + 1, sizeof *t->names);
	if (at == known)
		t->names[at] = STR("");
	if (name.n)
		t->names[at] = (struct str){arena_copy(&g->mem, name.p, name.n), name.n};
	return t->names[at];
}

/* "object+0xaddress" for a function that has only an address. */
static uint32_t
frame_name(struct grind *g, struct str object, struct str name)
{
	uint64_t address;
	struct out o;

	if (!name.n)
		return stacks_name(g->s, STR("[unknown]"));
	if (!str_starts(name, STR("0x")) || !str_hex(name, &address) || !object.n)
		return tidy_id(g->s, g->opt, name, STR(""));
	out_to_memory(&o);
	out_str(&o, str_base(object));
	out_text(&o, "+0x");
	out_hex(&o, address);
	uint32_t id = stacks_name(g->s, out_memory(&o));
	(void)out_close(&o);
	return id;
}

/* A function is told from others by its number, or by its name and object. */
static uint32_t
function(struct grind *g, struct str object, struct str text)
{
	uint64_t number;
	struct str name = named(g, &g->fn, text, &number);
	uint64_t key = number ? number : names_hash(name) ^ (names_hash(object) << 1) ^ 1ull << 63;
	uint32_t known = g->functions.n, at = ids_get(&g->functions, key);

	if (at == known)
		(void)callgraph_function(&g->graph, frame_name(g, object, name), true);
	return at;
}

static void
bad(struct grind *g, const char *why)
{
	report_bad(g->opt->report, g->in->pos, "%s", why);
}

static bool
is_position(struct str w)
{
	uint64_t v;

	if (str_eq(w, STR("*")))
		return true;
	if (w.n > 1 && (*w.p == '+' || *w.p == '-'))
		w = str_rest(w, 1);
	return str_u64(w, &v) || (str_starts(w, STR("0x")) && str_hex(w, &v));
}

/* The counted event's cost in a line of positions and costs. */
static bool
cost_of(const struct grind *g, struct str line, uint64_t *cost)
{
	for (unsigned i = 0; i < g->positions; i++)
		if (!is_position(str_word(&line)))
			return false;
	for (unsigned i = 0; i <= g->event; i++) {
		struct str w = str_word(&line);
		*cost = 0;
		if (!w.n)
			return true;
		if (!str_u64(w, cost) && !(str_starts(w, STR("0x")) && str_hex(w, cost)))
			return false;
	}
	return true;
}

static void
cost_line(struct grind *g, struct str line)
{
	uint64_t cost = 0;
	bool call = g->call;

	g->call = false;
	if (g->jump) {
		g->jump = false;
		return;
	}
	if (!cost_of(g, line, &cost)) {
		bad(g, "neither a cost nor a known word");
		return;
	}
	if (g->current == IDS_NONE)
		g->current = function(g, g->object, STR("[unknown]"));
	if (!call)
		callgraph_self(&g->graph, g->current, cost);
	else if (g->called != IDS_NONE)
		callgraph_call(&g->graph, g->current, g->called, cost, g->times);
	else
		bad(g, "a call without cfn=");
	if (call) {
		g->called = IDS_NONE;
		g->called_object = (struct str){0};
	}
}

/* Which of the events is to be counted; false where there is no such. */
static bool
choose_event(struct grind *g, struct str events)
{
	struct str all = str_trim(events), w;

	g->known = true;
	if (!g->opt->value)
		return true;
	for (g->event = 0; (w = str_word(&events)).n; g->event++)
		if (str_eq(w, str_from(g->opt->value)))
			return true;
	warn_at(g->in->pos, "no value '%s'; there are %.*s", g->opt->value, (int)all.n, all.p);
	return false;
}

static void
count_positions(struct grind *g, struct str text)
{
	g->positions = 0;
	while (str_word(&text).n && g->positions < 8)
		g->positions++;
}

static void
calls_line(struct grind *g, struct str text)
{
	if (!str_u64(str_word(&text), &g->times))
		g->times = 0;
	g->call = true;
}

/* "key=value"; false where key is none of the format's. */
static bool
assignment(struct grind *g, struct str key, struct str value)
{
	uint64_t number;

	if (str_eq(key, STR("fn"))) {
		g->current = function(g, g->object, value);
		g->jump = false;
	} else if (str_eq(key, STR("cfn"))) {
		struct str object = g->called_object.n ? g->called_object : g->object;
		g->called = function(g, object, value);
	} else if (str_eq(key, STR("ob"))) {
		g->object = named(g, &g->ob, value, &number);
	} else if (str_eq(key, STR("cob"))) {
		g->called_object = named(g, &g->ob, value, &number);
	} else if (str_eq(key, STR("calls"))) {
		calls_line(g, value);
	} else if (str_eq(key, STR("jump")) || str_eq(key, STR("jcnd"))) {
		g->jump = true;
	} else {
		static const char *const others[] = {"fl", "fi", "fe", "cfi", "cfl", "jfi", "jfn", "rec"};
		for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
			if (str_eq(key, str_from(others[i])))
				return true;
		return false;
	}
	return true;
}

static bool
starts_cost(char c)
{
	return (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '*';
}

/* False where the run cannot go on. */
static bool
fold_line(struct grind *g, struct str line)
{
	line = str_trim(line);
	if (!line.n || *line.p == '#')
		return true;
	if (starts_cost(*line.p)) {
		cost_line(g, line);
		return true;
	}
	if (str_starts(line, STR("events:")))
		return choose_event(g, str_rest(line, 7));
	if (str_starts(line, STR("positions:"))) {
		count_positions(g, str_rest(line, 10));
		return true;
	}
	struct cut c = str_cut(line, '=');
	if (c.ok && assignment(g, c.head, c.tail))
		return true;
	if (!str_cut(line, ':').ok)
		bad(g, "neither a cost nor a known word");
	return true;
}

static bool
fold(struct in *in, struct stacks *s, const struct fold_options *opt)
{
	struct grind g = {.in = in, .s = s, .opt = opt, .current = IDS_NONE, .called = IDS_NONE,
	                  .positions = 1};
	struct str line;
	bool ok = true;

	while (ok && in_line(in, &line))
		ok = fold_line(&g, line);
	if (ok && !g.known) {
		warn_at((struct pos){in->pos.file, 0}, "no \"events:\" line: this is no callgrind output");
		ok = false;
	}
	if (ok)
		callgraph_fold(&g.graph, s, 0);
	callgraph_release(&g.graph);
	ids_release(&g.functions);
	ids_release(&g.fn.numbers);
	ids_release(&g.ob.numbers);
	free(g.fn.names);
	free(g.ob.names);
	arena_release(&g.mem);
	return ok;
}

const struct format format_callgrind = {"callgrind", "callgrind output (stacks from a call graph)",
                                        probe, fold};
