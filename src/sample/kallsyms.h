/* The kernel's symbols, as /proc/kallsyms has them.
 *
 *     ffffffff81000000 T _text
 *     ffffffffc0401000 t nf_hook	[nf_tables]
 *
 * Where the reader may not see addresses (kernel.kptr_restrict) all of them are 0. */
#ifndef SAMPLE_KALLSYMS_H
#define SAMPLE_KALLSYMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct kernel_symbol {
	uint64_t addr;
	struct str name;   /* in the text */
	struct str module; /* with its brackets; empty: the kernel proper */
};

struct kallsyms {
	struct kernel_symbol *list; /* functions, by address; owned */
	size_t n, cap;
	bool hidden;                /* there are symbols, but no addresses */
};

/* Parse the text, which must outlive k.  Lines of another form are skipped. */
void kallsyms_parse(struct kallsyms *k, struct str text);

/* The symbol at or before addr; NULL before the first. */
const struct kernel_symbol *kallsyms_find(const struct kallsyms *k, uint64_t addr);

void kallsyms_release(struct kallsyms *k);

#endif
