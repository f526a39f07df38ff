/* A file in memory as the kernel has it, without a copy.
 *
 * A file that somebody cuts while it is mapped would end the program with SIGBUS, so
 * this is for files that nobody else may write, and for the length of mapped_guard(). */
#ifndef SAMPLE_MAPPED_H
#define SAMPLE_MAPPED_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

struct mapped {
	struct str bytes; /* valid until mapped_close() */
};

/* Map n bytes of an open file, which may be closed then.  False with errno set. */
bool mapped_open(struct mapped *m, int fd, size_t n);

/* A zeroed struct mapped may be closed too. */
void mapped_close(struct mapped *m);

/* Until mapped_unguard(), say that a file was cut and exit with status 1 where
 * SIGBUS would end the program.  For one file at a time. */
void mapped_guard(void);
void mapped_unguard(void);

/* A thread that has the pages of a large file at hand just before they are read from
 * its start to its end, and gives those back that have been: the pages are a third of the
 * work on a recording, and all of a large one in our memory would be its size. */
struct mapped_ahead {
	const struct mapped *file; /* private, all of it */
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t moved;
	size_t at; /* how far it has been read */
	bool running, ended;
};

/* Start; the struct may not be moved.  mapped_reached(), now and then, says how far the
 * file has been read.  What is behind that may be read too, it is only slower. */
void mapped_ahead(struct mapped_ahead *a, const struct mapped *file);
void mapped_reached(struct mapped_ahead *a, size_t at);
void mapped_ahead_end(struct mapped_ahead *a);

#endif
