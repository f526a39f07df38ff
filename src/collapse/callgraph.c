#include "collapse/callgraph.h"

#include <stdlib.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/out.h"

#define NOWHERE UINT32_MAX
#define SMALLEST_SHARE 100000 /* of all: less is not divided further */

/* A group of functions that call each other, or one function. */
struct group {
	uint32_t name;       /* of a circle; NOWHERE: it is one function */
	size_t first, n;     /* its calls from outside, in in[] */
	uint64_t cost, times; /* sums over them */
	uint64_t root;       /* the share of who came from nowhere */
};

struct call_in {
	uint32_t caller;     /* a function */
	uint64_t cost, times;
};

struct step {
	uint32_t function;   /* whose callers we are going through */
	uint64_t count;      /* what is shared among them */
	uint64_t before, all; /* of the shares: gone through, and all */
	size_t next;
};

struct walk {
	struct callgraph *g;
	struct stacks *s;
	unsigned decimals;
	struct group *groups;
	struct call_in *in;
	struct step *path;   /* from the leaf up */
	size_t n, cap;
	uint64_t least;
	uint32_t others;     /* "[other callers]" */
};

static uint64_t
plus(struct callgraph *g, uint64_t a, uint64_t b)
{
	uint64_t sum;

	if (!__builtin_add_overflow(a, b, &sum))
		return sum;
	g->overflow = true;
	return UINT64_MAX;
}

uint32_t
callgraph_function(struct callgraph *g, uint32_t name, bool root)
{
	if (g->n >= NOWHERE - 1)
		die_of_memory();
	g->functions = mem_grow(g->functions, &g->cap, g->n + 1, sizeof *g->functions);
	g->functions[g->n] = (struct function){.name = name, .root = root};
	return (uint32_t)g->n++;
}

void
callgraph_self(struct callgraph *g, uint32_t function, uint64_t cost)
{
	g->functions[function].self = plus(g, g->functions[function].self, cost);
}

void
callgraph_call(struct callgraph *g, uint32_t caller, uint32_t callee, uint64_t cost, uint64_t times)
{
	g->calls = mem_grow(g->calls, &g->calls_cap, g->n_calls + 1, sizeof *g->calls);
	g->calls[g->n_calls++] = (struct call){caller, callee, cost, times};
}

void
callgraph_release(struct callgraph *g)
{
	free(g->functions);
	free(g->calls);
	*g = (struct callgraph){0};
}

/* Calls by callee, then caller; calls of one pair become one. */
static int
by_callee(const void *a, const void *b)
{
	const struct call *x = a, *y = b;

	if (x->callee != y->callee)
		return x->callee < y->callee ? -1 : 1;
	return (x->caller > y->caller) - (x->caller < y->caller);
}

static void
merge_calls(struct callgraph *g)
{
	size_t n = 0;

	if (g->n_calls)
		qsort(g->calls, g->n_calls, sizeof *g->calls, by_callee);
	for (size_t i = 0; i < g->n_calls; i++) {
		struct call c = g->calls[i];
		if (n && g->calls[n - 1].callee == c.callee && g->calls[n - 1].caller == c.caller) {
			g->calls[n - 1].cost = plus(g, g->calls[n - 1].cost, c.cost);
			g->calls[n - 1].times = plus(g, g->calls[n - 1].times, c.times);
		} else {
			g->calls[n++] = c;
		}
	}
	g->n_calls = n;
}

/* Tarjan's strongly connected components, over callers, with its stacks in arrays. */
struct tarjan {
	struct callgraph *g;
	size_t *first;     /* by function: its calls as callee; one more at the end */
	size_t *next;      /* by function: the call to look at next */
	uint32_t *index, *low, *open, *path; /* by function; the two stacks */
	bool *is_open;
	uint32_t n_open, n_path, n_index;
};

static void
enter(struct tarjan *t, uint32_t f)
{
	t->index[f] = t->low[f] = t->n_index++;
	t->next[f] = t->first[f];
	t->open[t->n_open++] = f;
	t->is_open[f] = true;
	t->path[t->n_path++] = f;
}

/* All callers of f have been gone through: close its component, if it is the first
 * of one. */
