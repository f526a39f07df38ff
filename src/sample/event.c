#define _GNU_SOURCE /* syscall */
#include "sample/event.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/mem.h"
#include "sample/procfs.h"
#include "sample/unwind.h"

#define RING_MIN (UINT64_C(64) << 10)
#define RING_MAX (UINT64_C(8) << 20)
#define RING_LEAST (UINT64_C(512) << 10) /* on machines with many CPUs, of which */
#define RINGS_MAX (UINT64_C(128) << 20)  /* all rings take this at the most */
#define RECORDS_LEAST 8                  /* that a ring has room for */
#define RECORD_REST UINT64_C(512)                  /* bytes of a record without the stack */

#ifdef __aarch64__
#define MACHINE ELF_AARCH64
#define BREAKPOINT_BYTES 4
#else
#define MACHINE ELF_X86_64
#define BREAKPOINT_BYTES sizeof(long)
#endif

uint64_t
event_frequency(uint64_t wanted)
{
	int64_t most = procfs_number("/proc/sys/kernel/perf_event_max_sample_rate", INT64_MAX);

	if (most > 0 && wanted > (uint64_t)most) {
		warn("%" PRIu64 " Hz is more than kernel.perf_event_max_sample_rate: %" PRId64 " Hz",
		     wanted, most);
		return (uint64_t)most;
	}
	if (wanted % 10 == 0)
		warn("note: %" PRIu64 " Hz can run in step with timers; -F %" PRIu64 " does not", wanted,
		     wanted - 1);
	return wanted;
}

static int
open_event(const struct event_attr *attr, int64_t pid, uint32_t cpu, unsigned long flags)
{
	return (int)syscall(SYS_perf_event_open, attr, (pid_t)pid, (int)cpu, -1,
	                    flags | OPEN_CLOEXEC);
}

/* Which event, and how often. */
static void
choose_event(struct event_attr *a, const struct event_want *want)
{
	a->period = 1;
	switch (want->kind) {
	case EVENT_CPU:
		a->type = ATTR_HARDWARE;
		a->config = HARDWARE_CYCLES;
		a->period = want->frequency;
		a->flags |= ATTR_FREQ;
		break;
	case EVENT_PAGE_FAULTS:
		a->type = ATTR_SOFTWARE;
		a->config = SOFTWARE_PAGE_FAULTS;
		break;
	case EVENT_BREAKPOINT:
		a->type = ATTR_BREAKPOINT;
		a->bp_type = BREAKPOINT_EXECUTE;
		a->config1 = want->address;
		a->config2 = BREAKPOINT_BYTES;
		break;
	case EVENT_UPROBE:
		a->type = (uint32_t)want->config;
		a->config1 = (uint64_t)(uintptr_t)want->path;
		a->config2 = want->offset;
		break;
	case EVENT_TRACEPOINT:
		a->type = ATTR_TRACEPOINT;
		a->config = want->config;
		break;
	case EVENT_SWITCH:
		a->type = ATTR_SOFTWARE;
		a->config = SOFTWARE_CONTEXT_SWITCHES;
		break;
	}
}

static void
choose_fields(struct event_attr *a, const struct event_want *want)
{
	a->sample_type = SAMPLE_IP | SAMPLE_TID | SAMPLE_TIME | SAMPLE_CPU;
	if (!want->no_kernel)
		a->sample_type |= SAMPLE_CALLCHAIN;
	if (!want->no_user) {
		a->sample_type |= SAMPLE_REGS_USER | SAMPLE_STACK_USER;
		a->sample_regs_user = regs_perf_mask(MACHINE);
		a->sample_stack_user = want->stack;
	}
	a->flags |= ATTR_SAMPLE_ID_ALL | ATTR_MMAP | ATTR_MMAP2 | ATTR_COMM | ATTR_COMM_EXEC |
	            ATTR_TASK | ATTR_USE_CLOCKID | ATTR_WATERMARK | ATTR_EXCLUDE_HV |
	            ATTR_EXCLUDE_CALLCHAIN_USER;
	a->flags |= want->no_kernel ? ATTR_EXCLUDE_KERNEL : 0;
	a->flags |= want->no_user ? ATTR_EXCLUDE_USER : 0;
	a->flags |= want->switches ? ATTR_CONTEXT_SWITCH : 0;
	a->read_format = READ_LOST;
	a->clockid = CLOCK_MONOTONIC;
}

