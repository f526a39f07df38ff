#include "sample/record.h"

#include "bytes_maker.h"
#include "unit.h"

static struct maker made;

static const struct record_layout plain = {
    .sample_type = SAMPLE_IP | SAMPLE_TID | SAMPLE_TIME | SAMPLE_CPU | SAMPLE_CALLCHAIN |
                   SAMPLE_REGS_USER | SAMPLE_STACK_USER,
    .regs_user = 7,
    .id_all = true,
};

static void
start(void)
{
	made.n = 0;
}

static void
put_trailer(void)
{
	put_u32(&made, 70);
	put_u32(&made, 71);
	put_u64(&made, 123456789);
	put_u32(&made, 3);
	put_u32(&made, 0);
}

static void
put_sample_head(void)
{
	put_u64(&made, 0x401000);
	put_u32(&made, 10);
	put_u32(&made, 11);
	put_u64(&made, 999);
	put_u32(&made, 2);
	put_u32(&made, 0);
}

static void
a_sample_with_registers_and_stack(void)
{
	struct record r;

	start();
	size_t at = record_start(&made, RECORD_SAMPLE, MISC_USER);
	put_sample_head();
	put_u64(&made, 2);
	put_u64(&made, CONTEXT_KERNEL);
	put_u64(&made, 0xffffffff81000000);
	put_u64(&made, ABI_64);
	for (uint64_t i = 1; i <= 3; i++)
		put_u64(&made, i * 16);
	put_u64(&made, 16);
	put_u64(&made, 0x1122334455667788);
	put_u64(&made, 0);
	put_u64(&made, 8);
	struct str bytes = record_end(&made, at);
	CHECK(record_time(bytes, &plain) == 999);
	CHECK(record_parse(&r, bytes, &plain));
	CHECK(r.pid == 10 && r.tid == 11 && r.time == 999 && r.cpu == 2);
	CHECK(r.sample.ip == 0x401000 && r.sample.chain.n == 16 && r.sample.regs.n == 24);
	CHECK(r.sample.stack.n == 8 && r.sample.stack_asked == 16);
	CHECK((unsigned char)r.sample.stack.p[0] == 0x88);
	for (size_t n = 8; n < bytes.n; n++)
		CHECK(!record_parse(&r, (struct str){bytes.p, n}, &plain));
}

static void
a_kernel_thread_has_no_registers(void)
{
	struct record r;

	start();
	size_t at = record_start(&made, RECORD_SAMPLE, MISC_KERNEL);
	put_sample_head();
	put_u64(&made, 0);
	put_u64(&made, ABI_NONE);
	put_u64(&made, 0);
	CHECK(record_parse(&r, record_end(&made, at), &plain));
	CHECK(!r.sample.regs.n && !r.sample.stack.n && r.sample.abi == ABI_NONE);
}

static void
every_field_that_stands_before_the_stack(void)
{
	struct record_layout all = {
	    .sample_type = SAMPLE_IDENTIFIER | SAMPLE_IP | SAMPLE_TID | SAMPLE_TIME |
	                   SAMPLE_ADDR | SAMPLE_ID | SAMPLE_STREAM_ID | SAMPLE_CPU |
	                   SAMPLE_PERIOD | SAMPLE_READ | SAMPLE_CALLCHAIN | SAMPLE_RAW |
	                   SAMPLE_BRANCH_STACK,
	    .read_format = READ_GROUP | READ_ID | READ_ENABLED | READ_RUNNING,
	    .branch_sample_type = BRANCH_HW_INDEX,
	    .id_all = true,
	};
	struct record r;

	start();
	size_t at = record_start(&made, RECORD_SAMPLE, MISC_USER);
	put_u64(&made, 42);
	put_u64(&made, 0x401000);
	put_u32(&made, 10);
	put_u32(&made, 11);
	put_u64(&made, 999);
	put_u64(&made, 1);
	put_u64(&made, 42);
	put_u64(&made, 2);
	put_u32(&made, 5);
	put_u32(&made, 0);
	put_u64(&made, 1000);
	put_u64(&made, 2); /* READ: two members, after the times */
	for (int i = 0; i < 6; i++)
		put_u64(&made, 0);
	put_u64(&made, 1);
	put_u64(&made, 0x401000);
	put_u32(&made, 4); /* RAW */
	put_u32(&made, 0);
	put_u64(&made, 1); /* BRANCH_STACK */
	for (int i = 0; i < 4; i++)
		put_u64(&made, 0);
	struct str bytes = record_end(&made, at);
	CHECK(record_parse(&r, bytes, &all));
	CHECK(r.id == 42 && r.cpu == 5 && r.sample.period == 1000 && r.sample.chain.n == 8);
	CHECK(record_time(bytes, &all) == 999);
	CHECK(record_identifier(bytes, &all) == 42);
}

/* Without SAMPLE_IDENTIFIER the id is where the other fields leave it. */
static void
ids_among_the_fields(void)
{
	struct record_layout layout = {
	    .sample_type = SAMPLE_IP | SAMPLE_TID | SAMPLE_TIME | SAMPLE_ID | SAMPLE_CPU,
	    .id_all = true};

	start();
	size_t at = record_start(&made, RECORD_SAMPLE, MISC_USER);
	for (uint64_t i = 1; i <= 5; i++)
		put_u64(&made, i);
	CHECK(record_identifier(record_end(&made, at), &layout) == 4);
	start();
	at = record_start(&made, RECORD_EXIT, 0);
	for (uint64_t i = 1; i <= 7; i++)
		put_u64(&made, i);
	CHECK(record_identifier(record_end(&made, at), &layout) == 6);
	layout.id_all = false;
	CHECK(record_identifier(record_end(&made, at), &layout) == 0);
}

