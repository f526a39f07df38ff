/* perf script of scheduler events, as time spent off the CPU:
 *
 *	perf record -e sched:sched_switch -e sched:sched_stat_sleep \
 *	    -e sched:sched_stat_blocked -g -- COMMAND
 *
 *	prog 27235 [001] 708189.526: sched:sched_switch: prev_comm=prog prev_pid=27235 ... ==> ...
 *	        ffffffff8165a4fe schedule ([kernel.kallsyms])
 *	        4005f6 wait_for_it (/home/user/prog)
 *
 *	swapper 0 [006] 708189.626: sched:sched_stat_sleep: comm=prog pid=27235 delay=100078421 [ns]
 *
 * A thread that goes off the CPU leaves the stack that it has; what tells how long it
 * was away counts that stack, in microseconds (exactly: nanoseconds are decimals).  That
 * is the delay of its next sched_stat event; in an input that has none of these, the
 * time up to the sched_switch that brings it back.  perf may write a sched_stat event
 * twice: the second finds no stack and is passed over.
 *
 *	prog 27236 [006] 708189.626: sched:sched_waking: comm=prog pid=27235 prio=120 ...
 *	        ffffffff813a89c4 try_to_wake_up ([kernel.kallsyms])
 *	        40133f post (/home/user/prog)
 *
 * The first wake-up since it left tells who ended its wait: behind a frame "--" come the
 * frames of the waker, the one that did it first, and its comm, all marked _[w].  A
 * sched_wakeup may stand behind the sched_stat event that it belongs to, so a thread is
 * counted when it runs or leaves again, or at the end. */
#include "collapse/formats/perfsched.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "collapse/format.h"
#include "collapse/ids.h"
#include "collapse/formats/perfline.h"
#include "collapse/formats/perfnames.h"

enum where { HERE, AWAY, TIMED };

struct away {
	uint32_t *names; /* owned: of its stack, root first, and of its waker's */
	size_t n, cap;
	uint64_t since_ns, ns; /* ns: how long, if TIMED */
	enum where where;      /* TIMED: it is told how long, and not counted */
	bool woken;            /* the waker's stack is known */
};

struct sched {
	struct stacks *s;
	const struct fold_options *opt;
	struct perf_names names;
	struct addr2line tool;
	struct ids ids;
	struct away *threads;  /* by index of ids */
	size_t cap;
	bool stats;            /* sched_stat events tell how long */
	struct away *reading;  /* whose stack, or whose waker's, is being read; or NULL */
	size_t from;           /* where it starts in reading->names */
	uint32_t waker;        /* whose stack is being read, if reading->woken */
	bool counted;
};

static bool
has_stats(struct str head)
{
	return str_has(head, STR(" sched:sched_stat_sleep:")) ||
	       str_has(head, STR(" sched:sched_stat_blocked:")) ||
	       str_has(head, STR(" sched:sched_stat_iowait:")) ||
	       str_has(head, STR(" sched:sched_stat_wait:"));
}

static bool
is_wakeup(struct str event)
{
	return str_eq(event, STR("sched:sched_waking")) || str_eq(event, STR("sched:sched_wakeup"));
}

bool
perf_is_sched(struct str head)
{
	return str_has(head, STR(" sched:sched_switch:")) &&
	       (str_has(head, STR(" sched:sched_stat_")) ||
	        str_has(head, STR(" sched:sched_waking")) ||
	        str_has(head, STR(" sched:sched_wakeup")));
}

/* The value of "name=value", up to a blank. */
static struct str
field(struct str text, struct str name)
{
	size_t at = str_find(text, name);

	if (at == SIZE_MAX)
		return STR("");
	return str_cut(str_rest(text, at + name.n), ' ').head;
}

static struct away *
thread(struct sched *sc, uint64_t tid)
{
	uint32_t i = ids_get(&sc->ids, tid);
	size_t had = sc->cap;

	sc->threads = mem_grow(sc->threads, &sc->cap, (size_t)i + 1, sizeof *sc->threads);
	if (sc->cap > had)
		memset(sc->threads + had, 0, (sc->cap - had) * sizeof *sc->threads);
	return &sc->threads[i];
}

