/* A command, processes or the machine in; folded stacks, or a picture, out. */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/opt.h"
#include "draw/svg.h"
#include "fold/stacks.h"
#include "sample/perfdata.h"
#include "sample/sampler.h"
#include "sample/status.h"
#include "sample/summary.h"
#include "sample/units.h"
#include "sample/window.h"

#define SECOND_NS UINT64_C(1000000000)
#define IDS_MAX 4096
#define NODES_MAX 1000000 /* of a window that never ends; then it ends early */

struct options {
	bool all, off_cpu, user, kernel, thread_frames, per_pid, addresses, time_order, labels, quiet, help,
	    version, stack_given;
	uint64_t frequency, stack, ring, keep_bytes;
	double seconds, every, keep; /* seconds; 0: not given */
	const struct palette *palette;
	const char *title, *event, *output, *output_dir, *perf_data, *cgroup, *host_root;
	uint32_t ids[IDS_MAX];
	size_t n_ids;
	bool threads; /* ids are of threads */
};

static const char *
set_seconds(void *options, const char *value)
{
	return units_seconds(value, &((struct options *)options)->seconds);
}

static const char *
set_every(void *options, const char *value)
{
	struct options *o = options;
	const char *why = units_seconds(value, &o->every);

	return why ? why : o->every < 1 ? "is less than a second" : NULL;
}

static const char *
set_keep(void *options, const char *value)
{
	return units_seconds(value, &((struct options *)options)->keep);
}

static const char *
set_keep_size(void *options, const char *value)
{
	return units_bytes(value, &((struct options *)options)->keep_bytes);
}

static const char *
set_ring(void *options, const char *value)
{
	return units_bytes(value, &((struct options *)options)->ring);
}

static const char *
set_stack(void *options, const char *value)
{
	struct options *o = options;
	const char *why = units_bytes(value, &o->stack);

	if (why)
		return why;
	o->stack = (o->stack + 7) / 8 * 8;
	o->stack_given = true;
	return o->stack > EVENT_STACK_MAX ? "is more than 65528 bytes" : NULL;
}

static const char *
set_frequency(void *options, const char *value)
{
	struct options *o = options;

	if (!str_u64(str_from(value), &o->frequency) || !o->frequency || o->frequency > 1000000)
		return "is not a number of samples a second";
	return NULL;
}

static const char *
set_ids(struct options *o, const char *value, bool threads)
{
	if (o->n_ids && o->threads != threads)
		return "cannot be with both -p and -t";
	o->threads = threads;
	for (struct cut c = {.tail = str_from(value), .ok = true}; c.ok;) {
		uint64_t id;
		c = str_cut(c.tail, ',');
		if (!str_u64(c.head, &id) || !id || id > INT32_MAX)
			return "is not a list of ids";
		if (o->n_ids == IDS_MAX)
			return "are too many ids";
		o->ids[o->n_ids++] = (uint32_t)id;
	}
	return NULL;
}

static const char *
set_pids(void *options, const char *value)
{
	return set_ids(options, value, false);
}

static const char *
set_tids(void *options, const char *value)
{
	return set_ids(options, value, true);
}

static const char *
set_colors(void *options, const char *value)
{
	const struct palette *p = palette_find(value);

	((struct options *)options)->palette = p;
	return p ? NULL : "is not a palette: flamegraph(1) lists them";
}

#define FIELD(name) offsetof(struct options, name)

