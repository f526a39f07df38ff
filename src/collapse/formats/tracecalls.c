#include <stdlib.h>

#include "base/mem.h"
#include "collapse/formats/chrometrace.h"

/* Calls that go on when one ends in which they began, at the most. */
#define MOST_OUTLASTING 64

/* By thread and time; of calls that begin together, the longer first. */
static int
by_time(const void *a, const void *b)
{
	const struct trace_call *x = a, *y = b;
	int c;

	if (x->thread != y->thread)
		return x->thread < y->thread ? -1 : 1;
	if ((c = fixed_cmp(x->begin, y->begin)))
		return c;
	if (x->phase == 'X' && y->phase == 'X' && (c = fixed_cmp(y->end, x->end)))
		return c;
	return (x->order > y->order) - (x->order < y->order);
}

/* Calls that are open on a thread; end: of an X, by the place in spans. */
struct open_calls {
	struct spans sp;
	struct trace_end {
		struct fixed end, earliest; /* earliest: of this and all that called it */
		bool ends;                  /* it is an X */
	} *ends;
	size_t cap;
	uint64_t ended; /* calls that were ended before their time */
};

static bool
earliest(const struct open_calls *c, struct fixed *at)
{
	struct trace_end top = c->sp.n > c->sp.roots ? c->ends[c->sp.n - 1] : (struct trace_end){0};

	*at = top.earliest;
	return c->sp.n > c->sp.roots && top.earliest.whole != INT64_MAX;
}

static void
note_end(struct open_calls *c, size_t place, struct fixed end, bool ends)
{
	struct fixed before = {INT64_MAX, 0};

	if (place > c->sp.roots)
		before = c->ends[place - 1].earliest;
	if (ends && fixed_cmp(end, before) < 0)
		before = end;
	c->ends[place] = (struct trace_end){end, before, ends};
}

static void
open_call(struct open_calls *c, uint32_t name, struct fixed end, bool ends)
{
	spans_open(&c->sp, name);
	c->ends = mem_grow(c->ends, &c->cap, c->sp.n, sizeof *c->ends);
	note_end(c, c->sp.n - 1, end, ends);
}

/* The innermost of the calls that end first. */
static size_t
first_to_end(const struct open_calls *c, struct fixed at)
{
	size_t place = c->sp.n - 1;

	while (!c->ends[place].ends || fixed_cmp(c->ends[place].end, at))
		place--;
	return place;
}

/* End the calls of kind X whose time has come, in the order of their ends.  Of calls
 * that overlap, the one that began later goes on.  Where many would, they end too: there
 * would be as many stacks as pairs of calls. */
static void
end_calls(struct open_calls *c, struct fixed now)
{
	struct fixed at;

	while (earliest(c, &at) && fixed_cmp(at, now) <= 0) {
		size_t place = first_to_end(c, at), inside = c->sp.n - place - 1;
		(void)spans_at(&c->sp, at);
		if (inside > MOST_OUTLASTING) {
			c->ended += inside;
			while (c->sp.n > place + 1)
				(void)spans_close_last(&c->sp);
		}
		spans_remove(&c->sp, place);
		for (; place < c->sp.n; place++)
			note_end(c, place, c->ends[place + 1].end, c->ends[place + 1].ends);
	}
}

/* An E ends the innermost call of its name; without a name, the innermost. */
static bool
end_named(struct open_calls *c, const struct trace_call *call)
{
	return call->named ? spans_close(&c->sp, call->name) : spans_close_last(&c->sp);
}

static void
fold_thread(struct trace *t, const struct trace_call *calls, size_t n)
{
	struct open_calls c = {.sp = {.s = t->s, .range = range_of(t->opt, 3)}};
	struct fixed last = {INT64_MIN, 0};
	uint64_t unopened = 0;

	trace_root_frames(t, calls->thread, &c.sp);
	c.ends = mem_grow(c.ends, &c.cap, c.sp.n + 1, sizeof *c.ends);
	for (size_t i = 0; i < n; i++) {
		end_calls(&c, calls[i].begin);
		(void)spans_at(&c.sp, calls[i].begin);
		if (calls[i].phase == 'E')
			unopened += !end_named(&c, &calls[i]);
		else
			open_call(&c, calls[i].name, calls[i].end, calls[i].phase == 'X');
		if (fixed_cmp(calls[i].end, last) > 0)
			last = calls[i].end;
	}
	end_calls(&c, last);
	(void)spans_at(&c.sp, last);
	if (unopened)
		report_bad(t->opt->report, (struct pos){t->file, 0},
		           "%llu calls end on a thread on which they did not begin",
		           (unsigned long long)unopened);
	if (c.ended)
		report_bad(t->opt->report, (struct pos){t->file, 0},
		           "%llu calls end with the one that they began in, not later",
		           (unsigned long long)c.ended);
	spans_release(&c.sp);
	free(c.ends);
}

void
tracecalls_fold(struct trace *t)
{
	if (t->n_calls)
		qsort(t->calls, t->n_calls, sizeof *t->calls, by_time);
	for (size_t i = 0, k; i < t->n_calls; i = k) {
		for (k = i; k < t->n_calls && t->calls[k].thread == t->calls[i].thread; k++)
			continue;
		t->threads[t->calls[i].thread].used = true;
	}
	trace_choose_roots(t);
	for (size_t i = 0, k; i < t->n_calls; i = k) {
		for (k = i; k < t->n_calls && t->calls[k].thread == t->calls[i].thread; k++)
			continue;
		fold_thread(t, t->calls + i, k - i);
	}
}
