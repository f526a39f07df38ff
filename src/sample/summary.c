#define _GNU_SOURCE /* getrusage */
#include "sample/summary.h"

#include <inttypes.h>
#include <sys/resource.h>

#include "base/diag.h"
#include "sample/event.h"

static void
out_share(struct out *o, uint64_t part, uint64_t all)
{
	out_fixed(o, all ? (double)part * 100 / (double)all : 0, 1);
	out_text(o, " %");
}

void
summary_facts(struct out *o, const struct profile *p, uint64_t lost)
{
	const struct profile_facts *f = &p->facts;
	uint64_t judged = f->complete + f->truncated + f->broken;

	out_grouped(o, f->samples);
	out_text(o, p->opt.count == COUNT_BLOCKED ? " switches, " : " samples, ");
	out_grouped(o, lost);
	out_text(o, " lost");
	if (!judged)
		return;
	out_text(o, ", ");
	out_share(o, f->complete, judged);
	out_text(o, " complete, ");
	out_share(o, f->truncated, judged);
	out_text(o, " truncated");
	if (!f->broken)
		return;
	out_text(o, ", ");
	out_share(o, f->broken, judged);
	out_text(o, " incomplete");
}

static double
own_seconds(void)
{
	struct rusage use;

	if (getrusage(RUSAGE_SELF, &use))
		return 0;
	return (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
	       (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6;
}

void
summary_say(const struct profile *p, uint64_t lost, uint64_t ns)
{
	struct out o;

	out_to_memory(&o);
	summary_facts(&o, p, lost);
	if (ns) {
		out_text(&o, ", ");
		out_fixed(&o, (double)ns / 1e9, 1);
		out_text(&o, " s");
	}
	out_text(&o, ", ");
	out_fixed(&o, own_seconds(), 2);
	out_text(&o, " s of CPU for recording");
	struct str s = out_memory(&o);
	warn("%.*s", (int)s.n, s.p);
	out_drop(&o);
}

void
summary_advise(const struct profile *p, uint64_t lost, uint32_t stack)
{
	const struct profile_facts *f = &p->facts;
	uint64_t judged = f->complete + f->truncated + f->broken;

	if (lost * 100 > f->samples)
		warn("more than 1 %% of the samples were lost: a lower -F, a smaller --stack or a "
		     "larger --ring helps");
	if (f->truncated * 50 > judged && stack && stack < EVENT_STACK_MAX)
		warn("stacks are truncated where %" PRIu32 " bytes of stack did not reach: --stack %d",
		     stack, EVENT_STACK_MAX);
	if (f->throttled)
		warn("the kernel throttled sampling %" PRIu64
		     " times (kernel.perf_event_max_sample_rate, perf_cpu_time_max_percent)",
		     f->throttled);
	if (sym_kernel_hidden(&p->sym))
		warn("names of the kernel are hidden (kernel.kptr_restrict): its frames are shown "
		     "as [kernel]");
	if (f->bad)
		warn("%" PRIu64 " records could not be read", f->bad);
}
