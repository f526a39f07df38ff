/* Chrome's trace events, as they are read (chrometrace.c) and folded: by calls
 * (tracecalls.c), by the samples of V8's profiler in them (tracecpu.c), or by samples
 * that stand beside them (tracesamples.c). */
#ifndef COLLAPSE_FORMATS_CHROMETRACE_H
#define COLLAPSE_FORMATS_CHROMETRACE_H

#include "collapse/format.h"
#include "collapse/ids.h"
#include "collapse/json.h"
#include "collapse/spans.h"

struct trace_thread {
	struct str pid, tid, name; /* the name of a process is kept in one without tid */
	bool used;                 /* it has stacks */
};

/* An X, B or E. */
struct trace_call {
	uint32_t thread;
	uint32_t name;
	bool named;
	char phase;
	size_t order;            /* in the file */
	struct fixed begin, end; /* microseconds; end: of an X */
};

struct trace_event {
	struct str phase, name, pid, tid, id, arg_name;
	struct fixed ts, dur;
	bool has_ts, has_dur;
	struct json data; /* args.data, where it stands; p is NULL without it */
};

struct trace_cpu;

struct trace {
	struct stacks *s;
	const struct fold_options *opt;
	const char *file;
	struct ids ids, cpu_ids;      /* of threads, of CPU profiles */
	struct trace_thread *threads; /* by index in ids; owned, as what follows */
	struct trace_call *calls;
	struct trace_cpu *cpus;       /* by index in cpu_ids */
	size_t threads_cap, n_calls, calls_cap, n_cpus, cpus_cap;
	struct json samples, frames;  /* where those stand; p is NULL without them */
	bool show_processes, show_threads; /* as root frames */
	bool cut;                     /* the input ends inside an event */
};

/* One number of two texts: pids, tids and ids may be any text or number. */
uint64_t trace_key(struct str a, struct str b);

/* Take the next value: a pid, tid or id, which is the text of a string or a number; or
 * a time or weight, as text or not: false where it is none. */
void trace_take_id(struct json *j, struct str *id);
bool trace_take_time(struct json *j, struct fixed *time);

/* The index of a thread. */
uint32_t trace_thread(struct trace *t, struct str pid, struct str tid);

/* Decide which threads, of those that are used, need root frames; give them to the
 * spans of one, or push them. */
void trace_choose_roots(struct trace *t);
void trace_root_frames(struct trace *t, uint32_t thread, struct spans *sp);

/* Count the stacks of all calls. */
void tracecalls_fold(struct trace *t);

/* Note an event of kind P: a part of a CPU profile, mostly. */
void tracecpu_event(struct trace *t, const struct trace_event *e);

/* Count the samples of all CPU profiles. */
void tracecpu_fold(struct trace *t);
void tracecpu_release(struct trace *t);

/* Whether there are samples beside the events; count them. */
bool tracesamples_has(const struct trace *t);
void tracesamples_fold(struct trace *t);

#endif
