#include "sample/sampler.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"

#define STEP_NS UINT64_C(100000000)
#define SETTLE_NS UINT64_C(10000000) /* until then, another CPU may still write an older record */

uint64_t
sampler_now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * UINT64_C(1000000000) + (uint64_t)t.tv_nsec;
}

static void
drain(struct sampler *s, uint64_t cutoff_ns)
{
	struct str record;

	merge_look(&s->merge);
	while (merge_next(&s->merge, cutoff_ns, &record))
		profile_record(s->profile, record, &s->events.layout);
	merge_done(&s->merge);
}

/* What has ended needs no more polling: it would be readable forever. */
static void
look_at_polls(struct sampler *s)
{
	for (size_t i = 0; i < s->n_rings; i++)
		if (s->polls[i].revents & (POLLHUP | POLLERR | POLLNVAL))
			s->polls[i].fd = -1;
	for (size_t i = s->n_rings; i < s->n_rings + s->n_watched; i++) {
		if (s->polls[i].fd < 0 || !s->polls[i].revents)
			continue;
		s->polls[i].fd = -1;
		s->n_alive--;
	}
}

/* Whether any of the targets is still there. */
static bool
any_left(struct sampler *s)
{
	if (s->launch.pid)
		return !launch_ended(&s->launch, false);
	if (s->target.kind == TARGET_PIDS && s->n_watched == s->target.n)
		return s->n_alive > 0;
	for (size_t i = 0; i < s->target.n; i++)
		if (kill((pid_t)s->target.ids[i], 0) == 0 || errno == EPERM)
			return true;
	return s->target.n == 0;
}

bool
sampler_step(struct sampler *s, uint64_t until_ns)
{
	uint64_t now = sampler_now(), end = until_ns < UINT64_MAX / 2 ? until_ns + SETTLE_NS : until_ns;
	uint64_t wait = end > now ? end - now : 0;

	wait = wait < STEP_NS ? wait : STEP_NS;
	int n = poll(s->polls, (nfds_t)(s->n_rings + s->n_watched),
	             (int)((wait + 999999) / 1000000));
	if (n > 0)
		look_at_polls(s);
	uint64_t settled = sampler_now() - SETTLE_NS;
	drain(s, settled < until_ns ? settled : until_ns);
	return any_left(s);
}

bool
sampler_reached(uint64_t until_ns)
{
	return until_ns < sampler_now() - SETTLE_NS;
}

uint64_t
sampler_lost(const struct sampler *s)
{
	uint64_t by_kernel = events_lost(&s->events) - s->lost_before;

	return by_kernel > s->profile->facts.lost ? by_kernel : s->profile->facts.lost;
}

void
sampler_turn(struct sampler *s)
{
	s->lost_before = events_lost(&s->events);
	s->started_ns = sampler_now();
}

void
sampler_stop(struct sampler *s)
{
	events_disable(&s->events);
	s->stopped_ns = sampler_now();
	drain(s, UINT64_MAX);
	profile_settle(s->profile, s->stopped_ns);
}

void
sampler_release(struct sampler *s)
{
	merge_release(&s->merge);
	for (size_t i = 0; i < s->n_watched; i++)
		(void)close(s->watched[i]);
	events_close(&s->events);
	free(s->watched);
	free(s->polls);
	free(s->rings);
}