static void
leave(struct tarjan *t, uint32_t f)
{
	t->n_path--;
	if (t->n_path) {
		uint32_t up = t->path[t->n_path - 1];
		if (t->low[f] < t->low[up])
			t->low[up] = t->low[f];
	}
	if (t->low[f] != t->index[f])
		return;
	for (uint32_t member = NOWHERE; member != f;) {
		member = t->open[--t->n_open];
		t->is_open[member] = false;
		t->g->functions[member].group = f;
	}
}

static void
connect(struct tarjan *t, uint32_t start)
{
	enter(t, start);
	while (t->n_path) {
		uint32_t f = t->path[t->n_path - 1];
		if (t->next[f] == t->first[f + 1]) {
			leave(t, f);
			continue;
		}
		uint32_t caller = t->g->calls[t->next[f]++].caller;
		if (t->index[caller] == NOWHERE)
			enter(t, caller);
		else if (t->is_open[caller] && t->index[caller] < t->low[f])
			t->low[f] = t->index[caller];
	}
}

static void
find_groups(struct callgraph *g)
{
	struct tarjan t = {.g = g,
		.first = mem_zero(g->n + 1, sizeof *t.first), .next = mem_zero(g->n, sizeof *t.next),
		.index = mem_zero(g->n, sizeof *t.index), .low = mem_zero(g->n, sizeof *t.low),
		.open = mem_zero(g->n, sizeof *t.open), .path = mem_zero(g->n, sizeof *t.path),
		.is_open = mem_zero(g->n, sizeof *t.is_open)};
	size_t at = 0;

	for (uint32_t f = 0; f < g->n; f++) {
		t.index[f] = NOWHERE;
		t.first[f] = at;
		while (at < g->n_calls && g->calls[at].callee == f)
			at++;
	}
	t.first[g->n] = at;
	for (uint32_t f = 0; f < g->n; f++)
		if (t.index[f] == NOWHERE)
			connect(&t, f);
	free(t.first);
	free(t.next);
	free(t.index);
	free(t.low);
	free(t.open);
	free(t.path);
	free(t.is_open);
}

static uint32_t
group_of(const struct walk *w, uint32_t function)
{
	return w->g->functions[function].group;
}

/* Name the circles by the member with the most own cost, the first of equals. */
static void
name_circles(struct walk *w)
{
	struct callgraph *g = w->g;
	uint32_t *best = mem_alloc(g->n, sizeof *best);
	struct out text;

	for (uint32_t f = 0; f < g->n; f++) {
		best[f] = NOWHERE;
		w->groups[f].name = NOWHERE;
	}
	for (uint32_t f = 0; f < g->n; f++) {
		uint32_t group = group_of(w, f), *b = &best[group];
		w->groups[group].n++;
		if (*b == NOWHERE || g->functions[f].self > g->functions[*b].self)
			*b = f;
	}
	for (uint32_t f = 0; f < g->n; f++) {
		if (w->groups[f].n > 1) {
			out_to_memory(&text);
			out_text(&text, "<cycle of ");
			out_str(&text, names_str(&w->s->trie.names, g->functions[best[f]].name));
			out_char(&text, '>');
			w->groups[f].name = stacks_name(w->s, out_memory(&text));
			(void)out_close(&text);
		}
		w->groups[f].n = 0;
	}
	free(best);
}

static bool
is_outside(const struct walk *w, const struct call *c)
{
	return group_of(w, c->caller) != group_of(w, c->callee);
}

/* List the calls that come into each group from outside. */
static void
list_calls(struct walk *w)
{
	struct callgraph *g = w->g;
	size_t at = 0;

	for (size_t i = 0; i < g->n_calls; i++)
		w->groups[group_of(w, g->calls[i].callee)].n += is_outside(w, &g->calls[i]);
	for (size_t f = 0; f < g->n; f++) {
		w->groups[f].first = at;
		at += w->groups[f].n;
		w->groups[f].n = 0;
	}
	w->in = mem_alloc(at, sizeof *w->in);
	for (size_t i = 0; i < g->n_calls; i++) {
		const struct call *c = &g->calls[i];
		struct group *group = &w->groups[group_of(w, c->callee)];
		if (!is_outside(w, c))
			continue;
		w->in[group->first + group->n++] = (struct call_in){c->caller, c->cost, c->times};
		group->cost = plus(g, group->cost, c->cost);
	}
}

