#define _GNU_SOURCE /* syscall, O_PATH */
/* Opening the events of a sampler.h for its target.
 *
 * Time on the CPU is sampled on the whole machine where that is allowed, and what is
 * not of the target is dropped as it comes: one descriptor a CPU however many
 * threads there are, no race with threads that are being born, and less work for the
 * target at each context switch.  All else is opened for the target's tasks. */
#include "sample/sampler.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/mem.h"
#include "sample/procfs.h"
#include "sample/refusal.h"

#define FILES_SPARE 64 /* descriptors that are left for files */

static bool
refuse(int error, const char *what)
{
	struct refusal r = refusal_now(error, what);
	struct out o;

	out_to_memory(&o);
	refusal_write(&r, &o);
	struct str text = out_memory(&o);
	complain("%.*s", (int)text.n, text.p);
	out_drop(&o);
	return false;
}

static bool
refuse_id(const struct sampler *s, int error, uint32_t id)
{
	char what[64];
	const char *kind = s->target.kind == TARGET_TIDS ? "thread" : "process";

	(void)snprintf(what, sizeof what, "%s %u", kind, id);
	return refuse(error, what);
}

/* As many descriptors as we may have. */
static size_t
raise_file_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return 1024;
	limit.rlim_cur = limit.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
	(void)getrlimit(RLIMIT_NOFILE, &limit);
	return limit.rlim_cur > SIZE_MAX / 2 ? SIZE_MAX / 2 : (size_t)limit.rlim_cur;
}

static int
open_cgroup(const char *path)
{
	static const char *const places[] = {"", "/sys/fs/cgroup", "/sys/fs/cgroup/unified",
	                                     "/sys/fs/cgroup/perf_event"};
	char full[4096];

	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		(void)snprintf(full, sizeof full, "%s%s%s", places[i],
		               i && *path != '/' ? "/" : "", path);
		int fd = open(full, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (fd >= 0)
			return fd;
	}
	return -1;
}

/* Open on all CPUs for everything; false without a word where it is not allowed. */
static bool
try_machine(struct sampler *s)
{
	events_init(&s->events, &s->want);
	s->machine = events_open_machine(&s->events, -1) && !s->events.no_kernel;
	if (!s->machine)
		events_close(&s->events);
	return s->machine;
}

/* The events that time off the CPU can be had from. */
static void
retreat_to_switches(struct sampler *s)
{
	events_close(&s->events);
	s->want.kind = EVENT_CPU;
	s->want.no_kernel = true;
	s->profile->opt.count = COUNT_BLOCKED_LAST;
	events_init(&s->events, &s->want);
	warn("blocked time is charged to the stack that was sampled last: samples at context "
	     "switches need kernel.perf_event_paranoid=1, or root");
}

/* Ticks on a CPU, from /proc/PID/task/TID/stat: the 14th and 15th field, of which
 * the second, in parentheses, may have any bytes. */
static uint64_t
thread_ticks(uint32_t pid, uint32_t tid)
{
	char path[128];
	struct out text;
	uint64_t sum = 0, v;

	(void)snprintf(path, sizeof path, "/proc/%u/task/%u/stat", pid, tid);
	out_to_memory(&text);
	(void)procfs_read(path, &text);
	struct str rest = str_rcut(out_memory(&text), ')').tail;
	for (int field = 2; rest.n && field <= 15; field++) {
		struct cut c = str_cut(rest, ' ');
		if (field >= 14 && str_u64(c.head, &v))
			sum += v;
		rest = c.tail;
	}
	out_drop(&text);
	return sum;
}

struct busy {
	uint64_t ticks;
	uint32_t tid;
};

static int
by_ticks(const void *a, const void *b)
{
	const struct busy *x = a, *y = b;

	if (x->ticks != y->ticks)
		return x->ticks < y->ticks ? 1 : -1;
	return (x->tid > y->tid) - (x->tid < y->tid);
}