static const struct opt table[] = {
	{"frequency", 'F', "HZ", OPT_CALL, 0, set_frequency, "samples a second and CPU (99)"},
	{"all", 'a', NULL, OPT_FLAG, FIELD(all), NULL, "everything that runs on the machine"},
	{"pid", 'p', "PID,...", OPT_CALL, 0, set_pids, "processes that are running"},
	{"tid", 't', "TID,...", OPT_CALL, 0, set_tids, "threads that are running"},
	{"cgroup", 0, "PATH", OPT_TEXT, FIELD(cgroup), NULL, "what runs in a cgroup"},
	{"duration", 'd', "TIME", OPT_CALL, 0, set_seconds, "stop after so long: 10, 0.5s, 5m"},
	{"output", 'o', "FILE", OPT_TEXT, FIELD(output), NULL,
	 "folded stacks, or FILE.svg, FILE.html (standard output)"},
	{"event", 'e', "EVENT", OPT_TEXT, FIELD(event), NULL,
	 "cpu, page-faults, bp:FUNCTION, uprobe:FILE:FUNCTION, SYSTEM:TRACEPOINT"},
	{"off-cpu", 0, NULL, OPT_FLAG, FIELD(off_cpu), NULL, "microseconds that threads are blocked"},
	{"user", 0, NULL, OPT_FLAG, FIELD(user), NULL, "only what runs in programs"},
	{"kernel", 0, NULL, OPT_FLAG, FIELD(kernel), NULL, "only what runs in the kernel"},
	{"thread-frames", 0, NULL, OPT_FLAG, FIELD(thread_frames), NULL,
	 "a frame for the thread below that of its process"},
	{"per-pid", 0, NULL, OPT_FLAG, FIELD(per_pid), NULL, "process ids in the names"},
	{"addresses", 0, NULL, OPT_FLAG, FIELD(addresses), NULL, "addresses instead of names"},
	{"time-order", 0, NULL, OPT_FLAG, FIELD(time_order), NULL,
	 "unmerged, in order of time: for cflame --flamechart"},
	{"stack", 0, "BYTES", OPT_CALL, 0, set_stack, "stack copied for each sample (32K; 16K above 500 Hz, 8K for events)"},
	{"ring", 0, "BYTES", OPT_CALL, 0, set_ring, "buffer for each CPU (by frequency and stack)"},
	{"every", 0, "TIME", OPT_CALL, 0, set_every, "for ever: a file for each window of that length"},
	{"output-dir", 0, "DIR", OPT_TEXT, FIELD(output_dir), NULL, "where the windows' files go"},
	{"keep", 0, "TIME", OPT_CALL, 0, set_keep, "remove windows that are older"},
	{"keep-size", 0, "BYTES", OPT_CALL, 0, set_keep_size, "remove the oldest windows beyond that"},
	{"labels", 0, NULL, OPT_FLAG, FIELD(labels), NULL,
	 "frames for node, namespace, pod and container"},
	{"host-root", 0, "DIR", OPT_TEXT, FIELD(host_root), NULL,
	 "where the host's /var/log is, for --labels"},
	{"perf-data", 0, "FILE", OPT_TEXT, FIELD(perf_data), NULL, "replay a recording of perf record"},
	{"title", 0, "TEXT", OPT_TEXT, FIELD(title), NULL, "title of FILE.svg or FILE.html"},
	{"colors", 0, "PALETTE", OPT_CALL, 0, set_colors, "colours of FILE.svg or FILE.html (hot)"},
	{"quiet", 'q', NULL, OPT_FLAG, FIELD(quiet), NULL, "say nothing but errors"},
	{"help", 'h', NULL, OPT_FLAG, FIELD(help), NULL, "show this, and exit"},
	{"version", 0, NULL, OPT_FLAG, FIELD(version), NULL, "show the version, and exit"},
	{0},
};

static volatile sig_atomic_t interrupted; /* the signal */
static volatile sig_atomic_t from_process; /* it was sent to us alone, not by a terminal */

static void
on_signal(int number, siginfo_t *info, void *context)
{
	(void)context;
	interrupted = number;
	from_process = info->si_code <= 0;
}

/* The first signal ends the recording; a second one ends us. */
static void
catch_signals(void)
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction action = {.sa_sigaction = on_signal};

	action.sa_flags = SA_SIGINFO | (int)SA_RESETHAND;
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		(void)sigaction(numbers[i], &action, NULL);
	(void)signal(SIGPIPE, SIG_IGN);
}

static uint64_t
real_now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_REALTIME, &t);
	return (uint64_t)t.tv_sec * SECOND_NS + (uint64_t)t.tv_nsec;
}

