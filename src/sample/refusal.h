/* What to say, and to advise, when the kernel refuses to sample. */
#ifndef SAMPLE_REFUSAL_H
#define SAMPLE_REFUSAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/out.h"

struct refusal {
	int error;        /* errno */
	int64_t paranoid; /* kernel.perf_event_paranoid; -2: there is none */
	bool seccomp;     /* we run under a filter of system calls */
	const char *what; /* that was to be sampled: "all processes", "process 12" */
};

/* As /proc describes us now. */
struct refusal refusal_now(int error, const char *what);

/* One line. */
void refusal_write(const struct refusal *r, struct out *o);

#endif
