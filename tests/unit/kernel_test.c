/* Names of the kernel that are kept between runs: when they count, and when not. */
#define _GNU_SOURCE /* mkdtemp */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/out.h"
#include "sample/kernel.h"
#include "unit.h"

static char dir[] = "/tmp/cflame-kernel.XXXXXX";
static char source[64], folder[64], kept[96];

static void
written(const char *path, const char *text)
{
	struct out o;

	CHECK(out_open(&o, path));
	out_text(&o, text);
	CHECK(out_close(&o));
}

/* The name at addr with the names that are kept or read now. */
static struct str
name_at(uint64_t addr, bool *was_kept)
{
	static char text[64];
	struct kernel_symbol symbol;
	struct kernel k;
	size_t n = 0;

	kernel_open(&k, source, true);
	*was_kept = k.kept.bytes.n;
	if (kernel_find(&k, addr, &symbol))
		n = (size_t)snprintf(text, sizeof text, "%.*s", (int)symbol.name.n, symbol.name.p);
	kernel_close(&k);
	return (struct str){text, n};
}

#define FIRST "ffffffff81000000 T first\n"
#define LAST "ffffffff81000080 T last\n"

static void
kept_between_runs(void)
{
	struct stat st;
	bool was_kept;

	written(source, FIRST "ffffffff81000040 T old\n" LAST);
	SAME(name_at(0xffffffff81000041, &was_kept), STR("old"));
	CHECK(!was_kept && !stat(folder, &st) && (st.st_mode & 0777) == 0700);
	written(source, FIRST "ffffffff81000040 T new\n" LAST);
	SAME(name_at(0xffffffff81000041, &was_kept), STR("old"));
	CHECK(was_kept);
}

static void
code_that_came_since(void)
{
	bool was_kept;

	written(source, FIRST LAST "ffffffffc0001000 t bpf_prog_1\t[bpf]\n");
	SAME(name_at(0xffffffffc0001004, &was_kept), STR("bpf_prog_1"));
	CHECK(was_kept);
	SAME(name_at(0xffffffff81000085, &was_kept), STR("last"));
	SAME(name_at(0xffffffff80000000, &was_kept), STR(""));
}

static void
another_boot(void)
{
	bool was_kept;

	written(source, "ffffffff82000000 T first\nffffffff82000040 T moved\n");
	SAME(name_at(0xffffffff82000001, &was_kept), STR("first"));
	CHECK(!was_kept);
	SAME(name_at(0xffffffff82000001, &was_kept), STR("first"));
	CHECK(was_kept);
}

static void
a_file_that_was_cut(void)
{
	struct stat st;
	bool was_kept;

	CHECK(!stat(kept, &st) && !truncate(kept, st.st_size - 1));
	SAME(name_at(0xffffffff82000041, &was_kept), STR("moved"));
	CHECK(!was_kept);
	written(kept, "cflame kallsyms 1\n");
	SAME(name_at(0xffffffff82000041, &was_kept), STR("moved"));
	CHECK(!was_kept);
}

static void
what_others_may_write(void)
{
	bool was_kept;

	(void)name_at(0, &was_kept);
	CHECK(!chmod(kept, 0666));
	SAME(name_at(0xffffffff82000041, &was_kept), STR("moved"));
	CHECK(!was_kept && !chmod(kept, 0600));
	CHECK(!chmod(folder, 0755));
	SAME(name_at(0xffffffff82000041, &was_kept), STR("moved"));
	CHECK(!was_kept && !chmod(folder, 0700));
	(void)name_at(0, &was_kept);
	CHECK(!unlink(kept) && !symlink(source, kept));
	SAME(name_at(0xffffffff82000041, &was_kept), STR("moved"));
	CHECK(!was_kept);
}

static void
hidden_again(void)
{
	struct kernel_symbol symbol;
	struct kernel k;

	written(source, "0000000000000000 T first\n0000000000000000 T last\n");
	kernel_open(&k, source, true);
	CHECK(k.hidden && !kernel_find(&k, 0xffffffff82000041, &symbol));
	kernel_close(&k);
}

int
main(void)
{
	if (!mkdtemp(dir) || setenv("XDG_RUNTIME_DIR", dir, 1))
		return 1;
	(void)snprintf(source, sizeof source, "%s/source", dir);
	(void)snprintf(folder, sizeof folder, "%s/cflame", dir);
	(void)snprintf(kept, sizeof kept, "%s/kallsyms", folder);
	TEST(kept_between_runs);
	TEST(code_that_came_since);
	TEST(another_boot);
	TEST(a_file_that_was_cut);
	TEST(what_others_may_write);
	TEST(hidden_again);
	(void)unlink(kept);
	(void)unlink(source);
	(void)rmdir(folder);
	(void)rmdir(dir);
	return unit_end();
}
