/* elfutils' eu-stack, with -s, -m, -i or without.
 *
 *	eu-stack -p PID
 *
 *	PID 28716 - process
 *	TID 28716:
 *	#0  0x00007f35fc6c326f __poll - /usr/lib/libc.so.6
 *	    ../sysdeps/unix/sysv/linux/poll.c:29:10
 *	#1  0x00005581c393d15e - 1 wait_for
 *	#2  0x00005581c393d1a4
 *
 * Each stack counts 1.  --pid and --tid put the ids above it, --srcline file and line
 * behind the functions. */
#include <string.h>

#include "collapse/backtrace.h"

/* A function waits for the line with its source. */
struct reader {
	struct backtrace b;
	struct out name; /* memory */
	bool waits, unknown;
};

static void
flush(struct reader *r)
{
	if (!r->waits)
		return;
	if (r->unknown)
		backtrace_raw_frame(&r->b, out_memory(&r->name));
	else
		backtrace_frame(&r->b, out_memory(&r->name));
	r->waits = false;
}

static void
wait_with(struct reader *r, struct str name, bool unknown)
{
	flush(r);
	r->name.used = 0;
	if (unknown)
		out_char(&r->name, '[');
	out_str(&r->name, name);
	if (unknown)
		out_char(&r->name, ']');
	r->waits = true;
	r->unknown = unknown;
}

/* "#0  0x00007f35fc6c326f", cut off; false where the line does not begin so. */
static bool
take_address(struct str *line, uint64_t *number)
{
	struct cut c = str_cut(*line, ' ');
	uint64_t address;

	if (!str_starts(*line, STR("#")) || !str_u64(str_rest(c.head, 1), number))
		return false;
	struct cut word = str_cut(str_trim(c.tail), ' ');
	if (!str_starts(word.head, STR("0x")) || !str_hex(word.head, &address))
		return false;
	*line = str_trim(word.tail);
	return !str_starts(*line, STR("in "));
}

/* "__poll@@GLIBC_2.2 - /usr/lib/libc.so.6", "- 1  __poll" (an address of a return). */
static void
add_frame(struct reader *r, struct str text)
{
	size_t at;

	if (str_starts(text, STR("- 1")))
		text = str_trim(str_rest(text, 3));
	struct str module = STR("");
	if (str_starts(text, STR("- "))) {
		module = str_rest(text, 2);
		text.n = 0;
	} else if ((at = str_find(text, STR(" - "))) != SIZE_MAX) {
		module = str_rest(text, at + 3);
		text.n = at;
	}
	if ((at = str_find(text, STR("@@"))) != SIZE_MAX)
		text.n = at;
	struct cut c = str_rcut(str_cut(module, ' ').head, '/');
	if (text.n)
		wait_with(r, str_trim(text), false);
	else
		wait_with(r, c.ok ? c.tail : STR("unknown"), true);
}

static void
add_id(struct reader *r, size_t level, struct str prefix, struct str text, bool wanted)
{
	struct out made;
	size_t n = 0;

	while (n < text.n && text.p[n] >= '0' && text.p[n] <= '9')
		n++;
	flush(r);
	backtrace_end(&r->b, 1);
	backtrace_no_root(&r->b, level);
	if (!wanted)
		return;
	out_to_memory(&made);
	out_str(&made, prefix);
	out_str(&made, (struct str){text.p, n});
	backtrace_root(&r->b, level, out_memory(&made));
	out_drop(&made);
}

/* "prog.c:12" of "prog.c:12:3" */
static struct str
without_column(struct str source)
{
	struct cut column = str_rcut(source, ':'), line = str_cut(column.head, ':');

	return line.ok ? column.head : source;
}

static void
take_line(struct reader *r, struct pos at, struct str line)
{
	const struct fold_options *opt = r->b.opt;
	uint64_t number;

	if (str_starts(line, STR("PID "))) {
		add_id(r, 0, STR("PID="), str_rest(line, 4), opt->pid);
	} else if (str_starts(line, STR("TID "))) {
		add_id(r, opt->pid, STR("TID="), str_rest(line, 4),
		       opt->tid || opt->threads == CHOICE_YES);
	} else if (*line.p == '#') {
		if (take_address(&line, &number))
			add_frame(r, line);
		else
			report_bad(opt->report, at, "no address behind the number");
	} else if ((*line.p == ' ' || *line.p == '\t') && r->waits) {
		struct cut c = str_rcut(str_trim(line), '/');
		struct str source = str_trim(c.ok ? c.tail : line);
		if (opt->srcline) {
			out_char(&r->name, ':');
			out_str(&r->name, without_column(source));
		}
		flush(r);
	}
}

static bool
fold(struct in *in, struct stacks *s, const struct fold_options *opt)
{
	struct reader r = {.waits = false};
	struct str line;

	backtrace_init(&r.b, s, opt);
	out_to_memory(&r.name);
	while (in_line(in, &line))
		if (str_trim(line).n)
			take_line(&r, in->pos, line);
	flush(&r);
	backtrace_end(&r.b, 1);
	out_drop(&r.name);
	return backtrace_done(&r.b, in);
}

/* "PID 1 - process", "TID 1:" or a frame #0 with an address that is not followed by "in". */
static enum claim
probe(struct str head)
{
	uint64_t number;

	for (struct cut c = {.tail = head}; c.tail.n;) {
		c = str_cut(c.tail, '\n');
		struct str line = str_trim(c.head);
		if (str_starts(line, STR("#")) && c.ok)
			return take_address(&line, &number) && line.n != 1 ? CLAIM_YES : CLAIM_NO;
		if (line.n && !str_starts(line, STR("PID ")) && !str_starts(line, STR("TID ")))
			return CLAIM_NO;
	}
	return CLAIM_NO;
}

const struct format format_eustack = {
	"eu-stack", "eu-stack of elfutils", probe, fold,
};
