/* Options as rows of a table: one row gives the parsing, the line of --help and
 * what the test compares with the manual.
 *
 * Words are parsed by libc's getopt_long_only(): "--title X", "--title=X",
 * "-title X" and every unambiguous abbreviation, in any letter case ("--Title"; a
 * short option is its one letter). */
#ifndef BASE_OPT_H
#define BASE_OPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/out.h"

enum opt_kind {
	OPT_FLAG,   /* bool, set to true */
	OPT_UNSET,  /* bool, set to false */
	OPT_TEXT,   /* const char *, borrowed from argv */
	OPT_COUNT,  /* uint64_t, decimal */
	OPT_NUMBER, /* double, finite, not negative */
	OPT_CALL,   /* set() does it */
	OPT_ALIAS,  /* another spelling of the row named by help; not shown */
};

struct opt {
	const char *name; /* without dashes */
	char letter;      /* a short option, or 0 */
	const char *arg;  /* the argument's name in --help; NULL: takes none */
	enum opt_kind kind;
	size_t into;      /* offsetof() the field in the program's options */
	/* OPT_CALL: NULL, or why value (NULL without arg) is refused */
	const char *(*set)(void *options, const char *value);
	const char *help; /* one line for --help; OPT_ALIAS: the other row's name */
};

/* Parse argv by a table that ends with a row without a name.  Names in another letter
 * case are rewritten in lower case, in place.  Operands are moved behind the options,
 * *operands is the first; with in_order, parsing ends at the first operand.  False, with
 * the reason said on standard error, on wrong use. */
bool opt_parse(const struct opt *table, void *options, int argc, char **argv, bool in_order,
               int *operands);

/* The rows as aligned lines of --help. */
void opt_help(const struct opt *table, struct out *o);

/* What a program says of itself, on standard output; its exit status.  intro stands
 * before the rows, as "usage: ..." and what the program is for. */
int opt_say_help(const struct opt *table, const char *intro);
int opt_say_version(const char *program);

/* All of text as a number that is finite and not negative; false otherwise. */
bool opt_number(const char *text, double *v);

#endif
