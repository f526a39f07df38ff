/* The inlined calls at an address, by the addr2line of the system. */
#ifndef COLLAPSE_ADDR2LINE_H
#define COLLAPSE_ADDR2LINE_H

#include <stdbool.h>

#include "base/str.h"

struct addr2line_frames {
	char *text;      /* owned */
	struct str rest; /* what addr2line_next() has not given yet */
};

/* Ask for an address, hexadecimal or as "main+0x10", of a file.  False where nothing
 * is known of it; else frames is to be released. */
bool addr2line(struct str address, struct str module, struct addr2line_frames *frames);

/* The next function and its "file.c:12", innermost first; valid until released. */
bool addr2line_next(struct addr2line_frames *frames, struct str *name, struct str *source);

/* Whether the one given last was inlined: another follows. */
bool addr2line_more(const struct addr2line_frames *frames);

void addr2line_release(struct addr2line_frames *frames);

#endif