/* A run: what main() owns. */
struct run {
	const struct options *opt;
	struct profile profile;
	struct sampler sampler;
	struct window window;
	struct labels labels;
	uint64_t window_ends;  /* CLOCK_MONOTONIC; UINT64_MAX: never */
	struct status status;
};

static void
say_summary(const struct run *r, uint64_t lost)
{
	const struct sampler *s = &r->sampler;
	const struct profile *p = &r->profile;
	bool live = !r->opt->perf_data;

	summary_say(p, lost, live ? s->stopped_ns - s->started_ns : 0);
	summary_advise(p, lost, live ? s->events.attr.sample_stack_user : 0);
	if (!p->facts.samples && live && p->opt.count == COUNT_SAMPLES)
		warn("no samples: what was sampled used no CPU time%s",
		     r->opt->event ? ", or never came to the event"
		                   : " (where it waits, --off-cpu shows)");
}

/* Draw as an SVG or HTML file.  NULL, or why not. */
static const char *
draw(const struct run *r, struct stacks *s, struct out *o, bool html)
{
	struct tree_options options = {.order = TREE_BY_NAME};
	struct tree tree = {0};
	struct look look;

	look_init(&look);
	look.title = r->opt->title;
	look.palette = r->opt->palette ? r->opt->palette : look.palette;
	look.unit = r->profile.opt.count == COUNT_SAMPLES ? NULL : "us";
	look.countname = r->profile.opt.count == COUNT_SAMPLES ? look.countname : "us";
	look.flamechart = r->opt->time_order;
	look.order = options.order = r->opt->time_order ? TREE_BY_INPUT : TREE_BY_NAME;
	const char *why = tree_build(&tree, &s->trie, &options);
	if (!why && !tree.total[0])
		svg_write_message(o, "nothing was sampled", html, &look);
	else if (!why && html)
		html_write(o, &tree, &look);
	else if (!why)
		svg_write(o, &tree, &look);
	tree_release(&tree);
	return why;
}

static bool
write_stacks(const struct run *r, struct stacks *s)
{
	const char *path = r->opt->output ? r->opt->output : "-";
	const char *why = NULL;
	struct str name = str_from(path);
	struct out o;

	if (!out_open(&o, path)) {
		complain("cannot write '%s': %s", path, strerror(errno));
		return false;
	}
	if (str_ends(name, STR(".svg")) || str_ends(name, STR(".html")))
		why = draw(r, s, &o, str_ends(name, STR(".html")));
	else if (!stacks_write(s, &o))
		why = "counts add up to more than 2^64-1";
	if (why) {
		complain("%s", why);
		out_drop(&o);
		return false;
	}
	if (out_close(&o))
		return true;
	complain("cannot write '%s': %s", path, strerror(errno));
	return false;
}

static bool
write_profile(struct run *r)
{
	struct stacks s;

	stacks_init(&s, r->opt->time_order ? TRIE_NEIGHBOURS : TRIE_ALL);
	profile_write(&r->profile, &s);
	bool ok = write_stacks(r, &s);
	stacks_release(&s);
	return ok;
}

/* Write the window that ends, remove old ones, begin the next. */
static bool
turn_window(struct run *r, uint64_t end_ns)
{
	struct stacks s;

	profile_settle(&r->profile, end_ns);
	stacks_init(&s, TRIE_ALL);
	profile_write(&r->profile, &s);
	bool ok = window_write(&r->window, &s);
	if (!ok)
		complain("cannot write into '%s': %s", r->window.dir, strerror(errno));
	stacks_release(&s);
	uint64_t lost = sampler_lost(&r->sampler);
	if (lost)
		warn("%" PRIu64 " samples of the window were lost", lost);
	(void)window_prune(&r->window, real_now() / SECOND_NS);
	profile_turn(&r->profile);
	sampler_turn(&r->sampler);
	uint64_t left = window_begin(&r->window, real_now());
	r->window_ends = sampler_now() + left;
	return ok;
}

