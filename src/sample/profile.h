/* Records in, counted stacks out: what a live recording and a replay share.
 *
 * Each sample is unwound when it comes and counted under the numbers of its frames;
 * nothing else of it is kept.  Names are asked for once, at the end. */
#ifndef SAMPLE_PROFILE_H
#define SAMPLE_PROFILE_H

#include <stdbool.h>
#include <stdint.h>

#include "fold/stacks.h"
#include "sample/module.h"
#include "sample/procs.h"
#include "sample/record.h"
#include "sample/sym.h"
#include "sample/tally.h"
#include "sample/unwind.h"

/* What is counted. */
enum profile_count {
	COUNT_SAMPLES,
	/* the nanoseconds that threads were blocked, under the stack ... */
	COUNT_BLOCKED,      /* of the sample that was taken when the thread left its CPU */
	COUNT_BLOCKED_LAST, /* that was sampled last, since there is no such sample */
};

struct profile_options {
	enum profile_count count;
	enum elf_machine machine;
	bool thread_frames; /* a frame for the thread below its process's */
	bool per_pid;       /* the process id behind the name, the thread id too */
	bool addresses;     /* frames are the addresses that are looked up, not names */
	bool in_order;      /* unmerged, in the order of time */
	bool no_kernel, no_user; /* frames that are left out */
};

struct profile_facts {
	uint64_t samples;   /* that were counted */
	uint64_t lost;      /* as records told */
	uint64_t complete, truncated, broken; /* of those with a user side that was unwound */
	uint64_t throttled; /* records */
	uint64_t bad;       /* records that could not be read */
	uint64_t last_time; /* of any record */
};

#define PROFILE_FRAMES 2048

struct profile {
	struct profile_options opt;
	struct profile_facts facts;
	struct modules modules;
	struct sym sym;
	struct procs procs;
	struct tally tally;
	/* private */
	uint64_t pc[PROFILE_FRAMES];
	uint32_t truncated, broken, unknown; /* ids in procs.names */
	bool marked;
};

/* proc is "/proc", or NULL for a recording; kallsyms "/proc/kallsyms", or NULL.  The
 * struct may not be moved from then on. */
void profile_init(struct profile *p, const struct profile_options *opt, const char *proc,
                  const char *kallsyms);

/* Take a record in; records come in the order of their times. */
void profile_record(struct profile *p, struct str bytes, const struct record_layout *layout);

/* Charge the time of threads that are blocked until now; they stay blocked. */
void profile_settle(struct profile *p, uint64_t now);

/* Everything counted so far as stacks. */
void profile_write(struct profile *p, struct stacks *s);

/* Start a new window: counts and facts from 0, caches kept within bounds. */
void profile_turn(struct profile *p);

void profile_release(struct profile *p);

#endif