/* The busiest threads first. */
static void
sort_by_ticks(uint32_t pid, uint32_t *tids, size_t n)
{
	struct busy *list = mem_alloc(n, sizeof *list);

	for (size_t i = 0; i < n; i++)
		list[i] = (struct busy){thread_ticks(pid, tids[i]), tids[i]};
	qsort(list, n, sizeof *list, by_ticks);
	for (size_t i = 0; i < n; i++)
		tids[i] = list[i].tid;
	free(list);
}

/* Open one task; a thread that is gone by now is no error.  *full: no descriptors. */
static bool
attach_task(struct sampler *s, uint32_t pid, uint32_t tid, size_t limit, bool *full)
{
	if (s->events.n + s->events.n_cpus + FILES_SPARE > limit) {
		*full = true;
		return true;
	}
	if (events_open_task(&s->events, tid, false)) {
		if (s->events.no_kernel && s->want.kind == EVENT_SWITCH) {
			retreat_to_switches(s);
			return attach_task(s, pid, tid, limit, full);
		}
		procs_want_thread(&s->profile->procs, pid, tid);
		return true;
	}
	*full = errno == EMFILE;
	return *full || (errno == ESRCH && tid != pid);
}

/* Attach to all threads of a process, again until there is no new one: those born
 * of a thread that is attached are attached by the kernel. */
static bool
attach_process(struct sampler *s, uint32_t pid, size_t limit)
{
	bool full = false, fresh = true;
	size_t n = 0, attached = 0;
	uint32_t *tids;

	procs_want(&s->profile->procs, pid, false);
	while (fresh && !full) {
		fresh = false;
		n = procfs_threads("/proc", pid, &tids);
		if (!n)
			errno = ESRCH;
		bool ok = n;
		if (ok && s->events.n + n * s->events.n_cpus + FILES_SPARE > limit)
			sort_by_ticks(pid, tids, n);
		for (size_t i = 0; i < n && ok && !full; i++) {
			if (table_get(&s->profile->procs.threads, tids[i]))
				continue;
			fresh = true;
			ok = attach_task(s, pid, tids[i], limit, &full);
			attached += ok && !full;
		}
		free(tids);
		if (!ok)
			return false;
	}
	errno = EMFILE;
	if (full && attached)
		warn("%zu threads need %zu descriptors and %zu are allowed: the %zu busiest are "
		     "sampled. Raise ulimit -n, or run it as root, which needs one a CPU",
		     n, n * s->events.n_cpus, limit, attached);
	return !full || attached;
}

/* The process that a thread belongs to; 0: there is none. */
static uint32_t
process_of(uint32_t tid)
{
	char path[64];
	struct out text;
	uint64_t pid = 0;

	(void)snprintf(path, sizeof path, "/proc/%u/status", tid);
	out_to_memory(&text);
	(void)procfs_read(path, &text);
	for (struct str rest = out_memory(&text); rest.n;) {
		struct cut line = str_cut(rest, '\n');
		if (str_starts(line.head, STR("Tgid:\t")))
			(void)str_u64(str_rest(line.head, 6), &pid);
		rest = line.tail;
	}
	out_drop(&text);
	return (uint32_t)pid;
}

static bool
want_id(struct sampler *s, uint32_t id, size_t limit)
{
	uint32_t pid = s->target.kind == TARGET_TIDS ? process_of(id) : id;
	char path[64];
	bool full = false;

	(void)snprintf(path, sizeof path, "/proc/%u", id);
	if (!pid || access(path, F_OK))
		return refuse_id(s, ESRCH, id);
	if (s->machine && s->target.kind == TARGET_TIDS)
		procs_want_thread(&s->profile->procs, pid, id);
	else if (s->machine)
		procs_want(&s->profile->procs, pid, false);
	if (s->machine)
		return true;
	bool ok = s->target.kind == TARGET_TIDS ? attach_task(s, pid, id, limit, &full) && !full
	                                        : attach_process(s, pid, limit);
	return ok || refuse_id(s, errno, id);
}

