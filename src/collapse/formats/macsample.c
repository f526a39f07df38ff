/* What macOS's sample command and Activity Monitor print.
 *
 *	Call graph:
 *	    825 Thread_15   DispatchQueue_1: com.apple.main-thread  (serial)
 *	    + 825 start  (in libdyld.dylib) + 1  [0x7fff737cf3d5]
 *	    +   825 main  (in prog) + 41  [0x10384b549]
 *	    +   ! 13 work  (in prog) + 9  [0x10384b549]  a.c:12
 *
 *	Total number in stack (recursive counted multiple, when >=5):
 *
 * Two columns are one level.  The number is of samples in the function and what it
 * called; ours are what is its own.  Frames are "module`function".  Threads that wait
 * (a leaf such as __psynch_cvwait) are left out, and how many is said; --value all
 * keeps them.  Source: sample(1), and what it writes. */
#include <string.h>

#include "base/out.h"
#include "collapse/format.h"
#include "collapse/levels.h"
#include "collapse/tidy.h"

struct sample {
	struct in *in;
	const struct fold_options *opt;
	struct stacks *s;
	struct levels levels;
	size_t base;        /* the column of threads' counts */
	bool all;           /* --value all */
	uint64_t waiting;   /* samples left out */
	/* the line before: a leaf, if nothing is under it */
	struct fixed count;
	size_t depth;
	uint32_t name;
	bool pending, waits;
};

static enum claim
probe(struct str head)
{
	if (str_starts(head, STR("Analysis of sampling ")))
		return CLAIM_YES;
	return str_has(head, STR("\nCall graph:\n")) && str_has(head, STR("  (in ")) ? CLAIM_YES
	                                                                             : CLAIM_NO;
}

static bool
is_wait(struct str function)
{
	static const char *const waits[] = {
		"__psynch_cvwait", "__select", "__semwait_signal", "__ulock_wait", "__wait4",
		"__workq_kernreturn", "kevent", "mach_msg_trap", "read", "semaphore_wait_trap"};

	for (size_t i = 0; i < sizeof waits / sizeof waits[0]; i++)
		if (str_eq(function, str_from(waits[i])))
			return true;
	return false;
}

/* The line before was a leaf: count it, or leave it out. */
static void
flush(struct sample *p, bool leaf)
{
	if (!p->pending)
		return;
	p->pending = false;
	levels_inclusive(&p->levels, p->depth, p->name, p->count);
	if (leaf && p->waits && !p->all) {
		p->waiting += (uint64_t)p->count.whole;
		p->levels.at[p->levels.n - 1].left = fixed_of(0);
	}
}

/* "NAME  (in MODULE) + 1  [0x7f]": "MODULE`NAME", without the module's .dylib. */
static uint32_t
frame_name(struct sample *p, struct str text)
{
	size_t in = str_find(text, STR("  (in "));
	struct out made, tidied;

	if (in == SIZE_MAX) {
		size_t end = str_find(text, STR("  "));
		return tidy_id(p->s, p->opt, (struct str){text.p, end < text.n ? end : text.n}, STR(""));
	}
	struct str name = {text.p, in}, module = str_cut(str_rest(text, in + 6), ')').head;
	if (p->opt->modules == CHOICE_NO)
		return tidy_id(p->s, p->opt, name, STR(""));
	if (str_ends(module, STR(".dylib")))
		module.n -= 6;
	out_to_memory(&made);
	out_to_memory(&tidied);
	out_str(&made, module);
	out_char(&made, '`');
	out_str(&made, p->opt->raw_names ? name : tidy_name(name, &tidied));
	uint32_t id = stacks_name(p->s, out_memory(&made));
	(void)out_close(&tidied);
	(void)out_close(&made);
	return id;
}

static void
fold_line(struct sample *p, struct str line)
{
	size_t column = 0, digits = 0;
	uint64_t count;

	while (column < line.n && memchr(" +!:|", line.p[column], 5))
		column++;
	while (column + digits < line.n && line.p[column + digits] >= '0' && line.p[column + digits] <= '9')
		digits++;
	struct str text = str_trim(str_rest(line, column + digits));
	if (!str_u64((struct str){line.p + column, digits}, &count) || !text.n || count > INT64_MAX) {
		report_bad(p->opt->report, p->in->pos, "no line of a call graph");
		return;
	}
	if (!p->base)
		p->base = column + 1;
	size_t depth = column + 1 > p->base ? column + 1 - p->base : 0;
	flush(p, !p->pending || depth <= p->depth);
	struct str function = text;
	size_t in = str_find(text, STR("  (in "));
	if (in != SIZE_MAX)
		function.n = in;
	p->pending = true;
	p->waits = is_wait(function);
	p->depth = depth;
	p->count = fixed_of((int64_t)count);
	p->name = frame_name(p, text);
}

static bool
choose(struct sample *p)
{
	if (!p->opt->value || str_eq(str_from(p->opt->value), STR("running")))
		return true;
	p->all = str_eq(str_from(p->opt->value), STR("all"));
	if (!p->all)
		warn_at((struct pos){p->in->pos.file, 0}, "no value '%s'; there are running, all",
		        p->opt->value);
	return p->all;
}

static bool
fold(struct in *in, struct stacks *s, const struct fold_options *opt)
{
	struct sample p = {.in = in, .opt = opt, .s = s, .levels.s = s};
	struct str line;
	bool graph = false, ok = choose(&p);

	while (ok && in_line(in, &line)) {
		if (str_starts(line, STR("Call graph:")))
			graph = true;
		else if (graph && (str_starts(line, STR("Total number in stack")) ||
		                   str_starts(line, STR("Sort by top of stack"))))
			graph = false;
		else if (graph && str_trim(line).n)
			fold_line(&p, line);
	}
	flush(&p, true);
	levels_end(&p.levels);
	if (p.waiting)
		warn_at((struct pos){in->pos.file, 0},
		        "%llu samples of waiting threads are left out (--value all keeps them)",
		        (unsigned long long)p.waiting);
	levels_report(&p.levels, opt->report, in->pos.file,
	              "functions had fewer samples than what they called");
	levels_release(&p.levels);
	return ok;
}

const struct format format_macsample = {"macsample", "macOS sample", probe, fold};
