/* Records made by hand, taken in as a recording: who is counted, under which names. */
#include "sample/profile.h"

#include <stdlib.h>

#include "bytes_maker.h"
#include "unit.h"

static const struct record_layout layout = {
    .sample_type = SAMPLE_IP | SAMPLE_TID | SAMPLE_TIME | SAMPLE_CALLCHAIN,
    .id_all = true,
};
static struct maker made;
static struct profile profile;
static uint64_t now;

static void
start(struct profile_options opt)
{
	opt.machine = ELF_X86_64;
	profile_init(&profile, &opt, NULL, NULL);
	now = 1000;
}

static void
finish(size_t at, uint32_t pid, uint32_t tid)
{
	put_u32(&made, pid);
	put_u32(&made, tid);
	put_u64(&made, now++);
	profile_record(&profile, record_end(&made, at), &layout);
	made.n = 0;
}

static void
comm(uint32_t pid, uint32_t tid, const char *name, bool exec)
{
	size_t at = record_start(&made, RECORD_COMM, exec ? MISC_COMM_EXEC : 0);

	put_u32(&made, pid);
	put_u32(&made, tid);
	put_text(&made, name);
	finish(at, pid, tid);
}

static void
map(uint32_t pid, uint64_t start_addr, const char *path)
{
	size_t at = record_start(&made, RECORD_MMAP, MISC_USER);

	put_u32(&made, pid);
	put_u32(&made, pid);
	put_u64(&made, start_addr);
	put_u64(&made, 0x1000);
	put_u64(&made, 0);
	put_text(&made, path);
	finish(at, pid, pid);
}

static void
task(uint32_t type, uint32_t pid, uint32_t ppid, uint32_t tid, uint32_t ptid)
{
	size_t at = record_start(&made, type, 0);

	put_u32(&made, pid);
	put_u32(&made, ppid);
	put_u32(&made, tid);
	put_u32(&made, ptid);
	put_u64(&made, now);
	finish(at, ppid, ptid);
}

/* A sample whose chain is of user addresses: leaf first. */
static void
sample(uint32_t pid, uint32_t tid, uint64_t leaf, uint64_t caller)
{
	size_t at = record_start(&made, RECORD_SAMPLE, MISC_USER);

	put_u64(&made, leaf);
	put_u32(&made, pid);
	put_u32(&made, tid);
	put_u64(&made, now++);
	put_u64(&made, 3);
	put_u64(&made, CONTEXT_USER);
	put_u64(&made, leaf);
	put_u64(&made, caller);
	profile_record(&profile, record_end(&made, at), &layout);
	made.n = 0;
}

static void
switched(uint32_t pid, uint32_t tid, uint16_t misc, uint64_t time)
{
	now = time;
	finish(record_start(&made, RECORD_SWITCH, misc), pid, tid);
}

static void
expect(const char *want)
{
	struct stacks s;
	struct out o;

	stacks_init(&s, profile.opt.in_order ? TRIE_NEIGHBOURS : TRIE_ALL);
	profile_write(&profile, &s);
	out_to_memory(&o);
	CHECK(stacks_write(&s, &o));
	SAME(out_memory(&o), str_from(want));
	out_drop(&o);
	stacks_release(&s);
	profile_release(&profile);
}

static void
an_exec_drops_the_maps(void)
{
	start((struct profile_options){0});
	profile.procs.everything = true;
	comm(1, 1, "sh", true);
	map(1, 0x1000, "/none/sh");
	sample(1, 1, 0x1010, 0x1020);
	comm(1, 1, "prog", true);
	sample(1, 1, 0x1010, 0x1020);
	map(1, 0x1000, "/none/prog");
	sample(1, 1, 0x1010, 0x1020);
	expect("prog;[prog];[prog] 1\nprog;[unknown];[unknown] 1\nsh;[sh];[sh] 1\n");
}

static void
a_fork_has_the_maps_and_names_of_its_parent(void)
{
	start((struct profile_options){0});
	profile.procs.everything = true;
	comm(1, 1, "make", true);
	map(1, 0x1000, "/none/make");
	task(RECORD_FORK, 2, 1, 2, 1);
	map(1, 0x1000, "/none/other");
	sample(2, 2, 0x1010, 0x1020);
	sample(1, 1, 0x1010, 0x1020);
	expect("make;[make];[make] 1\nmake;[other];[other] 1\n");
}

static void
threads_have_names_of_their_own(void)
{
	start((struct profile_options){.thread_frames = true, .per_pid = true});
	profile.procs.everything = true;
	comm(1, 1, "server", true);
	map(1, 0x1000, "/none/server");
	task(RECORD_FORK, 1, 1, 5, 1);
	comm(1, 5, "a;b", false);
	sample(1, 5, 0x1010, 0x1020);
	sample(1, 1, 0x1010, 0x1020);
	expect("server-1;a:b-5;[server];[server] 1\nserver-1;server-1;[server];[server] 1\n");
}

static void
only_what_is_wanted_is_counted(void)
{
	start((struct profile_options){0});
	procs_want(&profile.procs, 1, true);
	sample(1, 1, 0x1010, 0x1020); /* before its exec */
	comm(1, 1, "wanted", true);
	comm(9, 9, "other", true);
	map(9, 0x1000, "/none/other");
	sample(9, 9, 0x1010, 0x1020);
	sample(1, 1, 0x1010, 0x1020);
	task(RECORD_FORK, 2, 1, 2, 1);
	sample(2, 2, 0x1010, 0x1020);
	task(RECORD_FORK, 10, 9, 10, 9);
	sample(10, 10, 0x1010, 0x1020);
	CHECK(profile.procs.processes.n == 2 && profile.facts.samples == 2);
	expect("wanted;[unknown];[unknown] 2\n");
}