/* A breakpoint's address is known once the process has its maps. */
static bool
place_breakpoint(struct sampler *s, uint32_t pid)
{
	struct procs *procs = &s->profile->procs;
	char why[PROBE_WHY];

	if (s->want.kind != EVENT_BREAKPOINT)
		return true;
	procs_want(procs, pid, false);
	struct process *process = procs_process(procs, pid);
	procs_load(procs, process);
	if (probe_breakpoint(s->probe, &process->maps, procs->modules, &s->want, why))
		return true;
	complain("%s", why);
	return false;
}

static bool
open_ids(struct sampler *s)
{
	size_t limit = raise_file_limit();

	if (!place_breakpoint(s, s->target.ids[0]))
		return false;
	if (s->want.kind != EVENT_CPU || !try_machine(s))
		events_init(&s->events, &s->want);
	for (size_t i = 0; i < s->target.n; i++)
		if (!want_id(s, s->target.ids[i], limit))
			return false;
	return true;
}

static bool
open_child(struct sampler *s)
{
	uint32_t pid = (uint32_t)s->launch.pid;

	events_init(&s->events, &s->want);
	if (!events_open_task(&s->events, pid, !s->launch.traced))
		return refuse(errno, "the command");
	if (!s->events.no_kernel || s->want.kind != EVENT_SWITCH)
		return true;
	retreat_to_switches(s);
	return events_open_task(&s->events, pid, true) || refuse(errno, "the command");
}

static bool
open_command(struct sampler *s)
{
	bool traced = s->want.kind == EVENT_BREAKPOINT;

	(void)raise_file_limit();
	if (!launch_prepare(&s->launch, s->target.command, s->target.output, traced)) {
		complain("cannot fork: %s", strerror(errno));
		return false;
	}
	if (traced)
		return true; /* sampler_start() opens it, behind the exec */
	procs_want(&s->profile->procs, (uint32_t)s->launch.pid, true);
	return (s->want.kind == EVENT_CPU && try_machine(s)) || open_child(s);
}

static bool
open_machine(struct sampler *s)
{
	bool group = s->target.kind == TARGET_CGROUP;
	int cgroup = group ? open_cgroup(s->target.cgroup) : -1;

	s->machine = true;
	s->profile->procs.everything = true;
	if (group && cgroup < 0) {
		complain("no cgroup '%s': %s", s->target.cgroup, strerror(errno));
		return false;
	}
	if (s->want.kind == EVENT_BREAKPOINT) {
		complain("-e bp: needs a command or -p: an address means nothing without a process");
		return false;
	}
	events_init(&s->events, &s->want);
	bool ok = events_open_machine(&s->events, cgroup);
	int error = errno;
	if (group)
		(void)close(cgroup);
	return ok || refuse(error, group ? "a cgroup" : "all processes");
}

static bool
resolve_probe(struct sampler *s)
{
	char why[PROBE_WHY];
	enum event_kind kind = s->probe ? s->probe->kind : s->want.kind;
	bool ok = true;

	if (kind == EVENT_UPROBE)
		ok = probe_uprobe(s->probe, &s->want, why);
	else if (kind == EVENT_TRACEPOINT)
		ok = probe_tracepoint(s->probe, &s->want, why);
	else if (s->want.kind != EVENT_SWITCH)
		s->want.kind = kind;
	if (!ok)
		complain("%s", why);
	return ok;
}

/* What the kernel did not allow, once. */
static void
tell_limits(const struct sampler *s)
{
	int64_t paranoid = procfs_number("/proc/sys/kernel/perf_event_paranoid", -2);
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	if (s->events.no_kernel)
		warn("kernel frames are left out: perf_event_paranoid=%lld. For them: sudo, or "
		     "sysctl kernel.perf_event_paranoid=1",
		     (long long)paranoid);
	if (s->events.attr.sample_stack_user < s->want.stack)
		warn("ring buffers are %zu KiB a CPU, and %u bytes of stack are copied, not %u: more "
		     "memory may not be locked (ulimit -l, kernel.perf_event_mlock_kb)",
		     s->events.pages * page / 1024, s->events.attr.sample_stack_user,
		     s->want.stack);
}

