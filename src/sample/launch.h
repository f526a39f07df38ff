/* A command that waits until everything is ready to sample it. */
#ifndef SAMPLE_LAUNCH_H
#define SAMPLE_LAUNCH_H

#include <stdbool.h>
#include <sys/types.h>

struct launch {
	pid_t pid;  /* 0: none, or waited for */
	int go;     /* written to let it run; or -1 */
	int report; /* errno of its exec comes from here; or -1 */
	bool traced;
	int status; /* as of waitpid(), once it has ended */
	bool ended;
};

/* Fork a process that will run argv (found on PATH), its standard output being
 * that descriptor.  With traced it will stop behind its exec, until
 * launch_release().  False with errno set. */
bool launch_prepare(struct launch *l, char *const argv[], int output, bool traced);

/* Let it run.  0, or the errno of why it cannot; it is gone then. */
int launch_go(struct launch *l);

/* Let a traced one run on, which is stopped behind its exec. */
void launch_release(struct launch *l);

/* Whether it has ended; with wait, wait for it. */
bool launch_ended(struct launch *l, bool wait);

/* The exit status to pass on: its own, or 128 and the signal that killed it. */
int launch_status(const struct launch *l);

#endif
