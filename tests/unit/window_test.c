#include "sample/window.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sample/units.h"
#include "unit.h"

static void
windows_end_at_multiples(void)
{
	struct window w = {.length_s = 30};

	CHECK(window_begin(&w, UINT64_C(100500000000)) == UINT64_C(19500000000));
	CHECK(w.start_s == 100 && w.end_s == 120);
	CHECK(window_begin(&w, UINT64_C(120000000000)) == UINT64_C(30000000000));
	CHECK(w.start_s == 120 && w.end_s == 150);
}

static void
names_are_read_back(void)
{
	static const uint64_t times[] = {0, 951782399, 951782400, 951868800, 1709164800,
	                                 1709251199, 1795252200, 4102444799};
	char name[64];
	uint64_t start;

	for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
		window_name(times[i], name, sizeof name);
		size_t n = strlen(name);
		(void)snprintf(name + n, sizeof name - n, "%s", i % 2 ? ".folded" : "_2.folded");
		CHECK(window_parse(str_from(name), &start) && start == times[i]);
	}
	window_name(1795252200, name, sizeof name);
	SAME(str_from(name), STR("20261121T091000Z"));
	CHECK(!window_parse(STR("20261121T091000Z"), &start));
	CHECK(!window_parse(STR("20261321T091000Z.folded"), &start));
	CHECK(!window_parse(STR("20261121T091000Z_x.folded"), &start));
	CHECK(!window_parse(STR("notes.folded"), &start));
	CHECK(!window_parse(STR(".folded"), &start));
}

static bool
there(const char *dir, const char *name)
{
	char path[256];

	(void)snprintf(path, sizeof path, "%s/%s", dir, name);
	return access(path, F_OK) == 0;
}

static void
write_window(struct window *w, uint64_t start_s, const char *frame)
{
	struct stacks s;

	w->start_s = start_s;
	stacks_init(&s, TRIE_ALL);
	stacks_push(&s, str_from(frame));
	stacks_add(&s, 1);
	CHECK(window_write(w, &s));
	stacks_release(&s);
}

static void
old_and_large_ones_go(void)
{
	char dir[] = "/tmp/window.XXXXXX", command[128];
	struct window w = {.dir = dir, .length_s = 60};

	CHECK(mkdtemp(dir));
	for (uint64_t t = 1000; t <= 1240; t += 60)
		write_window(&w, t, "frame");
	write_window(&w, 1240, "again"); /* restarted in the same second */
	CHECK(there(dir, "19700101T001640Z.folded") && there(dir, "19700101T002040Z_2.folded"));
	(void)snprintf(command, sizeof command, "touch %s/keep.me", dir);
	CHECK(system(command) == 0);
	CHECK(window_prune(&w, 1300) == 0);
	w.keep_s = 200;
	CHECK(window_prune(&w, 1300) == 2);
	CHECK(!there(dir, "19700101T001640Z.folded") && there(dir, "19700101T001940Z.folded"));
	w.keep_bytes = 17; /* two files of eight bytes */
	CHECK(window_prune(&w, 1300) == 2);
	CHECK(there(dir, "19700101T002040Z.folded") && there(dir, "keep.me"));
	w.keep_s = 1;
	CHECK(window_prune(&w, 100000) == 1); /* the newest stays */
	(void)snprintf(command, sizeof command, "rm -r %s", dir);
	CHECK(system(command) == 0);
}

static void
times_and_sizes(void)
{
	double seconds = 0;
	uint64_t bytes = 0;

	CHECK(!units_seconds("30", &seconds) && seconds == 30);
	CHECK(!units_seconds("0.5s", &seconds) && seconds == 0.5);
	CHECK(!units_seconds("2m", &seconds) && seconds == 120);
	CHECK(!units_seconds("24h", &seconds) && seconds == 86400);
	CHECK(!units_seconds("7d", &seconds) && seconds == 604800);
	CHECK(units_seconds("", &seconds) && units_seconds("s", &seconds));
	CHECK(units_seconds("-1", &seconds) && units_seconds("0", &seconds));
	CHECK(units_seconds("1x", &seconds) && units_seconds("999999999h", &seconds));
	CHECK(!units_bytes("4096", &bytes) && bytes == 4096);
	CHECK(!units_bytes("32K", &bytes) && bytes == 32768);
	CHECK(!units_bytes("2G", &bytes) && bytes == UINT64_C(1) << 31);
	CHECK(units_bytes("", &bytes) && units_bytes("K", &bytes) && units_bytes("0", &bytes));
	CHECK(units_bytes("99999999999999999999", &bytes));
}

int
main(void)
{
	TEST(windows_end_at_multiples);
	TEST(names_are_read_back);
	TEST(old_and_large_ones_go);
	TEST(times_and_sizes);
	return unit_end();
}
