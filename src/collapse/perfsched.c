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
 * twice: the second finds no stack and is passed over. */
#include "collapse/perfsched.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "collapse/format.h"
#include "collapse/ids.h"
#include "collapse/perfline.h"
#include "collapse/perfnames.h"

struct away {
	uint32_t *names; /* owned: of its stack, root first */
	size_t n, cap;
	uint64_t since_ns;
	bool is;
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
	struct away *leaving;  /* whose stack is being read, or NULL */
	bool counted;
};

bool
perf_is_sched(struct str head)
{
	return str_has(head, STR(" sched:sched_stat_")) && str_has(head, STR(" sched:sched_switch:"));
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

static void
count(struct sched *sc, struct away *t, uint64_t ns)
{
	if (!t->is)
		return;
	for (size_t i = 0; i < t->n; i++)
		stacks_push_name(sc->s, t->names[i]);
	if (sc->opt->counts)
		stacks_add(sc->s, 1);
	else
		stacks_add_decimal(sc->s, ns, 3);
	sc->counted = true;
	t->is = false;
}

static void
push(struct away *t, uint32_t name)
{
	t->names = mem_grow(t->names, &t->cap, t->n + 1, sizeof *t->names);
	t->names[t->n++] = name;
}

static void
leave(struct sched *sc, const struct perf_event *e, uint64_t tid)
{
	struct away *t = thread(sc, tid);
	struct out name;

	*t = (struct away){t->names, 0, t->cap, e->time_ns, true};
	out_to_memory(&name);
	out_str(&name, e->comm);
	if (sc->opt->pid || sc->opt->tid) {
		out_char(&name, '-');
		out_u64(&name, tid);
	}
	if (sc->opt->threads != CHOICE_NO)
		push(t, stacks_name(sc->s, out_memory(&name)));
	out_drop(&name);
	sc->leaving = t;
}

static bool
in_range(const struct sched *sc, uint64_t ns)
{
	return !sc->opt->ranged || (ns >= sc->opt->from_ns && ns < sc->opt->to_ns);
}

static void
take_event(struct sched *sc, struct pos at, const struct perf_event *e)
{
	uint64_t tid, next, delay;

	sc->leaving = NULL;
	if (!in_range(sc, e->time_ns))
		return;
	if (str_eq(e->event, STR("sched:sched_switch"))) {
		if (!sc->stats && str_u64(field(e->rest, STR("next_pid=")), &next))
			count(sc, thread(sc, next), e->time_ns - thread(sc, next)->since_ns);
		if (str_u64(field(e->rest, STR("prev_pid=")), &tid) && tid)
			leave(sc, e, tid);
		else if (!field(e->rest, STR("prev_pid=")).n)
			report_bad(sc->opt->report, at, "sched_switch without prev_pid");
	} else if (str_starts(e->event, STR("sched:sched_stat_")) &&
	           !str_eq(e->event, STR("sched:sched_stat_runtime"))) {
		if (str_u64(field(e->rest, STR(" pid=")), &tid) &&
		    str_u64(field(e->rest, STR(" delay=")), &delay))
			count(sc, thread(sc, tid), delay);
		else
			report_bad(sc->opt->report, at, "%.*s without pid and delay", (int)e->event.n,
			           e->event.p);
	}
}

/* The frames of a stack come leaf first, behind the comm. */
static void
take_frame(struct sched *sc, struct str line)
{
	struct str address = perf_address(line);

	if (!sc->leaving || !address.n)
		return;
	size_t before = (size_t)(address.p - line.p) + address.n;
	struct frame_ids ids = perf_names_get(&sc->names, address, str_trim(str_rest(line, before)),
	                                     STR(""));
	for (size_t i = 0; i < ids.n; i++)
		push(sc->leaving, ids.list[i]);
}

static void
end_stack(struct sched *sc)
{
	struct away *t = sc->leaving;

	if (!t)
		return;
	for (size_t i = sc->opt->threads != CHOICE_NO, k = t->n; i < k; i++) {
		uint32_t name = t->names[--k];
		t->names[k] = t->names[i];
		t->names[i] = name;
	}
	sc->leaving = NULL;
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
	sc.stats = str_has(in_peek(in, FORMAT_HEAD), STR(" sched:sched_stat_"));
	while (in_line(in, &line))
		take_line(&sc, in->pos, line);
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
