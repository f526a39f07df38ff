/* Names for addresses of a process whose memory map a profile holds: the object
 * file and the offset in it, "libc.so.6+0x8f2a1".
 *
 * The map is the text of /proc/PID/maps: "start-end perms offset device inode path",
 * numbers in hexadecimal. */
#ifndef COLLAPSE_OBJECTS_H
#define COLLAPSE_OBJECTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "collapse/ids.h"
#include "fold/stacks.h"

struct object {
	uint64_t start, end, offset;
	struct str name; /* the last part of its path */
};

/* A struct with s set and the rest zero is an empty one. */
struct objects {
	struct stacks *s;      /* borrowed: where names are */
	struct object *list;   /* owned; by start, once an address has been asked for */
	size_t n, cap;
	bool sorted;
	struct ids addresses;  /* that have been asked for */
	uint32_t *names;       /* by index in addresses; owned */
	size_t names_cap;
	struct arena text;
};

/* Note a line of the map; other lines are passed over. */
void objects_line(struct objects *o, struct str line);

/* Note that an object is at [start, end). */
void objects_add(struct objects *o, uint64_t start, uint64_t end, uint64_t offset, struct str path);

/* The name (stacks_name()) of an address: "object+0xoffset", or "0xaddress" where
 * nothing is mapped. */
uint32_t objects_name(struct objects *o, uint64_t address);

void objects_release(struct objects *o);

#endif
