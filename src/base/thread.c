#define _GNU_SOURCE
#include "base/thread.h"

#ifdef __GLIBC__

#include <sched.h>
#include <stdlib.h>

#include "base/mem.h"

struct start {
	void *(*work)(void *arg);
	void *arg;
	cpu_set_t allowed;
};

static void *
run(void *arg)
{
	struct start s = *(struct start *)arg;

	free(arg);
	(void)sched_setaffinity(0, sizeof s.allowed, &s.allowed);
	return s.work(s.arg);
}

/* Those of the allowed processors that the caller is not on; false where there are none,
 * or it cannot be told. */
static bool
find_others(const cpu_set_t *allowed, cpu_set_t *others)
{
	int here = sched_getcpu();
	size_t cpu = here < 0 ? CPU_SETSIZE : (size_t)here;

	*others = *allowed;
	if (cpu >= CPU_SETSIZE)
		return false;
	CPU_CLR(cpu, others);
	return CPU_COUNT(others) > 0;
}

static bool
create_on(const cpu_set_t *cpus, pthread_t *thread, struct start *s)
{
	pthread_attr_t attr;

	if (pthread_attr_init(&attr))
		return false;
	bool begun = !pthread_attr_setaffinity_np(&attr, sizeof *cpus, cpus) &&
	             !pthread_create(thread, &attr, run, s);
	(void)pthread_attr_destroy(&attr);
	return begun;
}

static bool
begin_elsewhere(pthread_t *thread, void *(*work)(void *arg), void *arg)
{
	struct start *s = mem_alloc(1, sizeof *s);
	cpu_set_t others;

	*s = (struct start){.work = work, .arg = arg};
	bool begun = !sched_getaffinity(0, sizeof s->allowed, &s->allowed) &&
	             find_others(&s->allowed, &others) && create_on(&others, thread, s);
	if (!begun)
		free(s);
	return begun;
}

#else

static bool
begin_elsewhere(pthread_t *thread, void *(*work)(void *arg), void *arg)
{
	(void)thread, (void)work, (void)arg;
	return false;
}

#endif

bool
thread_begin(pthread_t *thread, void *(*work)(void *arg), void *arg)
{
	return begin_elsewhere(thread, work, arg) || !pthread_create(thread, NULL, work, arg);
}