/* It is told for how long it was away. */
static void
time_away(struct away *t, uint64_t ns)
{
	if (t->where == AWAY) {
		t->ns = ns;
		t->where = TIMED;
	}
}

static void
count(struct sched *sc, struct away *t)
{
	if (t->where != TIMED)
		return;
	for (size_t i = 0; i < t->n; i++)
		stacks_push_name(sc->s, t->names[i]);
	if (sc->opt->counts)
		stacks_add(sc->s, 1);
	else
		stacks_add_decimal(sc->s, t->ns, 3);
	sc->counted = true;
	t->where = HERE;
}

static void
push(struct away *t, uint32_t name)
{
	t->names = mem_grow(t->names, &t->cap, t->n + 1, sizeof *t->names);
	t->names[t->n++] = name;
}

static uint32_t
comm_name(struct sched *sc, struct str comm, uint64_t tid, struct str mark)
{
	struct out name;

	out_to_memory(&name);
	out_str(&name, comm);
	if (sc->opt->pid || sc->opt->tid) {
		out_char(&name, '-');
		out_u64(&name, tid);
	}
	out_str(&name, mark);
	uint32_t id = stacks_name(sc->s, out_memory(&name));
	out_drop(&name);
	return id;
}

static void
leave(struct sched *sc, const struct perf_event *e, uint64_t tid)
{
	struct away *t = thread(sc, tid);

	count(sc, t);
	*t = (struct away){t->names, 0, t->cap, e->time_ns, 0, AWAY, false};
	if (sc->opt->threads != CHOICE_NO)
		push(t, comm_name(sc, e->comm, tid, STR("")));
	sc->reading = t;
	sc->from = t->n;
}

static void
arrive(struct sched *sc, struct pos at, uint64_t tid, uint64_t ns)
{
	struct away *t = thread(sc, tid);

	if (!sc->stats && t->where == AWAY && ns < t->since_ns)
		report_bad(sc->opt->report, at, "a thread comes back before it left");
	else if (!sc->stats)
		time_away(t, ns - t->since_ns);
	count(sc, t);
}

/* The stack that follows is that of a waker. */
static void
wake(struct sched *sc, const struct perf_event *e, uint64_t tid)
{
	struct away *t = thread(sc, tid);
	uint64_t waker;

	if (t->where == HERE || t->woken)
		return;
	sc->waker = comm_name(sc, e->comm, str_u64(e->tid, &waker) ? waker : 0, STR("_[w]"));
	sc->reading = t;
	sc->from = t->n;
	t->woken = true;
	push(t, stacks_name(sc->s, STR("--")));
}

static bool
in_range(const struct sched *sc, uint64_t ns)
{
	return !sc->opt->ranged || (ns >= sc->opt->from_ns && ns < sc->opt->to_ns);
}

static bool
is_wanted(const struct sched *sc, const struct perf_event *e)
{
	const struct words *events = &sc->opt->events;
	bool named = !events->n;

	for (size_t i = 0; i < events->n && !named; i++)
		named = str_eq(e->event, str_from(events->list[i]));
	return named && in_range(sc, e->time_ns);
}

static void
take_switch(struct sched *sc, struct pos at, const struct perf_event *e)
{
	uint64_t tid;

	if (str_u64(field(e->rest, STR("next_pid=")), &tid))
		arrive(sc, at, tid, e->time_ns);
	if (str_u64(field(e->rest, STR("prev_pid=")), &tid) && tid)
		leave(sc, e, tid);
	else if (!field(e->rest, STR("prev_pid=")).n)
		report_bad(sc->opt->report, at, "sched_switch without prev_pid");
}

static void
take_event(struct sched *sc, struct pos at, const struct perf_event *e)
{
	uint64_t tid, delay;

	if (!is_wanted(sc, e))
		return;
	if (str_eq(e->event, STR("sched:sched_switch"))) {
		take_switch(sc, at, e);
	} else if (is_wakeup(e->event)) {
		if (str_u64(field(e->rest, STR(" pid=")), &tid))
			wake(sc, e, tid);
		else
			report_bad(sc->opt->report, at, "a wake-up without pid");
	} else if (str_starts(e->event, STR("sched:sched_stat_")) &&
	           !str_eq(e->event, STR("sched:sched_stat_runtime"))) {
		if (str_u64(field(e->rest, STR(" pid=")), &tid) &&
		    str_u64(field(e->rest, STR(" delay=")), &delay))
			time_away(thread(sc, tid), delay);
		else
			report_bad(sc->opt->report, at, "%.*s without pid and delay", (int)e->event.n,
			           e->event.p);
	}
}

