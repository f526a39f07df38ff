#include "base/out.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit.h"

static void
numbers(void)
{
	struct out o;

	out_to_memory(&o);
	out_u64(&o, UINT64_MAX);
	out_char(&o, ' ');
	out_i64(&o, INT64_MIN);
	out_char(&o, ' ');
	out_grouped(&o, 1234567);
	out_char(&o, ' ');
	out_grouped(&o, 999);
	out_char(&o, ' ');
	out_hex(&o, 0xdeadbeef);
	SAME(out_memory(&o),
	     STR("18446744073709551615 -9223372036854775808 1,234,567 999 deadbeef"));
	CHECK(out_close(&o));
}

static void
decimals(void)
{
	struct out o;

	out_to_memory(&o);
	out_fixed(&o, 3.14159, 2);
	out_char(&o, ' ');
	out_fixed(&o, 0.995, 2);
	out_char(&o, ' ');
	out_fixed(&o, 99.999, 2);
	out_char(&o, ' ');
	out_fixed(&o, -0.001, 2);
	out_char(&o, ' ');
	out_short(&o, 12.50, 2);
	out_char(&o, ' ');
	out_short(&o, 7, 2);
	out_char(&o, ' ');
	out_scaled(&o, 1050, 3);
	out_char(&o, ' ');
	out_scaled(&o, 3000, 3);
	SAME(out_memory(&o), STR("3.14 1.00 100.00 0.00 12.5 7 1.05 3"));
	CHECK(out_close(&o));
}

static void
escapes(void)
{
	struct out o;

	out_to_memory(&o);
	out_xml(&o, STR("a<b>&\"'c"));
	out_json(&o, STR("\"</script>\n"));
	SAME(out_memory(&o), STR("a&lt;b&gt;&amp;&quot;&#39;c\"\\u0022\\u003c/script\\u003e\\u000a\""));
	CHECK(out_close(&o));
}

static void
a_full_disk_is_seen_at_the_end(void)
{
	struct out o;

	CHECK(out_open(&o, "/dev/full"));
	out_text(&o, "x");
	CHECK(!out_close(&o) && errno == ENOSPC);
}

static void
a_file_appears_whole_or_not_at_all(void)
{
	char dir[] = "/tmp/cflame-out-XXXXXX", path[64], text[8] = "";
	struct out o;

	CHECK(mkdtemp(dir) != NULL);
	(void)snprintf(path, sizeof path, "%s/x", dir);
	CHECK(out_open(&o, path));
	out_text(&o, "one");
	CHECK(access(path, F_OK) != 0);
	out_drop(&o);
	CHECK(rmdir(dir) == 0);
	CHECK(mkdir(dir, 0700) == 0);
	CHECK(out_open(&o, path));
	out_text(&o, "two");
	CHECK(out_close(&o));
	int fd = open(path, O_RDONLY);
	CHECK(read(fd, text, sizeof text) == 3);
	SAME(str_from(text), STR("two"));
	(void)close(fd);
	(void)unlink(path);
	CHECK(rmdir(dir) == 0);
	CHECK(!out_open(&o, "/nonexistent/x") && errno == ENOENT);
}

static void
large_writes_go_through(void)
{
	static char big[600000];
	struct out o;
	struct stat st;
	FILE *f = tmpfile();

	memset(big, 'x', sizeof big);
	out_to_fd(&o, fileno(f));
	out_char(&o, 'a');
	out_bytes(&o, big, sizeof big);
	out_bytes(&o, big, 100000);
	CHECK(out_close(&o));
	CHECK(!fstat(fileno(f), &st) && st.st_size == 700001);
	(void)fclose(f);
}

int
main(void)
{
	TEST(numbers);
	TEST(decimals);
	TEST(escapes);
	TEST(a_full_disk_is_seen_at_the_end);
	TEST(a_file_appears_whole_or_not_at_all);
	TEST(large_writes_go_through);
	return unit_end();
}