/* The cost of a group that its callers did not take is a root's. */
static void
find_roots(struct walk *w)
{
	struct callgraph *g = w->g;
	uint64_t *cost = mem_zero(g->n, sizeof *cost);

	for (uint32_t f = 0; f < g->n; f++)
		cost[group_of(w, f)] = plus(g, cost[group_of(w, f)], g->functions[f].self);
	for (size_t i = 0; i < g->n_calls; i++) {
		uint32_t group = group_of(w, g->calls[i].caller);
		if (is_outside(w, &g->calls[i]))
			cost[group] = plus(g, cost[group], g->calls[i].cost);
	}
	for (uint32_t f = 0; f < g->n; f++) {
		struct group *group = &w->groups[group_of(w, f)];
		uint64_t all = cost[group_of(w, f)];
		if (g->functions[f].root && all > group->cost)
			group->root = all - group->cost;
	}
	free(cost);
}

/* Callers that took nothing share by how often they called. */
static void
share_by_times(struct walk *w)
{
	for (size_t f = 0; f < w->g->n; f++) {
		struct group *group = &w->groups[f];
		for (size_t i = 0; !group->root && !group->cost && i < group->n; i++)
			w->in[group->first + i].cost = w->in[group->first + i].times;
		for (size_t i = 0; !group->root && i < group->n; i++)
			group->times = plus(w->g, group->times, w->in[group->first + i].cost);
		if (!group->root && !group->cost)
			group->cost = group->times;
	}
}

/* Count the path that has been walked up. */
static void
emit(struct walk *w, uint64_t count, bool others)
{
	for (size_t i = 0; i < w->n; i++) {
		uint32_t circle = w->groups[group_of(w, w->path[i].function)].name;
		stacks_push_name(w->s, w->g->functions[w->path[i].function].name);
		if (circle != NOWHERE)
			stacks_push_name(w->s, circle);
	}
	if (others)
		stacks_push_name(w->s, w->others);
	stacks_reverse(w->s, 0);
	stacks_add_decimal(w->s, count, w->decimals);
}

static void
step_up(struct walk *w, uint32_t function, uint64_t count)
{
	const struct group *group = &w->groups[group_of(w, function)];

	w->path = mem_grow(w->path, &w->cap, w->n + 1, sizeof *w->path);
	w->path[w->n++] = (struct step){
		.function = function, .count = count, .all = plus(w->g, group->cost, group->root)};
}

/* What share of all is of count, such that the parts of count are count. */
static uint64_t
part(struct step *at, uint64_t share)
{
	__extension__ typedef unsigned __int128 wide;
	uint64_t before = (uint64_t)((wide)at->count * at->before / at->all);

	at->before += share;
	return (uint64_t)((wide)at->count * at->before / at->all) - before;
}

/* Share the own cost of a function among all ways up from it. */
static void
walk_up(struct walk *w, uint32_t function)
{
	step_up(w, function, w->g->functions[function].self);
	while (w->n) {
		struct step *at = &w->path[w->n - 1];
		const struct group *group = &w->groups[group_of(w, at->function)];
		bool divided = group->n + (group->root != 0) > 1;
		if (!at->all || (!at->next && divided && at->count < w->least)) {
			emit(w, at->count, at->all);
			w->n--;
		} else if (at->next < group->n) {
			const struct call_in *c = &w->in[group->first + at->next++];
			uint64_t count = part(at, c->cost);
			if (count)
				step_up(w, c->caller, count);
		} else {
			emit(w, part(at, group->root), false);
			w->n--;
		}
	}
}

void
callgraph_fold(struct callgraph *g, struct stacks *s, unsigned decimals)
{
	struct walk w = {.g = g, .s = s, .decimals = decimals};
	uint64_t all = 0;

	for (size_t f = 0; f < g->n; f++)
		all = plus(g, all, g->functions[f].self);
	merge_calls(g);
	find_groups(g);
	w.groups = mem_zero(g->n, sizeof *w.groups);
	w.others = stacks_name(s, STR("[other callers]"));
	w.least = all / SMALLEST_SHARE;
	name_circles(&w);
	list_calls(&w);
	find_roots(&w);
	share_by_times(&w);
	for (uint32_t f = 0; f < g->n && !g->overflow; f++)
		if (g->functions[f].self)
			walk_up(&w, f);
	if (g->overflow)
		s->trie.overflow = true;
	free(w.groups);
	free(w.in);
	free(w.path);
}