/* Half a second of samples, as a power of two. */
static uint64_t
ring_size(const struct event_want *want)
{
	uint64_t record = want->stack + RECORD_REST;
	bool timed = want->kind == EVENT_CPU;
	uint64_t bytes = timed ? want->frequency / 2 * record : 2 * RING_MAX; /* they come in bursts */
	uint64_t size = 2 * RING_MIN;

	while (size < bytes && size < (timed ? RING_MAX : 2 * RING_MAX))
		size *= 2;
	for (; want->ring && size < want->ring && size < UINT64_C(1) << 30;)
		size *= 2;
	for (; want->ring && size / 2 >= want->ring && size > RING_MIN;)
		size /= 2;
	return size;
}

/* What each CPU's ring may take of the memory that users may lock: or, of one ring
 * that takes all of it, the others would get nothing. */
static uint64_t
ring_budget(size_t n_cpus)
{
	int64_t each_kb = procfs_number("/proc/sys/kernel/perf_event_mlock_kb", 516);
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
	uint64_t each = each_kb > 0 ? (uint64_t)each_kb * 1024 : 0;
	struct rlimit limit;

	if (geteuid() == 0 || getrlimit(RLIMIT_MEMLOCK, &limit) || limit.rlim_cur == RLIM_INFINITY)
		return UINT64_MAX;
	each += (uint64_t)limit.rlim_cur / n_cpus;
	return each > page ? each - page : 0;
}

static void
set_pages(struct events *e, size_t pages)
{
	e->pages = pages;
	e->attr.wakeup = (uint32_t)(pages * (size_t)sysconf(_SC_PAGESIZE) / 4);
}

/* A ring that is small for what was wanted holds several samples at the least: the
 * copy of the stack is cut. */
static void
choose_ring(struct events *e, const struct event_want *want)
{
	uint64_t size = ring_size(want), budget = ring_budget(e->n_cpus);

	e->pages_wanted = (size_t)(size / (uint64_t)sysconf(_SC_PAGESIZE));
	while (size > budget && size > RING_MIN)
		size /= 2;
	while (!want->ring && size > RING_LEAST && size * e->n_cpus > RINGS_MAX)
		size /= 2;
	set_pages(e, (size_t)(size / (uint64_t)sysconf(_SC_PAGESIZE)));
	uint64_t most = size / RECORDS_LEAST - RECORD_REST;
	if (e->attr.sample_stack_user > most)
		e->attr.sample_stack_user = (uint32_t)(most & ~UINT64_C(7));
}

void
events_init(struct events *e, const struct event_want *want)
{
	*e = (struct events){.attr.size = sizeof e->attr};
	choose_event(&e->attr, want);
	choose_fields(&e->attr, want);
	e->layout = record_layout(&e->attr);
	e->n_cpus = procfs_cpus(&e->cpus);
	choose_ring(e, want);
	e->rings = mem_zero(e->n_cpus, sizeof(struct ring *));
	e->ring_fd = mem_zero(e->n_cpus, sizeof *e->ring_fd);
}

/* Ask for less after a refusal; false where there is nothing left to do without. */
static bool
retreat(struct events *e, int error)
{
	struct event_attr *a = &e->attr;
	bool absent = error == ENOENT || error == EOPNOTSUPP || error == EINVAL || error == ENODEV;
	bool denied = error == EACCES || error == EPERM;

	if (absent && a->type == ATTR_HARDWARE) {
		a->type = ATTR_SOFTWARE;
		a->config = SOFTWARE_CPU_CLOCK;
		e->clock = true;
	} else if (error == EINVAL && a->read_format) {
		a->read_format = 0; /* READ_LOST is Linux 6.0 */
	} else if (denied && !(a->flags & (ATTR_EXCLUDE_KERNEL | ATTR_EXCLUDE_USER)) &&
	           a->type != ATTR_TRACEPOINT) {
		a->flags |= ATTR_EXCLUDE_KERNEL;
		a->sample_type &= ~SAMPLE_CALLCHAIN;
		e->no_kernel = true;
	} else {
		return false;
	}
	e->layout = record_layout(a);
	return true;
}