/* Until the targets end, the time is over, or a signal comes. */
static bool
record(struct run *r)
{
	uint64_t stop = UINT64_MAX;
	bool ok = true;

	if (r->opt->seconds > 0)
		stop = r->sampler.started_ns + (uint64_t)(r->opt->seconds * 1e9);
	while (ok && !interrupted) {
		uint64_t until = stop < r->window_ends ? stop : r->window_ends;
		if (!sampler_step(&r->sampler, until) || sampler_now() >= stop)
			break;
		if (sampler_reached(r->window_ends))
			ok = turn_window(r, r->window_ends);
		else if (r->opt->every > 0 && r->profile.tally.n > NODES_MAX)
			ok = turn_window(r, sampler_now());
		if (!r->opt->quiet)
			status_show(&r->status, &r->profile, sampler_lost(&r->sampler),
			            sampler_now() - r->sampler.started_ns);
	}
	sampler_stop(&r->sampler);
	status_hide(&r->status);
	return ok;
}

/* A signal that was meant for the run goes on to the command; then its end is
 * waited for. */
static int
wait_for_command(struct run *r, int status)
{
	struct launch *launch = &r->sampler.launch;

	if (!launch->pid)
		return status;
	if (interrupted && from_process && !launch_ended(launch, false))
		(void)kill(launch->pid, interrupted);
	(void)launch_ended(launch, true);
	int theirs = launch_status(launch);
	return theirs ? theirs : status;
}

static struct target
make_target(const struct options *o, char **command)
{
	struct target t = {.kind = TARGET_ALL, .ids = o->ids, .n = o->n_ids, .cgroup = o->cgroup,
	                   .command = command, .output = STDOUT_FILENO};

	if (command)
		t.kind = TARGET_COMMAND;
	else if (o->n_ids)
		t.kind = o->threads ? TARGET_TIDS : TARGET_PIDS;
	else if (o->cgroup)
		t.kind = TARGET_CGROUP;
	if (!o->output && !o->output_dir)
		t.output = STDERR_FILENO;
	return t;
}

static struct event_want
make_want(const struct options *o)
{
	struct event_want want = {.kind = EVENT_CPU, .no_kernel = o->user, .no_user = o->kernel,
	                          .ring = o->ring, .switches = o->off_cpu};

	want.frequency = o->event || o->off_cpu ? 99 : event_frequency(o->frequency);
	want.stack = o->event || o->off_cpu ? 8192 : want.frequency <= 500 ? 32768 : 16384;
	if (o->stack_given)
		want.stack = (uint32_t)o->stack;
	if (o->off_cpu)
		want.kind = EVENT_SWITCH;
	return want;
}

static struct profile_options
make_profile_options(const struct options *o)
{
	return (struct profile_options){
	    .count = o->off_cpu ? COUNT_BLOCKED : COUNT_SAMPLES,
	    .machine = perfdata_machine(),
	    .thread_frames = o->thread_frames,
	    .per_pid = o->per_pid,
	    .addresses = o->addresses,
	    .in_order = o->time_order,
	    .no_kernel = o->user,
	    .no_user = o->kernel,
	};
}

static void
use_labels(struct run *r, struct utsname *name)
{
	const char *node = getenv("NODE_NAME");

	if (!r->opt->labels)
		return;
	r->labels.root = r->opt->host_root ? r->opt->host_root : "";
	if (!node && uname(name) == 0)
		node = name->nodename;
	r->labels.node = str_from(node);
	r->profile.procs.labels = &r->labels;
}

static bool
begin_windows(struct run *r)
{
	r->window_ends = UINT64_MAX;
	if (r->opt->every <= 0 || !r->opt->output_dir)
		return true;
	r->window = (struct window){.dir = r->opt->output_dir,
	                            .length_s = (uint64_t)r->opt->every,
	                            .keep_s = (uint64_t)r->opt->keep,
	                            .keep_bytes = r->opt->keep_bytes};
	if (access(r->window.dir, W_OK | X_OK)) {
		complain("cannot write into '%s': %s", r->window.dir, strerror(errno));
		return false;
	}
	uint64_t left = window_begin(&r->window, real_now());
	r->window_ends = sampler_now() + left;
	return true;
}

