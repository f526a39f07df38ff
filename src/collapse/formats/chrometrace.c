/* Chrome's trace events: chrome://tracing, DevTools' Performance panel, Perfetto's
 * JSON, and the many programs that write them (clang -ftime-trace, ninja, Hermes...).
 *
 *	{"traceEvents":[
 *	  {"ph":"X","pid":1,"tid":2,"ts":10,"dur":5,"name":"Layout"},
 *	  {"ph":"B","pid":1,"tid":2,"ts":20,"name":"Paint"},{"ph":"E","pid":1,"tid":2,"ts":22},
 *	  {"ph":"M","pid":1,"tid":2,"name":"thread_name","args":{"name":"Main"}}]}
 *
 * or the array alone, whose end may be missing.  The weight of a stack is the time, in
 * microseconds, that its innermost call (X, or B to E) took without its callees, by
 * thread.  With several processes or threads, their names are root frames.  Events of
 * other kinds (instants, counters, flows, async ones) take no time of a thread.
 *
 * A trace with a CPU profile of V8 (ProfileChunk), or with samples beside its events, is
 * folded by those; --value events asks for the calls, --value cpu for the samples.
 * Source: Trace Event Format; the profile's chunks: Chrome DevTools' own reader. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/out.h"
#include "collapse/formats/chrometrace.h"

static enum claim
probe(struct str head)
{
	struct str text = head;

	if (str_starts(text, STR("\xef\xbb\xbf")))
		text = str_rest(text, 3);
	while (text.n && (*text.p == ' ' || *text.p == '\n' || *text.p == '\r' || *text.p == '\t'))
		text = str_rest(text, 1);
	bool array = str_starts(text, STR("["));
	bool events = str_has(head, STR("\"ph\"")) && (str_has(head, STR("\"ts\"")) ||
	                                               str_has(head, STR("\"pid\"")));
	if (!array && json_has_key(head, STR("traceEvents")))
		return CLAIM_YES;
	return array && events ? CLAIM_YES : CLAIM_NO;
}

uint64_t
trace_key(struct str a, struct str b)
{
	return names_hash(a) * 31 + names_hash(b);
}

uint32_t
trace_thread(struct trace *t, struct str pid, struct str tid)
{
	uint32_t known = t->ids.n, at = ids_get(&t->ids, trace_key(pid, tid));

	if (at == known) {
		t->threads = mem_grow(t->threads, &t->threads_cap, (size_t)at + 1, sizeof *t->threads);
		t->threads[at] = (struct trace_thread){.pid = pid, .tid = tid};
	}
	return at;
}

void
trace_take_id(struct json *j, struct str *id)
{
	if (json_peek(j) == JSON_STRING)
		(void)json_string(j, id);
	else
		(void)json_number(j, id);
}

bool
trace_take_time(struct json *j, struct fixed *time)
{
	struct str text = {0};

	trace_take_id(j, &text);
	return fixed_parse(text, 0, time);
}

static void
take_args(struct trace_event *e, struct json *j)
{
	struct str key;

	if (!json_object(j))
		return;
	while (json_key(j, &key)) {
		if (str_eq(key, STR("name"))) {
			(void)json_string(j, &e->arg_name);
		} else if (str_eq(key, STR("data"))) {
			e->data = *j;
			json_skip(j);
		} else {
			json_skip(j);
		}
	}
}

/* Read the next value, an event; false where it is none. */
static bool
take_event(struct json *j, struct trace_event *e)
{
	struct str key;

	*e = (struct trace_event){0};
	if (!json_object(j))
		return false;
	while (json_key(j, &key)) {
		if (str_eq(key, STR("ph")))
			(void)json_string(j, &e->phase);
		else if (str_eq(key, STR("name")))
			(void)json_string(j, &e->name);
		else if (str_eq(key, STR("pid")))
			trace_take_id(j, &e->pid);
		else if (str_eq(key, STR("tid")))
			trace_take_id(j, &e->tid);
		else if (str_eq(key, STR("id")))
			trace_take_id(j, &e->id);
		else if (str_eq(key, STR("ts")))
			e->has_ts = trace_take_time(j, &e->ts);
		else if (str_eq(key, STR("dur")))
			e->has_dur = trace_take_time(j, &e->dur);
		else if (str_eq(key, STR("args")))
			take_args(e, j);
		else
			json_skip(j);
	}
	return !j->why;
}

static void
bad(struct trace *t, const struct json *j, const char *why)
{
	struct report *report = t->opt->report;

	report_bad(report, (struct pos){t->file, report_says(report) ? json_line(j) : 0}, "%s", why);
}

static void
keep_call(struct trace *t, const struct json *j, const struct trace_event *e)
{
	char phase = *e->phase.p;

	if (!e->has_ts || (phase == 'X' && !e->has_dur)) {
		bad(t, j, "an event lacks its time or duration");
		return;
	}
	t->calls = mem_grow(t->calls, &t->calls_cap, t->n_calls + 1, sizeof *t->calls);
	t->calls[t->n_calls] = (struct trace_call){
		.thread = trace_thread(t, e->pid, e->tid), .phase = phase, .order = t->n_calls,
		.begin = e->ts, .end = fixed_add(e->ts, e->dur),
		.name = stacks_name(t->s, e->name.n ? e->name : STR("[unnamed]")),
		.named = e->name.n != 0};
	t->n_calls++;
}