/* Descriptors that become readable when a process ends (Linux 5.3); where there are
 * none, looking at each step must do. */
static void
watch(struct sampler *s)
{
	const uint32_t child = (uint32_t)s->launch.pid;
	const uint32_t *ids = s->launch.pid ? &child : s->target.ids;
	size_t n = s->launch.pid ? 1 : s->target.kind == TARGET_PIDS ? s->target.n : 0;

	s->watched = mem_alloc(n, sizeof *s->watched);
	for (size_t i = 0; i < n; i++) {
		int fd = -1;
#ifdef SYS_pidfd_open
		fd = (int)syscall(SYS_pidfd_open, (pid_t)ids[i], 0);
#endif
		if (fd >= 0)
			s->watched[s->n_watched++] = fd;
	}
	s->n_alive = s->n_watched;
}

/* Everything that is polled and merged, once all events are open. */
static void
begin(struct sampler *s)
{
	s->rings = mem_alloc(s->events.n_cpus, sizeof(struct ring *));
	s->polls = mem_zero(s->events.n_cpus + s->n_watched, sizeof *s->polls);
	for (size_t i = 0; i < s->events.n_cpus; i++) {
		if (!s->events.rings[i])
			continue;
		s->polls[s->n_rings] = (struct pollfd){s->events.ring_fd[i], POLLIN, 0};
		s->rings[s->n_rings++] = s->events.rings[i];
	}
	for (size_t i = 0; i < s->n_watched; i++)
		s->polls[s->n_rings + i] = (struct pollfd){s->watched[i], POLLIN, 0};
	merge_init(&s->merge, s->rings, s->n_rings, &s->events.layout);
	/* names of the kernel take long to read: not while the rings fill */
	if (s->events.attr.sample_type & SAMPLE_CALLCHAIN)
		sym_kernel_ready(&s->profile->sym);
	s->started_ns = sampler_now();
	/* on a busy machine the rings must be emptied in time, where we may ask for it */
	(void)setpriority(PRIO_PROCESS, 0, getpriority(PRIO_PROCESS, 0) - 10);
	if (s->machine)
		events_enable(&s->events);
	tell_limits(s);
}

bool
sampler_open(struct sampler *s, const struct target *target, struct probe *probe,
             const struct event_want *want, struct profile *profile, int *status)
{
	bool ok;

	*s = (struct sampler){.target = *target, .probe = probe, .want = *want,
	                      .profile = profile, .launch = {.go = -1, .report = -1}};
	*status = 1;
	if (!resolve_probe(s))
		return false;
	if (target->kind == TARGET_COMMAND)
		ok = open_command(s);
	else if (target->kind == TARGET_PIDS || target->kind == TARGET_TIDS)
		ok = open_ids(s);
	else
		ok = open_machine(s);
	if (!ok)
		return false;
	watch(s);
	if (s->want.kind != EVENT_BREAKPOINT || !s->launch.pid)
		begin(s);
	return true;
}

bool
sampler_start(struct sampler *s, int *status)
{
	if (!s->launch.pid)
		return true;
	bool traced = s->launch.traced;
	int error = launch_go(&s->launch);
	*status = 1;
	if (error) {
		complain("cannot run '%s': %s", s->target.command[0], strerror(error));
		*status = error == ENOENT ? 127 : 126;
		return false;
	}
	if (!traced)
		return true;
	bool ok = place_breakpoint(s, (uint32_t)s->launch.pid) && open_child(s);
	if (ok)
		begin(s);
	launch_release(&s->launch);
	return ok;
}
