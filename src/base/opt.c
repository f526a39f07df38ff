#define _GNU_SOURCE /* getopt_long_only */
#include "base/opt.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/version.h"

#define HELP_COLUMN 30

static size_t
rows(const struct opt *table)
{
	size_t n = 0;

	while (table[n].name)
		n++;
	return n;
}

static const struct opt *
row_named(const struct opt *table, const char *name)
{
	while (strcmp(table->name, name))
		table++;
	return table;
}

static const struct opt *
target(const struct opt *table, const struct opt *row)
{
	return row->kind == OPT_ALIAS ? row_named(table, row->help) : row;
}

bool
opt_number(const char *text, double *v)
{
	double value = 0, unit = 1;
	size_t digits = 0;
	bool point = false;

	for (; *text; text++) {
		if (*text == '.' && !point) {
			point = true;
			continue;
		}
		if (*text < '0' || *text > '9' || ++digits > 18)
			return false;
		value = value * 10 + (*text - '0');
		unit *= point ? 10 : 1;
	}
	if (!digits)
		return false;
	*v = value / unit;
	return true;
}

/* NULL, or why the value is refused. */
static const char *
apply(const struct opt *row, void *options, const char *value)
{
	void *field = (char *)options + row->into;

	switch (row->kind) {
	case OPT_FLAG:
	case OPT_UNSET:
		*(bool *)field = row->kind == OPT_FLAG;
		return NULL;
	case OPT_TEXT:
		*(const char **)field = value;
		return NULL;
	case OPT_COUNT:
		return str_u64(str_from(value), field) ? NULL : "is not a whole number";
	case OPT_NUMBER:
		return opt_number(value, field) ? NULL : "is not a number, at least 0";
	case OPT_CALL:
		return row->set(options, value);
	case OPT_ALIAS:
		break;
	}
	return "cannot be set";
}

/* getopt's two descriptions of the table; letters has room for two bytes a row
 * and three more. */
static void
describe(const struct opt *table, struct option *words, char *letters, bool in_order)
{
	if (in_order)
		*letters++ = '+';
	*letters++ = ':';
	for (size_t i = 0; table[i].name; i++) {
		bool takes = target(table, &table[i])->arg;
		words[i] = (struct option){table[i].name, takes ? required_argument : no_argument,
		                           NULL, 256 + (int)i};
		if (!table[i].letter)
			continue;
		*letters++ = table[i].letter;
		if (takes)
			*letters++ = ':';
	}
	*letters = 0;
}

static const struct opt *
row_of(const struct opt *table, int code)
{
	if (code >= 256)
		return target(table, &table[code - 256]);
	while (table->name && table->letter != code)
		table++;
	return table;
}

static bool
refuse(int code, const char *word)
{
	if (code == ':')
		complain("option '%s' needs an argument; --help lists them", word);
	else
		complain("unknown, ambiguous or misused option '%s'; --help lists them", word);
	return false;
}

/* What getopt takes; optind is 0 before the first option. */
struct words {
	int argc;
	char **argv, *letters;
	struct option *list;
};

/* getopt's next code, and the word that it is about if that is an error. */
static int
next_code(const struct words *w, char **word)
{
	int at = optind ? optind : 1;
	int code = getopt_long_only(w->argc, w->argv, w->letters, w->list, NULL);

	*word = code == '?' || code == ':' ? w->argv[optind > at ? optind - 1 : at] : NULL;
	return code;
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Whether word begins a row's name, but for the case of its letters; it is then
 * written in lower case.  False too where it is already. */
static bool
lower_name(const struct opt *table, char *word)
{
	char *name = word + strspn(word, "-");
	size_t n = strcspn(name, "="), i = 0;
	bool upper = false;

	for (; table->name; table++) {
		for (i = 0; i < n && table->name[i] == lower(name[i]); i++)
			continue;
		if (i == n)
			break;
	}
	if (!table->name || n < 2)
		return false;
	for (i = 0; i < n; i++) {
		upper |= name[i] != lower(name[i]);
		name[i] = lower(name[i]);
	}
	return upper;
}

/* The first word that getopt refuses; NULL: none, or one that lacks its argument. */
static char *
refused(const struct words *w)
{
	char *word;
	int code;

	optind = 0;
	do
		code = next_code(w, &word);
	while (code != -1 && !word);
	return code == '?' ? word : NULL;
}

/* Words that are options only in lower case are made so, from the first on: which words
 * are options, and which their arguments, is known only when those before are right.
 * getopt changes the order of what it looks at, so that is a copy. */
static void
lower_names(const struct opt *table, const struct words *w)
{
	size_t n = (size_t)w->argc + 1;
	struct words copy = *w;
	char *word;

	copy.argv = mem_alloc(n, sizeof *copy.argv);
	do {
		memcpy(copy.argv, w->argv, n * sizeof *copy.argv);
		word = refused(&copy);
	} while (word && lower_name(table, word));
	free(copy.argv);
}

bool
opt_parse(const struct opt *table, void *options, int argc, char **argv, bool in_order,
          int *operands)
{
	size_t n = rows(table);
	struct words w = {argc, argv, mem_zero(2 * n + 4, 1), mem_zero(n + 1, sizeof *w.list)};
	bool ok = true;

	describe(table, w.list, w.letters, in_order);
	opterr = 0;
	lower_names(table, &w);
	optind = 0;
	while (ok) {
		char *word;
		int code = next_code(&w, &word);
		if (code == -1)
			break;
		if (word) {
			ok = refuse(code, word);
			break;
		}
		const struct opt *row = row_of(table, code);
		const char *why = apply(row, options, row->arg ? optarg : "");
		if (why && row->arg)
			complain("--%s '%s' %s", row->name, optarg, why);
		else if (why)
			complain("--%s %s", row->name, why);
		ok = !why;
	}
	*operands = optind;
	free(w.list);
	free(w.letters);
	return ok;
}

void
opt_help(const struct opt *table, struct out *o)
{
	for (; table->name; table++) {
		if (table->kind == OPT_ALIAS)
			continue;
		size_t column = 4 + strlen(table->name);
		out_text(o, "  ");
		if (table->letter) {
			out_char(o, '-');
			out_char(o, table->letter);
			out_text(o, ", ");
			column += 4;
		}
		out_text(o, "--");
		out_text(o, table->name);
		if (table->arg) {
			out_char(o, ' ');
			out_text(o, table->arg);
			column += 1 + strlen(table->arg);
		}
		if (column >= HELP_COLUMN) {
			out_char(o, '\n');
			column = 0;
		}
		for (; column < HELP_COLUMN; column++)
			out_char(o, ' ');
		out_text(o, table->help);
		out_char(o, '\n');
	}
}

int
opt_say_help(const struct opt *table, const char *intro)
{
	struct out o;

	out_to_fd(&o, STDOUT_FILENO);
	out_text(&o, intro);
	opt_help(table, &o);
	return !out_close(&o);
}

int
opt_say_version(const char *program)
{
	struct out o;

	out_to_fd(&o, STDOUT_FILENO);
	out_text(&o, program);
	out_text(&o, " " CFLAME_VERSION "\n");
	return !out_close(&o);
}