static void
name_thread(struct trace *t, struct str pid, struct str tid, struct str name)
{
	uint32_t at = trace_thread(t, pid, tid);

	t->threads[at].name = name;
}

static void
keep_event(struct trace *t, const struct json *j, const struct trace_event *e)
{
	if (e->phase.n != 1)
		return;
	switch (*e->phase.p) {
	case 'X': case 'B': case 'E':
		keep_call(t, j, e);
		break;
	case 'M':
		if (str_eq(e->name, STR("thread_name")) && e->tid.n)
			name_thread(t, e->pid, e->tid, e->arg_name);
		else if (str_eq(e->name, STR("process_name")))
			name_thread(t, e->pid, STR(""), e->arg_name);
		break;
	case 'P':
		tracecpu_event(t, e);
		break;
	default:
		break;
	}
}

static void
take_events(struct trace *t, struct json *j)
{
	struct trace_event e;

	if (!json_array(j))
		return;
	while (json_item(j)) {
		struct json before = *j;
		if (take_event(j, &e))
			keep_event(t, &before, &e);
		else
			t->cut = j->why;
	}
}

/* Which threads are shown as root frames, among those that are used. */
void
trace_choose_roots(struct trace *t)
{
	size_t threads = 0, processes = 0;
	struct str pid = {0};

	for (uint32_t i = 0; i < t->ids.n; i++) {
		if (!t->threads[i].used)
			continue;
		processes += !threads || !str_eq(pid, t->threads[i].pid);
		pid = t->threads[i].pid;
		threads++;
	}
	t->show_processes = processes > 1 || t->opt->pid;
	t->show_threads = t->opt->threads == CHOICE_YES || t->opt->tid ||
	                  (threads > 1 && t->opt->threads != CHOICE_NO);
}

static void
root_frame(struct spans *sp, struct str name, const char *what, struct str id, bool with_id)
{
	struct out o;

	out_to_memory(&o);
	if (name.n)
		out_str(&o, name);
	else
		out_text(&o, what);
	if (with_id || !name.n) {
		out_char(&o, name.n ? '-' : ' ');
		out_str(&o, id);
	}
	spans_root(sp, out_memory(&o));
	(void)out_close(&o);
}

void
trace_root_frames(struct trace *t, uint32_t thread, struct spans *sp)
{
	struct str pid = t->threads[thread].pid, tid = t->threads[thread].tid;
	uint32_t process = trace_thread(t, pid, STR(""));

	if (t->show_processes)
		root_frame(sp, t->threads[process].name, "process", pid, t->opt->pid);
	if (t->show_threads)
		root_frame(sp, t->threads[thread].name, "thread", tid, t->opt->tid);
}

/* Whether the samples are wanted, or the calls. */
static bool
by_samples(const struct trace *t, bool *ok)
{
	*ok = true;
	if (!t->opt->value)
		return t->n_cpus || tracesamples_has(t);
	if (str_eq(str_from(t->opt->value), STR("cpu")))
		return true;
	*ok = str_eq(str_from(t->opt->value), STR("events"));
	if (!*ok)
		warn_at((struct pos){t->file, 0}, "no value '%s'; there are events, cpu", t->opt->value);
	return false;
}

/* What stands beside the events of an object. */
static void
take_member(struct trace *t, struct json *j, struct str key)
{
	if (str_eq(key, STR("traceEvents"))) {
		take_events(t, j);
		return;
	}
	if (str_eq(key, STR("samples")))
		t->samples = *j;
	else if (str_eq(key, STR("stackFrames")))
		t->frames = *j;
	json_skip(j);
}

/* An array may lack its end; then its last event may be cut too. */
static bool
ended(struct trace *t, struct json *j, bool array)
{
	if (!array || !j->why || j->p != j->end)
		return json_ended(j, t->file);
	if (t->cut)
		bad(t, j, "the last event is cut");
	return true;
}

static bool
fold(struct in *in, struct stacks *s, const struct fold_options *opt)
{
	struct arena mem = {0};
	struct trace t = {.s = s, .opt = opt, .file = in->pos.file};
	struct json j = json_of(in_rest(in), &mem);
	struct str key;
	bool array = json_peek(&j) == JSON_ARRAY, ok;

	if (array)
		take_events(&t, &j);
	else if (json_object(&j))
		while (json_key(&j, &key))
			take_member(&t, &j, key);
	bool samples = by_samples(&t, &ok);
	if (!ended(&t, &j, array))
		ok = false;
	if (ok && samples && t.n_cpus)
		tracecpu_fold(&t);
	else if (ok && samples)
		tracesamples_fold(&t);
	else if (ok)
		tracecalls_fold(&t);
	if (ok && samples && t.n_calls)
		warn_at((struct pos){t.file, 0},
		        "folded by its samples; --value events folds its calls");
	tracecpu_release(&t);
	free(t.threads);
	free(t.calls);
	ids_release(&t.ids);
	arena_release(&mem);
	return ok;
}

const struct format format_chrometrace = {"chrometrace", "Chrome trace events", probe, fold};