/* Retreats are for the first event only: all of them must write alike. */
static int
open_or_retreat(struct events *e, int64_t pid, uint32_t cpu, unsigned long flags)
{
	int fd = open_event(&e->attr, pid, cpu, flags);

	while (fd < 0 && !e->n && retreat(e, errno))
		fd = open_event(&e->attr, pid, cpu, flags);
	return fd;
}

/* A ring for the CPU, smaller if the memory that may be locked is short. */
static bool
give_ring(struct events *e, size_t cpu, int fd)
{
	struct ring *ring = mem_zero(1, sizeof *ring);
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	while (!ring_map(ring, fd, e->pages)) {
		if ((errno != EPERM && errno != ENOMEM) || e->pages * page / 2 < RING_MIN) {
			free(ring);
			errno = errno == EPERM ? ENOMEM : errno;
			return false;
		}
		set_pages(e, e->pages / 2);
	}
	e->rings[cpu] = ring;
	e->ring_fd[cpu] = fd;
	return true;
}

/* Let the event write into the CPU's ring. */
static bool
join_ring(struct events *e, size_t cpu, int fd)
{
	if (!e->rings[cpu])
		return give_ring(e, cpu, fd);
	return ioctl(fd, EVENT_SET_OUTPUT, e->ring_fd[cpu]) == 0;
}

/* Close what was opened since there were n. */
static void
close_since(struct events *e, size_t n)
{
	int error = errno;

	for (; e->n > n; e->n--) {
		int fd = e->fds[e->n - 1];
		for (size_t i = 0; i < e->n_cpus; i++) {
			if (!e->rings[i] || e->ring_fd[i] != fd)
				continue;
			ring_unmap(e->rings[i]);
			free(e->rings[i]);
			e->rings[i] = NULL;
		}
		(void)close(fd);
	}
	errno = error;
}

static bool
open_on_cpus(struct events *e, int64_t pid, unsigned long flags)
{
	size_t before = e->n;

	for (size_t i = 0; i < e->n_cpus; i++) {
		int fd = open_or_retreat(e, pid, e->cpus[i], flags);
		if (fd < 0 && errno == ENODEV && e->n_cpus > 1)
			continue; /* went offline */
		if (fd >= 0) {
			e->fds = mem_grow(e->fds, &e->cap, e->n + 1, sizeof *e->fds);
			e->fds[e->n++] = fd;
		}
		if (fd < 0 || !join_ring(e, i, fd)) {
			close_since(e, before);
			return false;
		}
	}
	return e->n > before;
}

bool
events_open_machine(struct events *e, int cgroup)
{
	e->attr.flags |= ATTR_EXCLUDE_IDLE | ATTR_DISABLED;
	return cgroup >= 0 ? open_on_cpus(e, cgroup, OPEN_PID_CGROUP) : open_on_cpus(e, -1, 0);
}

bool
events_open_task(struct events *e, uint32_t tid, bool on_exec)
{
	e->attr.flags &= ~(ATTR_EXCLUDE_IDLE | ATTR_DISABLED);
	e->attr.flags |= ATTR_INHERIT;
	e->attr.flags |= on_exec ? ATTR_DISABLED | ATTR_ENABLE_ON_EXEC : 0;
	return open_on_cpus(e, tid, 0);
}

void
events_enable(struct events *e)
{
	for (size_t i = 0; i < e->n; i++)
		(void)ioctl(e->fds[i], EVENT_ENABLE, 0);
}

void
events_disable(struct events *e)
{
	for (size_t i = 0; i < e->n; i++)
		(void)ioctl(e->fds[i], EVENT_DISABLE, 0);
}

uint64_t
events_lost(const struct events *e)
{
	uint64_t sum = 0, counts[2];

	for (size_t i = 0; i < e->n && e->attr.read_format; i++)
		if (read(e->fds[i], counts, sizeof counts) == (ssize_t)sizeof counts)
			sum += counts[1];
	return sum;
}

void
events_close(struct events *e)
{
	close_since(e, 0);
	free(e->fds);
	free(e->cpus);
	free(e->rings);
	free(e->ring_fd);
	*e = (struct events){0};
}
