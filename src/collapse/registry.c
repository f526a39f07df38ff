#include "collapse/format.h"

#include <string.h>

/* One row per format: the NAME of its format_NAME.  The order decides between two
 * that claim an input alike. */
#define LINES(ROW) \
	ROW(perf) \
	ROW(perfsched) \
	ROW(perfreport) \
	ROW(dtrace) \
	ROW(stap) \
	ROW(bpftrace) \
	ROW(bcc) \
	ROW(gdb) \
	ROW(eustack) \
	ROW(procstack) \
	ROW(faulthandler) \
	ROW(pyspy) \
	ROW(wcp) \
	ROW(ljp) \
	ROW(jstack) \
	ROW(javacore) \
	ROW(javaexceptions) \
	ROW(goraw) \
	ROW(ktap) \
	ROW(folded)

#define STRUCTURED(ROW) \
	ROW(pprof) \
	ROW(gperfcpu) \
	ROW(gperfheap) \
	ROW(cpuprofile) \
	ROW(heapprofile) \
	ROW(chrometrace) \
	ROW(speedscope) \
	ROW(stackprof) \
	ROW(callgrind) \
	ROW(gprof) \
	ROW(gecko) \
	ROW(ghcprof) \
	ROW(xdebug) \
	ROW(instruments) \
	ROW(xctrace) \
	ROW(macsample) \
	ROW(vtune) \
	ROW(vsprof) \
	ROW(pmcstat) \
	ROW(du)

/* Those that have the times of their samples. */
#define TIMED(ROW) \
	ROW(perf) \
	ROW(perfsched) \
	ROW(cpuprofile) \
	ROW(chrometrace) \
	ROW(speedscope) \
	ROW(gecko) \
	ROW(xdebug) \
	ROW(xctrace)

#define FORMATS(ROW) LINES(ROW) STRUCTURED(ROW)

#define DECLARE(id) extern const struct format format_##id;
#define LIST(id) &format_##id,

FORMATS(DECLARE)

const struct format *const formats[] = {FORMATS(LIST) NULL};

bool
format_is_timed(const struct format *format)
{
	static const struct format *const timed[] = {TIMED(LIST) NULL};

	for (size_t i = 0; timed[i]; i++)
		if (timed[i] == format)
			return true;
	return false;
}

const struct format *
format_named(struct str name)
{
	for (size_t i = 0; formats[i]; i++)
		if (str_eq(name, str_from(formats[i]->name)))
			return formats[i];
	return NULL;
}

const struct format *
format_guess(struct str head)
{
	const struct format *best = NULL;

	if (head.n > FORMAT_HEAD)
		head.n = FORMAT_HEAD;
	for (size_t i = 0; formats[i]; i++) {
		enum claim claim = formats[i]->probe(head);
		if (claim == CLAIM_YES)
			return formats[i];
		if (claim == CLAIM_MAYBE && !best)
			best = formats[i];
	}
	return best;
}

void
format_skip_mark(struct in *in)
{
	if (str_eq(in_peek(in, 3), STR("\xef\xbb\xbf")))
		in_skip(in, 3);
}

/* Whether a blank line is next, that ends within the head. */
static bool
blank_line(struct in *in)
{
	struct cut c = str_cut(in_peek(in, FORMAT_HEAD), '\n');

	return c.ok && !str_trim(c.head).n;
}

const struct format *
format_recognise(struct in *in)
{
	struct str line;

	format_skip_mark(in);
	const struct format *format = format_guess(in_peek(in, FORMAT_HEAD));
	if (format || !blank_line(in))
		return format;
	while (blank_line(in))
		(void)in_line(in, &line);
	return format_guess(in_peek(in, FORMAT_HEAD));
}