/* Record; the exit status. */
static int
run_live(struct run *r, char **command)
{
	struct target target = make_target(r->opt, command);
	struct event_want want = make_want(r->opt);
	struct probe probe = {.kind = want.kind};
	const char *why = r->opt->event ? probe_parse(&probe, r->opt->event) : NULL;
	int status = 2;

	if (why)
		complain("--event '%s' %s", r->opt->event, why);
	bool ok = !why && begin_windows(r) &&
	          sampler_open(&r->sampler, &target, r->opt->event ? &probe : NULL, &want,
	                       &r->profile, &status) &&
	          sampler_start(&r->sampler, &status);
	if (ok) {
		ok = record(r);
		uint64_t lost = sampler_lost(&r->sampler);
		bool some = r->profile.facts.samples || r->window_ends != UINT64_MAX;
		if (r->window_ends != UINT64_MAX)
			ok = turn_window(r, r->sampler.stopped_ns) && ok;
		else
			ok = write_profile(r) && ok;
		say_summary(r, lost);
		status = wait_for_command(r, !ok || !(some || command));
	}
	sampler_release(&r->sampler);
	probe_release(&probe);
	return status;
}

static int
run_replay(struct run *r)
{
	struct perfdata_choice choice = {&r->opt->event, r->opt->event != NULL, "-e"};

	if (!perfdata_replay(r->opt->perf_data, &choice, &r->profile))
		return 1;
	bool ok = write_profile(r);
	say_summary(r, r->profile.facts.lost);
	return !ok || !r->profile.facts.samples;
}

/* NULL, or what does not go together. */
static const char *
check(const struct options *o, bool command)
{
	int targets = o->all + (o->n_ids > 0) + (o->cgroup != NULL) + command;

	if (o->perf_data && targets)
		return "--perf-data is a target of its own";
	if (!o->perf_data && targets != 1)
		return "one of -a, -p, -t, --cgroup or -- COMMAND says what to record; see --help";
	if (o->user && o->kernel)
		return "--user and --kernel exclude each other";
	if (o->off_cpu && (o->event || o->user || o->kernel))
		return "--off-cpu cannot be with -e, --user or --kernel";
	if ((o->every > 0) != (o->output_dir != NULL))
		return "--every and --output-dir need each other";
	if (o->every > 0 && (o->output || o->time_order || o->perf_data))
		return "--every cannot be with -o, --time-order or --perf-data";
	if ((o->keep > 0 || o->keep_bytes) && o->every <= 0)
		return "--keep needs --every";
	return NULL;
}

static int
say_help(void)
{
	return opt_say_help(
	        table,
	        "usage: cflame-record [options] -a | -p PID,... | -t TID,... | --cgroup PATH | "
	        "-- COMMAND...\n"
	        "       cflame-record [options] --perf-data FILE\n"
	        "Samples running code and writes its stacks folded, or draws them.\n\n");
}

int
main(int argc, char **argv)
{
	static struct options o = {.frequency = 99};
	static struct run run;
	struct utsname name;
	int operands;

	diag_init("cflame-record");
	if (!opt_parse(table, &o, argc, argv, true, &operands))
		return 2;
	if (o.help)
		return say_help();
	if (o.version)
		return opt_say_version("cflame-record");
	if (o.quiet)
		diag_quiet();
	char **command = operands < argc ? argv + operands : NULL;
	const char *why = check(&o, command);
	if (why) {
		complain("%s", why);
		return 2;
	}
	struct profile_options options = make_profile_options(&o);
	run.opt = &o;
	profile_init(&run.profile, &options, o.perf_data ? NULL : "/proc", "/proc/kallsyms");
	use_labels(&run, &name);
	catch_signals();
	int status = o.perf_data ? run_replay(&run) : run_live(&run, command);
	profile_release(&run.profile);
	labels_release(&run.labels);
	return status;
}
