/* Xdebug's function traces (PHP): trace_format 1, and 0 for people.
 *
 *	Version: 3.2.0
 *	File format: 4
 *	TRACE START [2026-01-01 10:00:00]
 *	2	1	0	0.000223	392400	work	1		/app/a.php	24
 *	2	1	1	0.000343	392400
 *
 * separated by tabs: level, number, 0 for entry or 1 for exit, seconds, memory, name,
 * own function or PHP's, included file, file, line.  The weight is microseconds that a
 * function took without its callees; with counts, calls.
 *
 *	TRACE START [2026-01-01 10:00:00]
 *	    0.0003     396264   -> {main}() /app/a.php:0
 *	    0.0004     396976     -> work($n = 1) /app/a.php:24
 *	    0.0009     397040      >=> 5
 *
 * Format 0 has no exits, but returned values if collect_return is set: the time until
 * the next line belongs to the function of this one.  Source: Xdebug's documentation,
 * Function Trace. */
#include "collapse/format.h"
#include "collapse/spans.h"

#define FIELDS 8

struct trace {
	struct in *in;
	const struct fold_options *opt;
	struct spans spans;
	struct fixed now;
	size_t base; /* format 0: where the arrow of {main} stands */
	bool started;
	bool fields; /* format 1 */
};

static enum claim
probe(struct str head)
{
	bool format = false;

	for (struct cut c = {.tail = head, .ok = true}; c.ok;) {
		c = str_cut(c.tail, '\n');
		format |= str_starts(c.head, STR("File format: "));
		if (!str_starts(c.head, STR("TRACE START [")))
			continue;
		if (format)
			return CLAIM_YES;
		c = str_cut(c.tail, '\n');
		return str_has(c.head, STR(" -> {main}(")) ? CLAIM_YES : CLAIM_NO;
	}
	return CLAIM_NO;
}

static void
bad(struct trace *t, const char *why)
{
	report_bad(t->opt->report, t->in->pos, "%s", why);
}

/* The clock moves on, if time is what we count. */
static void
at(struct trace *t, struct fixed now)
{
	t->now = now;
	if (!t->opt->counts && !spans_at(&t->spans, now))
		bad(t, "its time is before that of the record before it");
}

static void
enter(struct trace *t, struct str name)
{
	spans_open(&t->spans, stacks_name(t->spans.s, name));
	if (t->opt->counts && range_has(&t->spans.range, t->now))
		spans_count(&t->spans, fixed_of(1));
}

/* All functions as deep as level, from 1, have returned. */
static void
leave(struct trace *t, uint64_t level)
{
	while (t->spans.n && t->spans.n >= level)
		(void)spans_close_last(&t->spans);
}

static bool
is_include(struct str name)
{
	return str_starts(name, STR("include")) || str_starts(name, STR("require"));
}

/* An include says which file. */
static void
enter_fields(struct trace *t, const struct str *f, size_t n)
{
	struct out name;

	if (n < 8 || !f[7].n || !is_include(f[5])) {
		enter(t, f[5].n ? f[5] : STR("[unknown]"));
		return;
	}
	out_to_memory(&name);
	out_str(&name, f[5]);
	out_char(&name, ' ');
	out_str(&name, f[7]);
	enter(t, out_memory(&name));
	(void)out_close(&name);
}

/* The end of the script: tabs, the time, memory. */
static void
end_line(struct trace *t, struct str line)
{
	struct fixed now;

	if (!fixed_parse(str_cut(str_trim(line), '\t').head, 6, &now)) {
		bad(t, "no record of a trace");
		return;
	}
	at(t, now);
	leave(t, 1);
}

static void
fields_line(struct trace *t, struct str line)
{
	struct str f[FIELDS];
	struct fixed now;
	uint64_t level;
	size_t n = 0;

	if (str_starts(line, STR("\t"))) {
		end_line(t, line);
		return;
	}
	for (struct cut c = {.tail = line, .ok = true}; c.ok && n < FIELDS; n++) {
		c = str_cut(c.tail, '\t');
		f[n] = c.head;
	}
	if (n < 4 || !str_u64(f[0], &level) || !fixed_parse(f[3], 6, &now)) {
		bad(t, "no record of a trace");
		return;
	}
	if (str_eq(f[2], STR("0")) && n > 5) {
		at(t, now);
		leave(t, level);
		enter_fields(t, f, n);
	} else if (str_eq(f[2], STR("1"))) {
		at(t, now);
		leave(t, level);
	} else if (!str_eq(f[2], STR("R"))) {
		bad(t, "neither an entry nor an exit");
	}
}

/* The name in "work($n = 1) /app/a.php:24"; of an include, with the file. */
static struct str
call_name(struct str call)
{
	struct cut c = str_cut(call, '(');
	struct cut file = str_rcut(call, ')');

	if (is_include(c.head))
		return file.ok ? (struct str){call.p, file.head.n + 1} : call;
	return c.head;
}

static void
human_line(struct trace *t, struct str line)
{
	size_t arrow = str_find(line, STR(" -> ")), back = str_find(line, STR(" >=> "));
	struct str start = str_trim(line);
	struct fixed now;

	start.n = str_cut(start, ' ').head.n;
	if (!fixed_parse(start, 6, &now)) {
		bad(t, "no record of a trace");
		return;
	}
	at(t, now);
	bool returns = back < arrow;
	size_t column = returns ? back - 1 : arrow;
	if (arrow == back) {
		leave(t, 1);
		return;
	}
	if (!t->spans.n && !returns)
		t->base = column;
	size_t depth = column > t->base ? (column - t->base) / 2 : 0;
	leave(t, depth + 1);
	if (!returns)
		enter(t, call_name(str_rest(line, arrow + 4)));
}

static void
fold_line(struct trace *t, struct str line)
{
	if (str_starts(line, STR("File format: ")))
		t->fields = true;
	else if (str_starts(line, STR("TRACE START")))
		t->started = true;
	else if (!t->started || !str_trim(line).n || str_starts(line, STR("TRACE END")))
		return;
	else if (t->fields || (str_cut(line, '\t').ok && !str_has(line, STR(" -> "))))
		fields_line(t, line);
	else
		human_line(t, line);
}

static bool
fold(struct in *in, struct stacks *s, const struct fold_options *opt)
{
	struct trace t = {.in = in, .opt = opt, .spans = {.s = s, .range = range_of(opt, 3)}};
	struct str line;

	while (in_line(in, &line))
		fold_line(&t, line);
	spans_release(&t.spans);
	return true;
}

const struct format format_xdebug = {"xdebug", "Xdebug function trace (PHP)", probe, fold};