static void
mappings(void)
{
	struct record r;

	start();
	size_t at = record_start(&made, RECORD_MMAP2, MISC_USER);
	put_u32(&made, 5);
	put_u32(&made, 6);
	put_u64(&made, 0x7f0000);
	put_u64(&made, 0x2000);
	put_u64(&made, 0x1000);
	put_u32(&made, 254);
	put_u32(&made, 1);
	put_u64(&made, 77);
	put_u64(&made, 3);
	put_u32(&made, 5);
	put_u32(&made, 2);
	put_text(&made, "/usr/lib/a b;c.so");
	put_trailer();
	struct str bytes = record_end(&made, at);
	CHECK(record_parse(&r, bytes, &plain));
	CHECK(r.pid == 5 && r.tid == 6 && r.time == 123456789 && r.mmap.ino == 77);
	CHECK(r.mmap.addr == 0x7f0000 && r.mmap.len == 0x2000 && r.mmap.offset == 0x1000);
	CHECK(r.mmap.major == 254 && r.mmap.generation == 3 && r.mmap.executable);
	SAME(r.mmap.path, STR("/usr/lib/a b;c.so"));
	CHECK(record_time(bytes, &plain) == 123456789);
}

static void
a_mapping_with_build_id(void)
{
	struct record r;

	start();
	size_t at = record_start(&made, RECORD_MMAP2, MISC_USER | MISC_MMAP_BUILD_ID);
	put_u32(&made, 5);
	put_u32(&made, 5);
	for (int i = 0; i < 3; i++)
		put_u64(&made, 0x1000);
	put_u32(&made, 200); /* a length that cannot be: cut to what there is */
	for (int i = 0; i < 20; i++)
		put(&made, (uint64_t)i, 1);
	put_u32(&made, 1);
	put_u32(&made, 2);
	put_text(&made, "x");
	put_trailer();
	CHECK(record_parse(&r, record_end(&made, at), &plain));
	CHECK(r.mmap.build_id.n == 20 && r.mmap.build_id.p[19] == 19 && !r.mmap.ino);
	CHECK(!r.mmap.executable);
}

static void
tasks_and_names(void)
{
	struct record r;

	start();
	size_t at = record_start(&made, RECORD_FORK, 0);
	put_u32(&made, 20);
	put_u32(&made, 10);
	put_u32(&made, 21);
	put_u32(&made, 11);
	put_u64(&made, 5);
	put_trailer();
	CHECK(record_parse(&r, record_end(&made, at), &plain));
	CHECK(r.pid == 20 && r.tid == 21 && r.task.ppid == 10 && r.task.ptid == 11);
	start();
	at = record_start(&made, RECORD_COMM, MISC_COMM_EXEC);
	put_u32(&made, 20);
	put_u32(&made, 21);
	put_text(&made, "a;b\nc");
	put_trailer();
	CHECK(record_parse(&r, record_end(&made, at), &plain));
	CHECK(r.pid == 20 && r.misc & MISC_COMM_EXEC);
	SAME(r.comm, STR("a;b\nc"));
}

static void
a_switch_is_of_the_task_in_the_trailer(void)
{
	struct record r;

	start();
	size_t at = record_start(&made, RECORD_SWITCH_CPU_WIDE, MISC_SWITCH_OUT);
	put_u32(&made, 1);
	put_u32(&made, 2);
	put_trailer();
	CHECK(record_parse(&r, record_end(&made, at), &plain));
	CHECK(r.pid == 70 && r.tid == 71 && r.misc & MISC_SWITCH_OUT);
}

static void
losses_and_symbols(void)
{
	struct record r;

	start();
	size_t at = record_start(&made, RECORD_LOST, 0);
	put_u64(&made, 1);
	put_u64(&made, 17);
	put_trailer();
	CHECK(record_parse(&r, record_end(&made, at), &plain) && r.lost.n == 17);
	start();
	at = record_start(&made, RECORD_LOST_SAMPLES, 0);
	put_u64(&made, 18);
	put_trailer();
	CHECK(record_parse(&r, record_end(&made, at), &plain) && r.lost.n == 18);
}

static void
unknown_types_are_passed_over(void)
{
	struct record r;

	start();
	size_t at = record_start(&made, 22, 0);
	put_u64(&made, 1);
	put_trailer();
	CHECK(record_parse(&r, record_end(&made, at), &plain) && r.time == 123456789);
}

static void
attributes_of_any_version(void)
{
	struct event_attr attr;

	start();
	put_u32(&made, 1);
	put_u32(&made, 64);
	put_u64(&made, 2);
	put_u64(&made, 99);
	put_u64(&made, SAMPLE_IP);
	put_u64(&made, READ_ID);
	put_u64(&made, ATTR_SAMPLE_ID_ALL);
	event_attr_parse(&attr, bytes_of((struct str){(const char *)made.p, made.n}));
	CHECK(attr.type == 1 && attr.config == 2 && attr.period == 99);
	CHECK(record_layout(&attr).id_all && !attr.sample_regs_user);
	CHECK(sizeof attr == 112);
}

int
main(void)
{
	TEST(a_sample_with_registers_and_stack);
	TEST(a_kernel_thread_has_no_registers);
	TEST(every_field_that_stands_before_the_stack);
	TEST(mappings);
	TEST(a_mapping_with_build_id);
	TEST(tasks_and_names);
	TEST(a_switch_is_of_the_task_in_the_trailer);
	TEST(losses_and_symbols);
	TEST(unknown_types_are_passed_over);
	TEST(attributes_of_any_version);
	TEST(ids_among_the_fields);
	return unit_end();
}
