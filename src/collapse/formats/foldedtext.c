/* Folded text itself, so that files of any origin merge:
 *
 *	main;read_file;parse 12
 *	main;write 3.5
 *
 * What py-spy (-f raw), async-profiler (-o collapsed), bcc (-f), perf-map tools and
 * every stackcollapse write; docs/folded.md has the grammar. */
#include <string.h>

#include "collapse/format.h"
#include "fold/folded.h"

/* Every whole line is folded, and one has more than one frame. */
static enum claim
probe(struct str head)
{
	size_t stacks = 0;
	bool several = false;
	struct folded f;

	for (struct cut c = {.ok = true, .tail = head}; c.ok && c.tail.n;) {
		c = str_cut(c.tail, '\n');
		if (!c.ok && stacks)
			break;
		enum folded_result result = folded_parse(c.head, false, &f);
		if (result == FOLDED_NOTHING)
			continue;
		if (result != FOLDED_LINE)
			return CLAIM_NO;
		stacks++;
		several = several || (f.stack.n && memchr(f.stack.p, ';', f.stack.n));
	}
	return several ? CLAIM_MAYBE : CLAIM_NO;
}

/* False where the count, in units of its last decimal, passes 2^64-1. */
static bool
add(struct stacks *s, const struct folded *f)
{
	unsigned decimals = f->count.part ? FOLDED_DECIMALS : 0;
	uint64_t unit = f->count.part ? FOLDED_ONE : 1, part = f->count.part;

	for (; decimals && part % 10 == 0; decimals--) {
		part /= 10;
		unit /= 10;
	}
	if (f->count.whole > (UINT64_MAX - part) / unit)
		return false;
	for (struct cut c = {.ok = f->stack.n > 0, .tail = f->stack}; c.ok;) {
		c = str_cut(c.tail, ';');
		stacks_push(s, c.head);
	}
	stacks_add_decimal(s, f->count.whole * unit + part, decimals);
	return true;
}

static bool
fold(struct in *in, struct stacks *s, const struct fold_options *opt)
{
	struct folded f;
	struct str line;

	while (in_line(in, &line)) {
		enum folded_result result = folded_parse(line, false, &f);
		if (result == FOLDED_LINE && !add(s, &f))
			result = FOLDED_TOO_LARGE;
		if (result != FOLDED_LINE && result != FOLDED_NOTHING)
			report_bad(opt->report, in->pos, "%s", folded_reason(result));
	}
	return true;
}

const struct format format_folded = {
	"folded", "folded stacks, merged (also py-spy, async-profiler, bcc -f)", probe, fold,
};
