/* A live recording: events of the targets opened, their records taken in by time.
 *
 *     sampler_open()   opens everything; a command is forked, and waits
 *     sampler_start()  lets it run
 *     sampler_step()   again and again, until it says that there is no more
 *     sampler_stop()
 *
 * What the kernel refuses and can be done without is told on standard error. */
#ifndef SAMPLE_SAMPLER_H
#define SAMPLE_SAMPLER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sample/event.h"
#include "sample/launch.h"
#include "sample/merge.h"
#include "sample/probe.h"
#include "sample/profile.h"

enum target_kind { TARGET_ALL, TARGET_PIDS, TARGET_TIDS, TARGET_CGROUP, TARGET_COMMAND };

struct target {
	enum target_kind kind;
	const uint32_t *ids;  /* TARGET_PIDS, TARGET_TIDS; borrowed */
	size_t n;
	const char *cgroup;   /* a folder of a cgroup file system, or its path below there */
	char *const *command;
	int output;           /* the command's standard output */
};

struct sampler {
	struct target target;
	struct probe *probe;   /* borrowed */
	struct event_want want;
	struct profile *profile; /* borrowed */
	/* private */
	struct events events;
	struct merge merge;
	struct ring **rings; /* those of events that are there */
	size_t n_rings;
	bool machine;        /* the events are of the whole machine, and filtered by us */
	struct launch launch;
	int *watched;        /* descriptors that tell when a process ends; parallel to ids */
	size_t n_watched, n_alive;
	struct pollfd *polls;
	uint64_t started_ns, stopped_ns;
	uint64_t lost_before; /* by the kernel's count, when the window began */
};

/* CLOCK_MONOTONIC. */
uint64_t sampler_now(void);

/* Open events for target into profile, whose options follow what is possible: time
 * off the CPU is counted without samples of it where those are forbidden.  False:
 * the reason has been said; *status is the exit status for it. */
bool sampler_open(struct sampler *s, const struct target *target, struct probe *probe,
                  const struct event_want *want, struct profile *profile, int *status);

/* Let a command run; false as above, 126 or 127 where it cannot be run. */
bool sampler_start(struct sampler *s, int *status);

/* Wait until there is something to do and do it; nothing newer than a time is taken
 * in.  False once the targets have ended. */
bool sampler_step(struct sampler *s, uint64_t until_ns);

/* Whether all records up to a time have been taken in. */
bool sampler_reached(uint64_t until_ns);

/* Samples that found no room since the window began, by the larger of two counts. */
uint64_t sampler_lost(const struct sampler *s);

/* A window begins. */
void sampler_turn(struct sampler *s);

/* Stop sampling and take in what is left. */
void sampler_stop(struct sampler *s);

void sampler_release(struct sampler *s);

#endif