/* A frame of a waker: the mark takes the place of another one. */
static uint32_t
waker_id(struct sched *sc, uint32_t id)
{
	struct str text = names_str(&sc->s->trie.names, id);
	struct out name;

	if (text.n > 4 && str_starts(str_rest(text, text.n - 4), STR("_[")) && text.p[text.n - 1] == ']')
		text.n -= 4;
	out_to_memory(&name);
	out_str(&name, text);
	out_text(&name, "_[w]");
	uint32_t marked = stacks_name(sc->s, out_memory(&name));
	out_drop(&name);
	return marked;
}

/* The frames of a stack come leaf first, behind the comm. */
static void
take_frame(struct sched *sc, struct str line)
{
	struct str address = perf_address(line);

	if (!sc->reading || !address.n)
		return;
	size_t before = (size_t)(address.p - line.p) + address.n;
	struct frame_ids ids = perf_names_get(&sc->names, address, str_trim(str_rest(line, before)),
	                                     STR(""));
	for (size_t i = 0; i < ids.n; i++)
		push(sc->reading, sc->reading->woken ? waker_id(sc, ids.list[i]) : ids.list[i]);
}

/* A waker's stack stays as it is; one without frames says nothing. */
static void
end_stack(struct sched *sc)
{
	struct away *t = sc->reading;

	sc->reading = NULL;
	if (!t)
		return;
	if (t->woken && t->n == sc->from + 1) {
		t->n = sc->from;
		t->woken = false;
	} else if (t->woken) {
		push(t, sc->waker);
	} else {
		for (size_t i = sc->from, k = t->n; i < k; i++) {
			uint32_t name = t->names[--k];
			t->names[k] = t->names[i];
			t->names[i] = name;
		}
	}
}

static void
take_line(struct sched *sc, struct pos at, struct str line)
{
	struct perf_event e;

	if (!str_trim(line).n || *line.p == '#')
		end_stack(sc);
	else if (*line.p != '\t' && perf_event_parse(line, true, &e)) {
		end_stack(sc);
		take_event(sc, at, &e);
	} else if (*line.p == '\t' || *line.p == ' ')
		take_frame(sc, line);
	else
		report_bad(sc->opt->report, at, "neither a frame nor an event");
}

static bool
fold(struct in *in, struct stacks *s, const struct fold_options *opt)
{
	struct sched sc = {.s = s, .opt = opt};
	struct str line;

	addr2line_init(&sc.tool);
	perf_names_init(&sc.names, s, opt, &sc.tool);
	sc.stats = has_stats(in_peek(in, FORMAT_HEAD));
	while (in_line(in, &line))
		take_line(&sc, in->pos, line);
	end_stack(&sc);
	for (size_t i = 0; i < sc.ids.n; i++)
		count(&sc, &sc.threads[i]);
	if (!sc.counted)
		warn_at(in->pos, "no thread that left the CPU and came back");
	frames_release(&sc.names.frames);
	addr2line_release(&sc.tool);
	for (size_t i = 0; i < sc.ids.n; i++)
		free(sc.threads[i].names);
	free(sc.threads);
	ids_release(&sc.ids);
	return sc.counted;
}

static enum claim
probe(struct str head)
{
	struct perf_event e;

	if (!perf_is_sched(head))
		return CLAIM_NO;
	for (struct cut c = {.tail = head}; c.tail.n;) {
		c = str_cut(c.tail, '\n');
		if (c.head.n && *c.head.p != '#')
			return perf_event_parse(c.head, true, &e) ? CLAIM_YES : CLAIM_NO;
	}
	return CLAIM_NO;
}

const struct format format_perfsched = {
	"perf-sched", "perf script of scheduler events: time off the CPU, in us", probe, fold,
};
