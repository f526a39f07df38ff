/* bcc's tools without -f: profile, offcputime, offwaketime, wakeuptime, stackcount.
 *
 *	offcputime-bpfcc 10
 *
 *	Tracing off-CPU time (us) of all threads by user + kernel stack for 10 secs.
 *
 *	    finish_task_switch
 *	    schedule
 *	    --
 *	    __GI___nanosleep
 *	    main
 *	    -                prog (1234)
 *	        5001
 *
 * The process stands behind its stack, as its root.  "--" (-d) is kept between kernel
 * and user frames, as in the folded output of these tools.  offwaketime has two
 * processes, "waker:" and "target:", with "--" between their stacks. */
#include <string.h>

#include "collapse/counted.h"
#include "collapse/tidy.h"

/* "-   prog (1234)", "target:   prog 1234", "prog [1234]": the name, and its id. */
static bool
is_process(struct str line, struct str *comm, struct str *pid)
{
	static const struct str marks[] = {STR_ROW("- "), STR_ROW("target: "), STR_ROW("waker: ")};
	struct cut c = str_rcut(line, ' ');
	uint64_t n;

	*pid = c.tail;
	if (pid->n > 2 && (*pid->p == '(' || *pid->p == '['))
		*pid = (struct str){pid->p + 1, pid->n - 2};
	if (!c.ok || !str_u64(*pid, &n))
		return false;
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		if (!str_starts(line, marks[i]))
			continue;
		*comm = str_trim(str_rest(c.head, marks[i].n));
		return true;
	}
	*comm = str_trim(c.head);
	return c.tail.n && *c.tail.p == '[';
}

static struct str
plain(struct str line)
{
	if (line.n > 3 && (str_starts(line, STR("b'")) || str_starts(line, STR("b\""))))
		line = (struct str){line.p + 2, line.n - 3};
	return counted_offset(line);
}

static uint32_t
process_id(const struct frames *f, struct str comm, struct str pid)
{
	struct out name;

	out_to_memory(&name);
	out_str(&name, plain(comm));
	if (f->opt->pid || f->opt->tid) {
		out_char(&name, '-');
		out_str(&name, pid);
	}
	uint32_t id = stacks_name(f->s, out_memory(&name));
	out_drop(&name);
	return id;
}

static void
add(struct frames *f, struct str line)
{
	struct str comm, pid;

	if (str_starts(line, STR("-- ")))
		line = STR("--");
	if (str_starts(line, STR("Tracing ")) || str_starts(line, STR("Sampling ")) ||
	    str_starts(line, STR("WARNING: ")) || str_starts(line, STR("Detaching")))
		return;
	if (!is_process(line, &comm, &pid))
		frames_add(f, tidy_id(f->s, f->opt, plain(line), STR("")));
	else if (f->opt->threads != CHOICE_NO)
		frames_add(f, process_id(f, comm, pid));
}

static bool
fold(struct in *in, struct stacks *s, const struct fold_options *opt)
{
	static const struct counted_way way = {NULL, add};

	return counted_fold(in, s, opt, &way);
}

/* A process behind frames and a count behind the process; or what the tools say first. */
static enum claim
probe(struct str head)
{
	struct str comm, pid;
	bool process = false, frame = false;
	uint64_t n;

	if (str_starts(head, STR("Tracing off-CPU time")) || str_starts(head, STR("Tracing blocked")) ||
	    (str_starts(head, STR("Sampling at ")) && str_has(head, STR(" stack"))))
		return CLAIM_YES;
	for (struct cut c = {.tail = head}; c.tail.n;) {
		c = str_cut(c.tail, '\n');
		struct str line = str_trim(c.head);
		if (!line.n)
			continue;
		if (process)
			return str_u64(line, &n) ? CLAIM_YES : CLAIM_NO;
		process = frame && is_process(line, &comm, &pid) && *c.head.p == ' ';
		if (!process && *c.head.p != ' ' && frame)
			return CLAIM_NO;
		frame = *c.head.p == ' ' && !str_u64(line, &n);
	}
	return CLAIM_NO;
}

const struct format format_bcc = {
	"bcc", "bcc tools (profile, offcputime, offwaketime, stackcount) without -f", probe, fold,
};
