#include "base/task.h"

#include <stddef.h>

#include "base/thread.h"

static void *
run(void *arg)
{
	struct task *t = arg;

	t->work(t->arg);
	return NULL;
}

void
task_begin(struct task *t, bool beside, void (*work)(void *arg), void *arg)
{
	*t = (struct task){.work = work, .arg = arg};
	t->started = beside && thread_begin(&t->thread, run, t);
	if (!t->started)
		work(arg);
}

void
task_wait(struct task *t)
{
	if (t->started)
		(void)pthread_join(t->thread, NULL);
	t->started = false;
}
