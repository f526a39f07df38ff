#include "base/in.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "unit.h"

/* The lines of in, each followed by '|'. */
static void
lines_are(struct in *in, const char *want)
{
	char all[256] = "";
	size_t n = 0;
	struct str line;

	while (in_line(in, &line) && n + line.n + 1 < sizeof all) {
		memcpy(all + n, line.p, line.n);
		n += line.n;
		all[n++] = '|';
	}
	SAME(((struct str){all, n}), str_from(want));
}

static void
lines_of_memory(void)
{
	struct in in;

	in_from_memory(&in, "x", STR("a\r\n\nb\rc\nlast"));
	lines_are(&in, "a||b\rc|last|");
	CHECK(in.pos.line == 4);
	CHECK(in_close(&in));
}

static void
peeking_takes_nothing(void)
{
	struct in in;

	in_from_memory(&in, "x", STR("abc\ndef"));
	SAME(in_peek(&in, 2), STR("ab"));
	SAME(in_peek(&in, 99), STR("abc\ndef"));
	lines_are(&in, "abc|def|");
	CHECK(in_close(&in));
}

/* A file with the output of a shell command. */
static void
made_by(const char *command, char path[32])
{
	char line[256];

	(void)snprintf(path, 32, "/tmp/cflame-in-XXXXXX");
	(void)close(mkstemp(path));
	(void)snprintf(line, sizeof line, "(%s) >%s", command, path);
	CHECK(system(line) == 0);
}

static void
gzip_is_read_through(void)
{
	char path[32];
	struct in in;

	made_by("printf 'one\\ntwo\\n' | gzip", path);
	CHECK(in_open(&in, path));
	lines_are(&in, "one|two|");
	CHECK(in_close(&in));
	made_by("printf 'one\\ntwo\\n' | gzip | head -c 20", path);
	CHECK(in_open(&in, path));
	(void)in_rest(&in);
	CHECK(!in_close(&in) && errno == EIO);
	(void)unlink(path);
}

static void
long_lines_and_rest(void)
{
	char path[32];
	struct in in;
	struct str line;

	made_by("head -c 1000000 /dev/zero | tr '\\0' x; echo; printf rest", path);
	CHECK(in_open(&in, path));
	CHECK(in_line(&in, &line) && line.n == 1000000);
	SAME(in_rest(&in), STR("rest"));
	CHECK(!in_line(&in, &line));
	CHECK(in_close(&in));
	(void)unlink(path);
}

static void
what_cannot_be_opened(void)
{
	struct in in;

	CHECK(!in_open(&in, "/nonexistent") && errno == ENOENT);
	CHECK(!in_open(&in, "/tmp") && errno == EISDIR);
}

int
main(void)
{
	TEST(lines_of_memory);
	TEST(peeking_takes_nothing);
	TEST(gzip_is_read_through);
	TEST(long_lines_and_rest);
	TEST(what_cannot_be_opened);
	return unit_end();
}