static void
ended_processes_are_forgotten(void)
{
	start((struct profile_options){0});
	profile.procs.everything = true;
	for (uint32_t pid = 2; pid < 500; pid++) {
		task(RECORD_FORK, pid, 1, pid, 1);
		sample(pid, pid, 0x1010, 0x1020);
		task(RECORD_EXIT, pid, 1, pid, 1);
		now += UINT64_C(100000000);
	}
	CHECK(profile.procs.processes.n < 30 && profile.procs.threads.n < 30);
	CHECK(profile.facts.samples == 498);
	profile_release(&profile);
}

static void
a_process_outlives_its_first_thread(void)
{
	start((struct profile_options){0});
	procs_want(&profile.procs, 1, false);
	comm(1, 1, "main", true);
	task(RECORD_FORK, 1, 1, 7, 1);
	task(RECORD_EXIT, 1, 1, 1, 1);
	now += UINT64_C(9000000000);
	sample(1, 7, 0x1010, 0x1020);
	now += UINT64_C(9000000000);
	sample(1, 7, 0x1010, 0x1020);
	expect("main;[unknown];[unknown] 2\n");
}

static void
blocked_time_goes_to_the_stack_that_blocked(void)
{
	start((struct profile_options){.count = COUNT_BLOCKED});
	profile.procs.everything = true;
	comm(1, 1, "io", true);
	now = 10000;
	sample(1, 1, 0x1010, 0x1020);
	switched(1, 1, MISC_SWITCH_OUT, 10001);
	switched(1, 1, 0, 5010000);
	now = 6000000;
	sample(1, 1, 0x1010, 0x1020);
	switched(1, 1, MISC_SWITCH_OUT | MISC_SWITCH_PREEMPT, 6000001); /* not blocked */
	switched(1, 1, 0, 9000000);
	now = 10000000;
	sample(1, 1, 0x1010, 0x1020);
	profile_settle(&profile, 12000000); /* still blocked at the end */
	expect("io;[unknown];[unknown] 7000\n");
}

static void
blocked_time_without_samples_of_it(void)
{
	start((struct profile_options){.count = COUNT_BLOCKED_LAST});
	profile.procs.everything = true;
	comm(1, 1, "io", true);
	map(1, 0x1000, "/none/io");
	switched(1, 1, MISC_SWITCH_OUT, 10000);
	switched(1, 1, 0, 1010000);
	now = 2000000;
	sample(1, 1, 0x1010, 0x1020);
	switched(1, 1, MISC_SWITCH_OUT, 3000000);
	switched(1, 1, 0, 5000000);
	expect("io;[io];[io] 2000\nio;[unknown] 1000\n");
}

static void
windows_start_from_nothing_but_keep_who_is_blocked(void)
{
	struct stacks s;

	start((struct profile_options){.count = COUNT_BLOCKED});
	profile.procs.everything = true;
	comm(1, 1, "io", true);
	map(1, 0x1000, "/none/io");
	now = 1000000;
	sample(1, 1, 0x1010, 0x1020);
	profile_settle(&profile, 3000000);
	stacks_init(&s, TRIE_ALL);
	profile_write(&profile, &s);
	CHECK(s.added == 2000);
	stacks_release(&s);
	profile_turn(&profile);
	profile_settle(&profile, 8000000);
	CHECK(profile.facts.samples == 0);
	expect("io;[io];[io] 5000\n");
}

static void
in_order_of_time(void)
{
	start((struct profile_options){.in_order = true});
	profile.procs.everything = true;
	comm(1, 1, "p", true);
	map(1, 0x1000, "/none/a");
	map(1, 0x2000, "/none/b");
	sample(1, 1, 0x2010, 0x2020);
	sample(1, 1, 0x1010, 0x1020);
	sample(1, 1, 0x1014, 0x1020);
	sample(1, 1, 0x2010, 0x2020);
	expect("p;[b];[b] 1\np;[a];[a] 2\np;[b];[b] 1\n");
}

static void
tables_keep_what_is_put_in(void)
{
	struct table t = {0};
	static int values[3000];

	for (uint32_t i = 0; i < 3000; i++)
		CHECK(!table_set(&t, i * 64, &values[i]));
	for (uint32_t i = 0; i < 3000; i += 3)
		CHECK(table_remove(&t, i * 64) == &values[i]);
	for (uint32_t i = 0; i < 3000; i++)
		CHECK(table_get(&t, i * 64) == (i % 3 ? &values[i] : NULL));
	CHECK(t.n == 2000 && !table_remove(&t, 7));
	size_t at = 0, n = 0;
	while (table_each(&t, &at))
		n++;
	CHECK(n == 2000);
	table_release(&t);
}

int
main(void)
{
	TEST(an_exec_drops_the_maps);
	TEST(a_fork_has_the_maps_and_names_of_its_parent);
	TEST(threads_have_names_of_their_own);
	TEST(only_what_is_wanted_is_counted);
	TEST(ended_processes_are_forgotten);
	TEST(a_process_outlives_its_first_thread);
	TEST(blocked_time_goes_to_the_stack_that_blocked);
	TEST(blocked_time_without_samples_of_it);
	TEST(windows_start_from_nothing_but_keep_who_is_blocked);
	TEST(in_order_of_time);
	TEST(tables_keep_what_is_put_in);
	return unit_end();
}
