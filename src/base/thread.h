/* Threads that start at once.
 *
 * A new thread may be put behind its creator on the same processor, and stand there for
 * milliseconds while another one is idle: longer than much of our work takes. */
#ifndef BASE_THREAD_H
#define BASE_THREAD_H

#include <pthread.h>
#include <stdbool.h>

/* Begin work(arg) in a thread, which is to be joined.  It starts on another processor
 * than the caller's, where that can be chosen (glibc), and may then run on all that the
 * caller may.  False where no thread can be had. */
bool thread_begin(pthread_t *thread, void *(*work)(void *arg), void *arg);

#endif
