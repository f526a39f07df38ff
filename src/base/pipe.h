/* Programs of the system as filters (gzip, xz, c++filt), or asked line by line (addr2line). */
#ifndef BASE_PIPE_H
#define BASE_PIPE_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/str.h"

/* Start argv (found on PATH), which reads head and then the rest of in_fd: for an
 * input of which the first bytes have been read already.  A descriptor that reads its
 * standard output, the caller's to close; *pid and *feeder are to be waited for.  -1
 * with errno set when it cannot be started.  in_fd stays open. */
int pipe_from_both(const char *const argv[], struct str head, int in_fd, pid_t *pid, pid_t *feeder);

/* Run argv over input; true with its whole output in *output (malloc'ed, *n
 * bytes, the caller's to free) when it exits 0. */
bool pipe_filter(const char *const argv[], struct str input, char **output, size_t *n);

/* Start argv (found on PATH) as one that answers: a descriptor to write its standard input
 * and read its standard output, and *pid, both for pipe_end().  What it complains of is
 * not shown.  -1 with errno set when it cannot be started. */
int pipe_talk(const char *const argv[], pid_t *pid);

/* Write all of text to it; false where it is gone, without a signal. */
bool pipe_say(int fd, struct str text);

/* End it, whatever it does. */
void pipe_end(int fd, pid_t pid);

/* Wait for a process; whether it exited 0. */
bool pipe_wait(pid_t pid);

#endif
