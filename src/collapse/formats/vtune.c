/* Intel VTune's hotspots and memory reports as CSV (vtune -report top-down -format csv).
 *
 *	Function Stack,CPU Time:Self,Module
 *	Total,0.0,[Unknown]
 *	 main,0.0,prog.exe
 *	  "work<int, int>",0.016612,prog.exe
 *
 * Blanks before a function are its depth, frames are "module`function".  The weight
 * is the first column that ends in ":Self", or the one asked for ("Allocations");
 * times, which are seconds, count as milliseconds.  With counts, the memory report
 * counts its Allocations.  Source: VTune's user guide, and what it writes. */
#include "base/mem.h"
#include "base/out.h"
#include "collapse/csv.h"
#include "collapse/format.h"
#include "collapse/levels.h"
#include "collapse/tidy.h"

#define FIELDS 64

struct vtune {
	struct in *in;
	const struct fold_options *opt;
	struct arena mem;
	struct levels levels;
	char separator;
	size_t value, module; /* columns; FIELDS: none */
	int shift;            /* seconds to milliseconds, or 0 */
};

static bool
is_head(struct str line)
{
	if (str_starts(line, STR("\xef\xbb\xbf")))
		line = str_rest(line, 3);
	if (str_starts(line, STR("\"")))
		line = str_rest(line, 1);
	return str_starts(line, STR("Function Stack")) && str_has(line, STR(":Self"));
}

static enum claim
probe(struct str head)
{
	struct cut c = {.tail = head, .ok = true};

	for (int lines = 0; c.ok && lines < 20; lines++) {
		c = str_cut(c.tail, '\n');
		if (is_head(c.head))
			return CLAIM_YES;
	}
	return CLAIM_NO;
}

/* Whether the column is the value that is wanted. */
static bool
is_wanted(const struct vtune *v, struct str column)
{
	struct str name = column;

	if (!str_ends(column, STR(":Self")))
		return false;
	name.n -= 5;
	if (v->opt->value)
		return str_eq(name, str_from(v->opt->value));
	return !v->opt->counts || str_eq(name, STR("Allocations"));
}

static void
choose(struct vtune *v, const struct csv_field *f, size_t n)
{
	v->value = v->module = FIELDS;
	for (size_t i = n; i-- > 0;) {
		if (is_wanted(v, f[i].text))
			v->value = i;
		else if (str_eq(f[i].text, STR("Module")))
			v->module = i;
	}
	for (size_t i = n; v->value == FIELDS && !v->opt->value && i-- > 0;)
		if (str_ends(f[i].text, STR(":Self")))
			v->value = i;
	if (v->value < FIELDS)
		v->shift = str_has(f[v->value].text, STR("Time")) ? 3 : 0;
}

static bool
head(struct vtune *v, struct str line)
{
	struct csv_field f[FIELDS];

	if (str_starts(line, STR("\xef\xbb\xbf")))
		line = str_rest(line, 3);
	for (const char *s = ",;\t|"; *s && !v->separator; s++)
		if (str_cut(line, *s).ok)
			v->separator = *s;
	size_t n = v->separator ? csv_split(line, v->separator, &v->mem, f, FIELDS) : 0;
	choose(v, f, n);
	if (v->value < FIELDS)
		return true;
	warn_at(v->in->pos, "no column '%s:Self'", v->opt->value ? v->opt->value : "...");
	return false;
}

static uint32_t
frame_name(struct vtune *v, struct str function, struct str module)
{
	struct stacks *s = v->levels.s;
	struct out made;

	if (!module.n || v->opt->modules == CHOICE_NO)
		return stacks_name(s, function);
	out_to_memory(&made);
	out_str(&made, module);
	out_char(&made, '`');
	out_str(&made, function);
	uint32_t id = stacks_name(s, out_memory(&made));
	(void)out_close(&made);
	return id;
}

static void
row(struct vtune *v, struct str line)
{
	struct csv_field f[FIELDS] = {0};
	struct fixed weight = {0, 0};
	struct arena_mark m = arena_mark(&v->mem);
	size_t n = csv_split(line, v->separator, &v->mem, f, FIELDS);

	if (n <= v->value || !fixed_parse(csv_ungroup(f[v->value].text, &v->mem), v->shift, &weight)) {
		report_bad(v->opt->report, v->in->pos, "no row of a report");
	} else {
		struct str module = v->module < n ? f[v->module].text : STR("");
		levels_own(&v->levels, f[0].indent, frame_name(v, f[0].text, module), weight);
	}
	arena_rewind(&v->mem, m);
}

static bool
fold(struct in *in, struct stacks *s, const struct fold_options *opt)
{
	struct vtune v = {.in = in, .opt = opt, .levels.s = s};
	struct str line;
	bool ok = true, begun = false;

	while (ok && in_line(in, &line)) {
		if (begun && str_trim(line).n)
			row(&v, line);
		else if (!begun && is_head(line))
			begun = ok = head(&v, line);
	}
	if (ok && !begun) {
		warn_at((struct pos){in->pos.file, 0}, "no head with Function Stack");
		ok = false;
	}
	levels_release(&v.levels);
	arena_release(&v.mem);
	return ok;
}

const struct format format_vtune = {"vtune", "Intel VTune report, CSV", probe, fold};
