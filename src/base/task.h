/* Work beside one's own: in a thread of its own where that is wanted. */
#ifndef BASE_TASK_H
#define BASE_TASK_H

#include <pthread.h>
#include <stdbool.h>

struct task {
	pthread_t thread;
	void (*work)(void *arg);
	void *arg;
	bool started; /* in a thread, and not waited for yet */
};

/* Begin work(arg).  Where beside is false, or no thread can be had, it has been done
 * when this returns.  What arg points to is the thread's until task_wait(), which
 * every task that was begun must come to. */
void task_begin(struct task *t, bool beside, void (*work)(void *arg), void *arg);

/* Until the work has been done. */
void task_wait(struct task *t);

#endif
