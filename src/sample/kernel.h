/* Names of the kernel that runs, kept from one run to the next.
 *
 * The kernel takes some 50 ms to write all of /proc/kallsyms, and it is the same until
 * the next boot but for modules.  So its functions are kept in a file that only we can
 * have written:
 *
 *     $XDG_RUNTIME_DIR/cflame/kallsyms, else (root) /run/cflame/kallsyms
 *     cflame kallsyms 1 BOOT-ID HASH-OF-MODULES BYTES
 *     ffffffff81000040 do_one
 *
 * in a folder of ours that nobody else may look into.  It counts only for the same boot,
 * the same modules and the same first function; an address behind the last function of
 * the kernel, or of a module, may be code that came since (of BPF), and is looked up in
 * /proc/kallsyms itself. */
#ifndef SAMPLE_KERNEL_H
#define SAMPLE_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sample/kallsyms.h"
#include "sample/mapped.h"

struct kernel {
	const char *path;    /* "/proc/kallsyms"; borrowed */
	bool hidden;         /* there are symbols, but no addresses */
	/* private */
	struct kallsyms all; /* as read */
	struct mapped kept;  /* the file; empty: there is none */
	struct str functions; /* of all, or of kept */
};

/* Have the names ready; keep: between runs, too. */
void kernel_open(struct kernel *k, const char *path, bool keep);

/* The function at or before addr; false: not known.  Valid until the next call. */
bool kernel_find(struct kernel *k, uint64_t addr, struct kernel_symbol *symbol);

void kernel_close(struct kernel *k);

#endif
