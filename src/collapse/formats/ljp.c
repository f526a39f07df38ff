/* Lightweight Java Profiler: traces.txt.
 *
 *	42 3 my_func_b(prog.java:455)
 *	     my_func_a(prog.java:123)
 *	     java.lang.Thread.run(Thread.java:744)
 *	Total trace count: 1
 *
 * A count, how many frames there are, and the frames, leaf first. */
#include "collapse/backtrace.h"

static bool
is_start(struct str line, uint64_t *count, uint64_t *depth, struct str *frame)
{
	struct cut first = str_cut(line, ' '), second = str_cut(str_trim(first.tail), ' ');

	*frame = str_trim(second.tail);
	return str_u64(first.head, count) && str_u64(second.head, depth) && *depth &&
	       str_ends(*frame, STR(")")) && str_cut(*frame, '(').ok;
}

static void
add_frame(struct backtrace *b, struct str text)
{
	struct out made;

	out_to_memory(&made);
	backtrace_raw_frame(b, backtrace_java(b, text, &made));
	out_drop(&made);
}

static bool
fold(struct in *in, struct stacks *s, const struct fold_options *opt)
{
	struct backtrace b;
	struct str line, frame;
	uint64_t count = 0, next, depth;

	backtrace_init(&b, s, opt);
	while (in_line(in, &line)) {
		line = str_trim(line);
		if (str_starts(line, STR("Total")))
			break;
		if (!line.n)
			continue;
		if (is_start(line, &next, &depth, &frame)) {
			backtrace_end(&b, opt->counts ? 1 : count);
			count = next;
			add_frame(&b, frame);
		} else if (count && str_ends(line, STR(")"))) {
			add_frame(&b, line);
		} else {
			report_bad(opt->report, in->pos, "neither a count nor a frame");
		}
	}
	backtrace_end(&b, opt->counts ? 1 : count);
	return backtrace_done(&b, in);
}

static enum claim
probe(struct str head)
{
	struct cut c = str_cut(head, '\n');
	struct str frame;
	uint64_t count, depth;

	return c.ok && is_start(str_trim(c.head), &count, &depth, &frame) ? CLAIM_YES : CLAIM_NO;
}

const struct format format_ljp = {
	"ljp", "Lightweight Java Profiler", probe, fold,
};
