#include "base/diag.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

static const char *progname = "cflame";
static bool quiet;

void
diag_init(const char *program)
{
	progname = program;
	quiet = false;
}

void
diag_quiet(void)
{
	quiet = true;
}

__attribute__((format(printf, 2, 0))) static void
say(struct pos at, const char *fmt, va_list ap)
{
	char where[512] = "", what[2048], text[sizeof where + sizeof what + 128];

	if (at.file && at.line)
		(void)snprintf(where, sizeof where, "%s:%llu: ", at.file, (unsigned long long)at.line);
	else if (at.file)
		(void)snprintf(where, sizeof where, "%s: ", at.file);
	(void)vsnprintf(what, sizeof what, fmt, ap);
	int n = snprintf(text, sizeof text, "%.64s: %s%s", progname, where, what);
	size_t len = n < 0 ? 0 : (size_t)n < sizeof text ? (size_t)n : sizeof text - 1;
	for (size_t i = 0, k; i < len; i += k ? k : 1) {
		k = utf8_unruly((struct str){text + i, len - i});
		if (k)
			memset(text + i, '?', k);
		else if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
			text[i] = '?';
	}
	text[len] = '\n';
	(void)fwrite(text, 1, len + 1, stderr);
}

void
warn_at(struct pos at, const char *fmt, ...)
{
	va_list ap;

	if (quiet)
		return;
	va_start(ap, fmt);
	say(at, fmt, ap);
	va_end(ap);
}

void
warn(const char *fmt, ...)
{
	va_list ap;

	if (quiet)
		return;
	va_start(ap, fmt);
	say((struct pos){0}, fmt, ap);
	va_end(ap);
}

void
complain(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say((struct pos){0}, fmt, ap);
	va_end(ap);
}

void
die_of_memory(void)
{
	complain("out of memory");
	exit(1);
}
