/* The kernel's functions, as /proc/kallsyms has them.
 *
 *     ffffffff81000000 T _text
 *     ffffffffc0401000 t nf_hook	[nf_tables]
 *
 * They are kept as text too, of functions alone: by address, one line for each, without
 * the type.  So they can be written to a file as they are, and looked up in it without
 * being parsed. */
#ifndef SAMPLE_KALLSYMS_H
#define SAMPLE_KALLSYMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct kernel_symbol {
	uint64_t addr;
	struct str name;
	struct str module; /* with its brackets; empty: the kernel proper */
	bool last;         /* no other function of its module, or of the kernel, is behind it */
};

struct kallsyms {
	char *text;  /* owned */
	size_t n, cap;
	bool hidden; /* there are symbols, but no addresses (kernel.kptr_restrict) */
	/* private */
	size_t line;        /* where the last line begins */
	uint64_t last;      /* its address */
	size_t name_n;
	char type;
	bool any, unsorted;
};

/* Take a line; one of another form is skipped.  A zeroed struct kallsyms is a valid
 * empty one; after the last line, kallsyms_end(). */
void kallsyms_line(struct kallsyms *k, struct str line);
void kallsyms_end(struct kallsyms *k);

/* Take a line apart; false where it is no function's.  last is not known. */
bool kallsyms_function(struct str line, struct kernel_symbol *symbol, char *type);

/* The function at or before addr in a text that kallsyms_end() left; false before the
 * first.  Any other text is no harm, but its functions may not be found. */
bool kallsyms_find(struct str text, uint64_t addr, struct kernel_symbol *symbol);

void kallsyms_release(struct kallsyms *k);

#endif
