/* Instruments' call tree, as "Edit > Deep Copy" gives it.
 *
 *	Weight<TAB>Self Weight<TAB><TAB>Symbol Names
 *	4.93 s  100.0%<TAB>0 s<TAB> <TAB>start
 *	2.45 s  49.7%<TAB>846.00 ms<TAB> <TAB> main
 *
 * Blanks before a symbol are its depth.  The weight is the column with "Self" in its
 * head, in milliseconds where it is a time: rounded by Instruments to three digits or
 * so.  Cycles and other units count as they are.  There is no description of the
 * format but what Instruments writes (versions 7 to 16). */
#include <string.h>

#include "collapse/format.h"
#include "collapse/levels.h"
#include "collapse/tidy.h"

#define FIELDS 8

static const struct {
	const char *name;
	int shift;       /* digits to milliseconds, or to one */
	unsigned times;  /* and then times this */
} units[] = {{"ms", 0, 1}, {"s", 3, 1}, {"\xc2\xb5s", -3, 1}, {"\xce\xbcs", -3, 1}, {"us", -3, 1},
             {"ns", -6, 1}, {"min", 3, 60}, {"m", 3, 60}, {"h", 3, 3600}, {"", 0, 1}, {"c", 0, 1},
             {"Kc", 3, 1}, {"Mc", 6, 1}, {"Gc", 9, 1}, {"Tc", 12, 1}};

static size_t
split(struct str line, struct str *f)
{
	size_t n = 0;

	for (struct cut c = {.tail = line, .ok = true}; c.ok && n < FIELDS; n++) {
		c = str_cut(c.tail, '\t');
		f[n] = c.head;
	}
	return n;
}

/* The columns of the head: of Self, and of the symbol. */
static bool
find_columns(struct str line, size_t *self, size_t *symbol)
{
	struct str f[FIELDS];
	size_t n = split(line, f);

	*self = *symbol = FIELDS;
	for (size_t i = 0; i < n; i++) {
		if (str_starts(f[i], STR("Self")))
			*self = i;
		else if (str_starts(str_trim(f[i]), STR("Symbol Name")))
			*symbol = i;
	}
	return *self < FIELDS && *symbol < FIELDS;
}

static enum claim
probe(struct str head)
{
	size_t self, symbol;

	if (str_starts(head, STR("\xef\xbb\xbf")))
		head = str_rest(head, 3);
	return find_columns(str_cut(head, '\n').head, &self, &symbol) ? CLAIM_YES : CLAIM_NO;
}

/* "846.00 ms", "0 s", "693" */
static bool
parse_weight(struct str text, struct fixed *weight)
{
	size_t n = 0;

	text = str_trim(text);
	while (n < text.n && memchr("0123456789.-", text.p[n], 12))
		n++;
	struct str number = {text.p, n}, unit = str_trim(str_rest(text, n));
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		struct fixed one, sum = {0, 0};
		if (!str_eq(unit, str_from(units[i].name)) || !fixed_parse(number, units[i].shift, &one))
			continue;
		for (unsigned k = 0; k < units[i].times; k++)
			sum = fixed_add(sum, one);
		*weight = sum;
		return true;
	}
	return false;
}

static uint32_t
frame_name(struct stacks *s, const struct fold_options *opt, struct str name)
{
	struct out made;

	out_to_memory(&made);
	uint32_t id = stacks_name(s, opt->raw_names ? name : tidy_signature(name, &made));
	out_drop(&made);
	return id;
}

static bool
fold(struct in *in, struct stacks *s, const struct fold_options *opt)
{
	struct levels levels = {.s = s};
	struct str line, f[FIELDS];
	size_t self = FIELDS, symbol = FIELDS;
	struct fixed weight;

	if (!in_line(in, &line) || !find_columns(line, &self, &symbol)) {
		warn_at(in->pos, "no head with Self and Symbol Name");
		return false;
	}
	while (in_line(in, &line)) {
		size_t n = split(line, f), depth = 0;
		if (n && str_trim(line).n == 0)
			continue;
		if (n < self + 2 || !parse_weight(f[self], &weight)) {
			report_bad(opt->report, in->pos, "no row of a call tree");
			continue;
		}
		struct str name = f[n - 1];
		while (depth < name.n && name.p[depth] == ' ')
			depth++;
		levels_own(&levels, depth, frame_name(s, opt, str_trim(name)), weight);
	}
	levels_release(&levels);
	return true;
}

const struct format format_instruments = {"instruments", "Xcode Instruments, Deep Copy", probe, fold};
