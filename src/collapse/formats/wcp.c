/* wallClockProfiler's report, from its "Full stacks" on.
 *
 *	Full stacks
 *	 99.791% ===================================== (17194 samples)
 *	  1: poll   (at /home/user/shop/asyncloop.nim:343)
 *	  2: runForever   (at /home/user/shop/asyncloop.nim:900)
 *
 * The whole text of a line is the frame; leaf first. */
#include "collapse/backtrace.h"

/* "(17194 samples)" at the end. */
static bool
is_count(struct str line, uint64_t *count)
{
	struct cut c = str_rcut(line, '(');

	return c.ok && str_has(c.head, STR("% ")) && str_ends(c.tail, STR(" samples)")) &&
	       str_u64((struct str){c.tail.p, c.tail.n - 9}, count);
}

static bool
fold(struct in *in, struct stacks *s, const struct fold_options *opt)
{
	struct backtrace b;
	struct str line;
	uint64_t count = 0, next, number;
	bool started = false;

	backtrace_init(&b, s, opt);
	while (in_line(in, &line)) {
		line = str_trim(line);
		struct cut c = str_cut(line, ':');
		if (str_starts(line, STR("Full stacks"))) {
			started = true;
		} else if (!started) {
			continue;
		} else if (is_count(line, &next)) {
			backtrace_end(&b, opt->counts ? 1 : count);
			count = next;
		} else if (!line.n) {
			backtrace_end(&b, opt->counts ? 1 : count);
		} else if (c.ok && str_u64(c.head, &number)) {
			backtrace_raw_frame(&b, c.tail);
		}
	}
	backtrace_end(&b, opt->counts ? 1 : count);
	return backtrace_done(&b, in);
}

static enum claim
probe(struct str head)
{
	return str_starts(head, STR("Full stacks")) || str_has(head, STR("\nFull stacks"))
	               ? CLAIM_YES : CLAIM_NO;
}

const struct format format_wcp = {
	"wcp", "wallClockProfiler", probe, fold,
};
