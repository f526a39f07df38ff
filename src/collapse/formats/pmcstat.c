/* FreeBSD's pmcstat -G: call graphs from the sampled function up to its callers.
 *
 *	@ CPU_CLK_UNHALTED_CORE [4530 samples]
 *
 *	51.96%  [2354]     lock_delay @ /boot/kernel/kernel
 *	 89.51%  [2107]      __mtx_lock_sleep
 *	  100.0%  [2107]       vm_page_alloc
 *
 * Each blank is one caller further.  A line's own samples are those that no caller
 * below it has.  Frames are names, with --modules "module`function" where the module
 * is written.  Of several events the first is folded, or those asked for by
 * --event-filter.  Source: pmcstat(8), and what it writes. */
#include "base/out.h"
#include "collapse/format.h"
#include "collapse/levels.h"

struct pmc {
	struct in *in;
	const struct fold_options *opt;
	struct levels levels;
	bool wanted, any;     /* of the event that we are in; of any */
	uint64_t others;      /* samples of events that are left out */
};

/* "51.96%  [2354]  name @ module", with its depth. */
static bool
parse(struct str line, size_t *depth, uint64_t *count, struct str *rest)
{
	for (*depth = 0; *depth < line.n && line.p[*depth] == ' ';)
		++*depth;
	struct str share = str_word(&line), samples = str_word(&line);
	if (!str_ends(share, STR("%")) || !str_starts(samples, STR("[")) || !str_ends(samples, STR("]")))
		return false;
	samples = str_rest(samples, 1);
	samples.n--;
	*rest = str_trim(line);
	return str_u64(samples, count) && *count <= INT64_MAX && rest->n;
}

static enum claim
probe(struct str head)
{
	size_t depth;
	uint64_t count;
	struct str rest;
	int rows = 0;

	for (struct cut c = {.tail = head, .ok = true}; c.ok;) {
		c = str_cut(c.tail, '\n');
		if (str_starts(c.head, STR("@ ")) && str_has(c.head, STR(" samples]")))
			return CLAIM_YES;
		if (!str_trim(c.head).n || str_starts(c.head, STR("#")))
			continue;
		if (!parse(c.head, &depth, &count, &rest))
			break;
		rows++;
	}
	return rows > 1 ? CLAIM_MAYBE : CLAIM_NO;
}

static void
push_row(struct pmc *p, size_t depth, uint64_t count, struct str rest)
{
	struct stacks *s = p->levels.s;
	size_t at = str_find(rest, STR(" @ "));
	struct str name = rest, module = {0};
	struct out made;

	if (at != SIZE_MAX) {
		name = str_trim((struct str){rest.p, at});
		module = str_base(str_trim(str_rest(rest, at + 3)));
	}
	out_to_memory(&made);
	if (module.n && p->opt->modules == CHOICE_YES) {
		out_str(&made, module);
		out_char(&made, '`');
	}
	out_str(&made, name);
	levels_inclusive(&p->levels, depth, stacks_name(s, out_memory(&made)),
	                 fixed_of((int64_t)count));
	(void)out_close(&made);
}

/* "@ EVENT [4530 samples]" */
static void
event(struct pmc *p, struct str line)
{
	struct str rest = str_rest(line, 2), name = str_word(&rest);
	uint64_t samples;

	rest = str_trim(rest);
	levels_end(&p->levels);
	p->wanted = !p->opt->events.n && !p->any;
	for (size_t i = 0; i < p->opt->events.n; i++)
		p->wanted |= str_eq(name, str_from(p->opt->events.list[i]));
	p->any = true;
	if (!p->wanted && str_starts(rest, STR("[")) && str_u64(str_cut(str_rest(rest, 1), ' ').head, &samples))
		p->others += samples;
}

static bool
fold(struct in *in, struct stacks *s, const struct fold_options *opt)
{
	struct pmc p = {.in = in, .opt = opt, .levels = {.s = s, .leaf_first = true}, .wanted = true};
	struct str line, rest;
	size_t depth;
	uint64_t count;

	while (in_line(in, &line)) {
		if (str_starts(line, STR("@ ")))
			event(&p, line);
		else if (!str_trim(line).n || str_starts(line, STR("#")))
			continue;
		else if (!parse(line, &depth, &count, &rest))
			report_bad(opt->report, in->pos, "no line of a call graph");
		else if (p.wanted)
			push_row(&p, depth, count, rest);
	}
	levels_end(&p.levels);
	if (p.others)
		warn_at((struct pos){in->pos.file, 0},
		        "%llu samples of other events are left out (--event-filter EVENT)",
		        (unsigned long long)p.others);
	levels_report(&p.levels, opt->report, in->pos.file,
	              "functions had fewer samples than their callers");
	levels_release(&p.levels);
	return true;
}

const struct format format_pmcstat = {"pmcstat", "FreeBSD pmcstat -G", probe, fold};
