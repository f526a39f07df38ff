/* Visual Studio's profiler reports: the call tree as CSV (vsperfreport /summary:calltree).
 *
 *	Level,Function Name,Inclusive Samples,Exclusive Samples,...,Module Name,
 *	0,"prog.exe","8,735",0,...,"",
 *	1,"main","8,735",12,...,"prog.exe",
 *
 * The weight is Exclusive Samples; of an instrumented run, which has none, Elapsed
 * Exclusive Time % in percent, and with counts Number of Calls.  --value is the name of
 * any other column, whose numbers are taken to be a row's own.  Frames are function
 * names, with --modules "module`function".  Source: what Visual Studio writes. */
#include "base/mem.h"
#include "base/out.h"
#include "collapse/csv.h"
#include "collapse/format.h"
#include "collapse/levels.h"

#define FIELDS 64

struct columns {
	size_t level, name, value, module; /* FIELDS: not there */
};

static enum claim
probe(struct str head)
{
	if (str_starts(head, STR("\xef\xbb\xbf")))
		head = str_rest(head, 3);
	return str_starts(head, STR("Level,Function Name,")) ? CLAIM_YES : CLAIM_NO;
}

static size_t
column(const struct csv_field *f, size_t n, struct str name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(f[i].text, name))
			return i;
	return FIELDS;
}

static bool
find_columns(struct in *in, const struct fold_options *opt, struct arena *mem, struct columns *c)
{
	struct csv_field f[FIELDS];
	struct str line;
	bool any = in_line(in, &line);

	if (any && str_starts(line, STR("\xef\xbb\xbf")))
		line = str_rest(line, 3);
	size_t n = any ? csv_split(line, ',', mem, f, FIELDS) : 0;
	c->level = column(f, n, STR("Level"));
	c->name = column(f, n, STR("Function Name"));
	c->module = column(f, n, STR("Module Name"));
	c->value = FIELDS;
	if (opt->value)
		c->value = column(f, n, str_from(opt->value));
	else if (opt->counts)
		c->value = column(f, n, STR("Number of Calls"));
	if (c->value == FIELDS && !opt->value)
		c->value = column(f, n, STR("Exclusive Samples"));
	if (c->value == FIELDS && !opt->value)
		c->value = column(f, n, STR("Elapsed Exclusive Time %"));
	if (c->level < FIELDS && c->name < FIELDS && c->value < FIELDS)
		return true;
	warn_at(in->pos, "no column '%s'", opt->value ? opt->value : "Exclusive Samples");
	return false;
}

static uint32_t
frame_name(struct stacks *s, const struct fold_options *opt, struct str name, struct str module)
{
	struct out made;

	if (!module.n || opt->modules != CHOICE_YES)
		return stacks_name(s, name);
	out_to_memory(&made);
	out_str(&made, module);
	out_char(&made, '`');
	out_str(&made, name);
	uint32_t id = stacks_name(s, out_memory(&made));
	(void)out_close(&made);
	return id;
}

static bool
fold(struct in *in, struct stacks *s, const struct fold_options *opt)
{
	struct levels levels = {.s = s};
	struct arena mem = {0};
	struct columns c;
	struct str line;
	bool ok = find_columns(in, opt, &mem, &c);

	while (ok && in_line(in, &line)) {
		struct arena_mark m = arena_mark(&mem);
		struct csv_field f[FIELDS] = {0};
		size_t n = csv_split(line, ',', &mem, f, FIELDS);
		struct fixed weight;
		uint64_t level;
		if (!str_trim(line).n)
			continue;
		if (n <= c.level || n <= c.name || n <= c.value || !str_u64(f[c.level].text, &level) ||
		    level > SIZE_MAX - 1 ||
		    !fixed_parse(csv_ungroup(f[c.value].text, &mem), 0, &weight)) {
			report_bad(opt->report, in->pos, "no row of a call tree");
		} else {
			struct str module = c.module < n ? f[c.module].text : STR("");
			levels_own(&levels, level, frame_name(s, opt, f[c.name].text, module), weight);
		}
		arena_rewind(&mem, m);
	}
	levels_release(&levels);
	arena_release(&mem);
	return ok;
}

const struct format format_vsprof = {"vsprof", "Visual Studio call tree, CSV", probe, fold};
