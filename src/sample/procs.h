/* The processes and threads that records are about: their names and mappings, and
 * whether they are to be sampled.
 *
 * Records tell of mappings, names, forks, execs and exits while we look.  What was
 * there before is read from /proc when it is needed first. */
#ifndef SAMPLE_PROCS_H
#define SAMPLE_PROCS_H

#include <stdbool.h>
#include <stdint.h>

#include "fold/names.h"
#include "sample/labels.h"
#include "sample/maps.h"
#include "sample/module.h"
#include "sample/record.h"
#include "sample/table.h"

struct thread {
	uint32_t tid, pid;
	bool wanted;     /* sampled though its process is not: -t */
	bool named;
	uint32_t name;   /* id in procs.names */
	/* time off the CPU: the tally's nodes, 0: none */
	uint32_t last;   /* where it was sampled last */
	uint32_t blocked_in;
	uint64_t blocked_since;
};

struct process {
	uint32_t pid, parent;
	bool wanted;       /* and what it forks */
	bool awaits_exec;  /* wanted from its next exec on: our own child */
	bool loaded;       /* maps and name are known, or there is no way to know them */
	bool named, labelled, alive;
	uint32_t name;     /* id in procs.names */
	uint64_t ended;    /* time of its EXIT record, or 0 */
	struct maps maps;
	uint32_t label[LABELS_MAX]; /* ids in procs.names */
	size_t n_labels;
};

struct procs {
	const char *proc;        /* "/proc"; NULL: a recording, nothing can be read */
	struct modules *modules; /* borrowed */
	bool everything;         /* all processes are wanted */
	struct labels *labels;   /* borrowed; NULL: no labels */
	struct names names;
	struct table processes, threads; /* of struct process, struct thread; owned */
	size_t ended;            /* processes that have ended and are still in the table */
	uint64_t maps_serial;    /* the last that was given to maps */
};

/* A zeroed struct with proc and modules set is valid.  The process, made when it is
 * new; valid until procs_sweep(). */
struct process *procs_process(struct procs *p, uint32_t pid);
struct thread *procs_thread(struct procs *p, uint32_t pid, uint32_t tid);

/* Whether a thread is to be sampled; tables do not grow for those that are not. */
bool procs_wanted(const struct procs *p, uint32_t pid, uint32_t tid);

/* Sample the process, now or from its next exec on; only a thread of it. */
void procs_want(struct procs *p, uint32_t pid, bool after_exec);
void procs_want_thread(struct procs *p, uint32_t pid, uint32_t tid);

/* Learn from a MMAP, MMAP2, COMM, FORK or EXIT record. */
void procs_mmap(struct procs *p, const struct record *r);
void procs_comm(struct procs *p, const struct record *r);
void procs_fork(struct procs *p, const struct record *r);
void procs_exit(struct procs *p, const struct record *r);

/* Make sure that maps, name and labels are there as far as they can be. */
void procs_load(struct procs *p, struct process *process);

/* The name of a thread: its own, or its process's. */
uint32_t procs_thread_name(struct procs *p, struct process *process, struct thread *thread);

/* Forget processes that ended before a time. */
void procs_sweep(struct procs *p, uint64_t before);

/* Mark the modules of all processes, for modules_trim(). */
void procs_mark(struct procs *p);

/* Drop names that no thread has any more; the others get new ids. */
void procs_trim(struct procs *p);

void procs_release(struct procs *p);

#endif
