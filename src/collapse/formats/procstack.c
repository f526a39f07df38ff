/* AIX procstack, and Solaris pstack, many runs one behind the other.
 *
 *	while sleep 0.1; do procstack PID; done
 *
 *	4719024: /usr/bin/shop -x
 *	---------- tid# 25231469 (pthread ID: 258) ----------
 *	0x0900000000b2e4f8  _event_sleep(??, ??) + 0x514
 *	0x0900000000b2ee54  [libpthreads.a]
 *	0x0000000100000678  main(??) + 0x18
 *
 * Each stack counts 1, below its program.  --tid puts the thread's id between them. */
#include <string.h>

#include "collapse/backtrace.h"

/* "4719024: /usr/bin/shop -x" */
static bool
is_process(struct str line, struct str *program)
{
	struct cut c = str_cut(line, ':');
	uint64_t pid;

	*program = str_cut(str_trim(c.tail), ' ').head;
	return c.ok && str_u64(c.head, &pid) && program->n;
}

static bool
is_thread(struct str line, struct str *id)
{
	size_t at = str_find(line, STR("# "));

	if (!str_starts(line, STR("-----")) || at == SIZE_MAX)
		return false;
	*id = str_cut(str_rest(line, at + 2), ' ').head;
	return true;
}

/* "0x0900  poll(??) + 0x20": Solaris has no "0x". */
static bool
parse_frame(struct str line, struct str *address, struct str *name)
{
	struct cut c = str_cut(line, ' ');
	uint64_t value;

	*address = c.head;
	*name = str_trim(c.tail);
	if (!str_hex(c.head, &value) || c.head.n < 6 || !name->n)
		return false;
	size_t offset = str_find(*name, STR(") + 0x"));
	name->n = offset == SIZE_MAX ? name->n : offset + 1;
	return true;
}

static void
take_line(struct backtrace *b, struct pos at, struct str line)
{
	struct str address, name, id;

	if (is_process(line, &name)) {
		backtrace_end(b, 1);
		backtrace_root(b, 0, name);
	} else if (is_thread(line, &id)) {
		backtrace_end(b, 1);
		backtrace_no_root(b, 1);
		if (b->opt->tid || b->opt->threads == CHOICE_YES)
			backtrace_root(b, 1, id);
	} else if (parse_frame(line, &address, &name)) {
		if (*name.p == '[')
			backtrace_raw_frame(b, address);
		else
			backtrace_frame(b, name);
	} else {
		report_bad(b->opt->report, at, "neither a process, a thread nor a frame");
	}
}

static bool
fold(struct in *in, struct stacks *s, const struct fold_options *opt)
{
	struct backtrace b;
	struct str line;

	backtrace_init(&b, s, opt);
	while (in_line(in, &line)) {
		line = str_trim(line);
		if (line.n)
			take_line(&b, in->pos, line);
	}
	backtrace_end(&b, 1);
	return backtrace_done(&b, in);
}

static enum claim
probe(struct str head)
{
	struct str id, address, name;
	bool process = false;

	for (struct cut c = {.tail = head}; c.tail.n;) {
		c = str_cut(c.tail, '\n');
		struct str line = str_trim(c.head);
		if (!line.n || (process && is_thread(line, &id)))
			continue;
		if (process)
			return c.ok && parse_frame(line, &address, &name) ? CLAIM_YES : CLAIM_NO;
		if (!is_process(line, &name) || *name.p == '<')
			return CLAIM_NO;
		process = true;
	}
	return CLAIM_NO;
}

const struct format format_procstack = {
	"procstack", "AIX procstack, Solaris pstack", probe, fold,
};
