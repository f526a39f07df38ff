#include "sample/event.h"

#include <errno.h>
#include <stdlib.h>

#include "base/out.h"
#include "sample/procfs.h"
#include "sample/refusal.h"
#include "unit.h"

static void
attributes_follow_what_is_wanted(void)
{
	struct event_want want = {.kind = EVENT_CPU, .frequency = 99, .stack = 32768};
	struct events e;

	events_init(&e, &want);
	CHECK(e.attr.flags & ATTR_FREQ && e.attr.period == 99);
	CHECK(e.attr.sample_type & SAMPLE_STACK_USER && e.attr.sample_stack_user == 32768);
	CHECK(e.attr.sample_type & SAMPLE_CALLCHAIN && !(e.attr.flags & ATTR_EXCLUDE_KERNEL));
	CHECK(e.n_cpus > 0 && e.layout.id_all);
	events_close(&e);
	want = (struct event_want){.kind = EVENT_PAGE_FAULTS, .no_kernel = true, .stack = 4096};
	events_init(&e, &want);
	CHECK(!(e.attr.flags & ATTR_FREQ) && e.attr.period == 1);
	CHECK(!(e.attr.sample_type & SAMPLE_CALLCHAIN) && e.attr.flags & ATTR_EXCLUDE_KERNEL);
	events_close(&e);
	want = (struct event_want){.kind = EVENT_CPU, .no_user = true, .frequency = 99};
	events_init(&e, &want);
	CHECK(!(e.attr.sample_type & SAMPLE_STACK_USER) && e.attr.flags & ATTR_EXCLUDE_USER);
	events_close(&e);
}

static void
rings_are_powers_of_two_within_bounds(void)
{
	for (uint64_t size = 1; size < UINT64_C(1) << 24; size = size * 3 + 1) {
		struct event_want want = {.frequency = 99, .stack = 8192, .ring = size};
		struct events e;
		events_init(&e, &want);
		CHECK(e.pages && !(e.pages & (e.pages - 1)) && e.pages <= e.pages_wanted);
		events_close(&e);
	}
}

static void
expect_cpus(const char *text, const char *want)
{
	struct out o;
	uint32_t *cpus;
	size_t n = procfs_cpu_list(str_from(text), &cpus);

	out_to_memory(&o);
	for (size_t i = 0; i < n; i++) {
		out_u64(&o, cpus[i]);
		out_char(&o, ' ');
	}
	SAME(out_memory(&o), str_from(want));
	out_drop(&o);
	free(cpus);
}

static void
lists_of_cpus(void)
{
	expect_cpus("0\n", "0 ");
	expect_cpus("0-3,8,10-11\n", "0 1 2 3 8 10 11 ");
	expect_cpus("", "");
	expect_cpus("3-1\n", "");
	expect_cpus("0-99999999999\n", "");
	expect_cpus("x\n", "");
}

static void
expect_refusal(struct refusal r, const char *part)
{
	struct out o;

	out_to_memory(&o);
	refusal_write(&r, &o);
	if (!str_has(out_memory(&o), str_from(part)))
		SAME(out_memory(&o), str_from(part));
	out_drop(&o);
}

static void
refusals_say_what_to_do(void)
{
	struct refusal r = {.error = EACCES, .paranoid = 2, .what = "all processes"};

	expect_refusal(r, "cannot sample all processes: perf_event_paranoid=2 allows users their "
	                  "own processes only. Run it with sudo");
	r.paranoid = 3;
	expect_refusal(r, "sysctl kernel.perf_event_paranoid=2");
	r = (struct refusal){.error = EPERM, .paranoid = 2, .seccomp = true, .what = "x"};
	expect_refusal(r, "seccomp");
	r = (struct refusal){.error = ENOSYS, .paranoid = -2, .what = "x"};
	expect_refusal(r, "CONFIG_PERF_EVENTS");
	r = (struct refusal){.error = ESRCH, .paranoid = 2, .what = "process 999999"};
	expect_refusal(r, "no such process 999999");
	r = (struct refusal){.error = ENOMEM, .paranoid = 2, .what = "x"};
	expect_refusal(r, "ulimit -l");
	r = (struct refusal){.error = EMFILE, .paranoid = 2, .what = "x"};
	expect_refusal(r, "ulimit -n");
	r = (struct refusal){.error = EIO, .paranoid = 2, .what = "x"};
	expect_refusal(r, "cannot sample x: ");
}

int
main(void)
{
	TEST(attributes_follow_what_is_wanted);
	TEST(rings_are_powers_of_two_within_bounds);
	TEST(lists_of_cpus);
	TEST(refusals_say_what_to_do);
	return unit_end();
}
