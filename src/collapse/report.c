#include "collapse/report.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

void
report_bad(struct report *r, struct pos at, const char *fmt, ...)
{
	char why[512];
	va_list ap;

	if (r->bad++ >= REPORT_SAID)
		return;
	va_start(ap, fmt);
	(void)vsnprintf(why, sizeof why, fmt, ap);
	va_end(ap);
	warn_at(at, "skipped: %s", why);
}

void
report_total(const struct report *r)
{
	if (r->bad > REPORT_SAID)
		warn("%" PRIu64 " records skipped in all", r->bad);
}
