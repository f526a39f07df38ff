/* The executable mappings of one process: which file is at which address.
 *
 * A zeroed struct maps is a valid empty one.  The modules that maps point to
 * belong to a struct modules, which must outlive them.  There is no record of
 * munmap(): what is stale goes when something else is mapped over it, and all of
 * it at an exec. */
#ifndef SAMPLE_MAPS_H
#define SAMPLE_MAPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct module;
struct modules;

struct map {
	uint64_t start, end;   /* addresses; end is the first one behind it */
	uint64_t offset;       /* in the file, of start */
	struct module *module; /* what is mapped; never NULL (modules_get()) */
};

struct maps {
	struct map *list; /* by address, disjoint; owned */
	size_t n, cap;
	/* The owner's: changed with the maps, and no other maps' ever, so that what was
	 * looked up in them can be kept; 0: it is not. */
	uint64_t serial;
};

/* Map it, replacing what it covers as mmap() does: what it covers in part is cut.
 * An empty map is ignored.  The map that was found before is no longer valid. */
void maps_add(struct maps *m, struct map map);

/* The map of an address, or NULL; valid until m changes. */
const struct map *maps_find(const struct maps *m, uint64_t addr);

/* Add what /proc/PID/maps says: the lines with x among their flags.
 *
 *     55d0c8a00000-55d0c8a21000 r-xp 00002000 fe:01 1234    /usr/bin/foo
 *
 * Lines of another form are skipped.  Modules come from, or go to, modules; the
 * number of maps that were added. */
size_t maps_parse(struct maps *m, struct str text, struct modules *modules, uint32_t pid);

/* What a fork inherits: to becomes equal to from. */
void maps_copy(struct maps *to, const struct maps *from);

/* Forget all, at an exec. */
void maps_clear(struct maps *m);

void maps_release(struct maps *m);

#endif
