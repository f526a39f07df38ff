/* Perf events: what is asked for, opened on CPUs and tasks, with a ring a CPU.
 *
 * Where the kernel refuses something that can be done without, it is done without
 * and noted here: hardware counters, kernel frames, ring size. */
#ifndef SAMPLE_EVENT_H
#define SAMPLE_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sample/abi.h"
#include "sample/record.h"
#include "sample/ring.h"

#define EVENT_STACK_MAX 65528 /* bytes of user stack that can be copied */

enum event_kind {
	EVENT_CPU,        /* the time on a CPU: cycles, or the clock */
	EVENT_PAGE_FAULTS,
	EVENT_BREAKPOINT, /* an instruction at an address */
	EVENT_UPROBE,     /* an instruction in a file */
	EVENT_TRACEPOINT,
	EVENT_SWITCH,     /* a task leaves its CPU */
};

/* What to sample. */
struct event_want {
	enum event_kind kind;
	uint64_t frequency; /* EVENT_CPU; the others give every occurrence */
	uint64_t address;   /* EVENT_BREAKPOINT */
	const char *path;   /* EVENT_UPROBE: the file, borrowed */
	uint64_t offset;    /* EVENT_UPROBE: in the file */
	uint64_t config;    /* EVENT_TRACEPOINT: its number; EVENT_UPROBE: the PMU's */
	bool no_kernel, no_user;
	bool switches;      /* records of every context switch too */
	uint32_t stack;     /* bytes of user stack to copy: a multiple of 8, below 65536 */
	uint64_t ring;      /* bytes of ring a CPU; 0: by frequency and stack */
};

struct events {
	struct event_attr attr; /* as it is opened */
	struct record_layout layout;
	int *fds;         /* owned */
	size_t n, cap;
	uint32_t *cpus;   /* owned */
	struct ring **rings; /* by place in cpus; NULL until an event of the CPU is open */
	int *ring_fd;
	size_t n_cpus;
	size_t pages, pages_wanted; /* data pages of a ring; wanted: but for the limits of users */
	bool no_kernel;   /* asked for, not allowed */
	bool clock;       /* no hardware counter: the clock instead */
};

/* The frequency that is wanted, or what the kernel allows; said where it differs, or can
 * run in step with timers. */
uint64_t event_frequency(uint64_t wanted);

/* Start: the attributes of want for this machine, nothing is opened. */
void events_init(struct events *e, const struct event_want *want);

/* Open on every CPU for everything that runs there, or, with a descriptor of its
 * folder, for one cgroup (else -1).  False with errno set: nothing is open. */
bool events_open_machine(struct events *e, int cgroup);

/* Open for one task on every CPU, with its threads and children to come; with
 * on_exec, from its next exec on.  False with errno set: what was opened for this
 * task is closed.  EPERM of a ring that cannot be mapped is told as ENOMEM. */
bool events_open_task(struct events *e, uint32_t tid, bool on_exec);

void events_enable(struct events *e);
void events_disable(struct events *e);

/* Samples that found no room, by the kernel's own count; 0 where it has none. */
uint64_t events_lost(const struct events *e);

void events_close(struct events *e);

#endif
