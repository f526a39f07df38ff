/* The inlined calls at an address, by the addr2line of the system.
 *
 * It reads the debugging information of an object once, for all addresses: one process
 * an object, asked line by line, at most ADDR2LINE_LIVE at a time.  The one that was not
 * asked for the longest time makes place.  An object whose process dies or answers what
 * makes no sense is not asked again while it has its place. */
#ifndef COLLAPSE_ADDR2LINE_H
#define COLLAPSE_ADDR2LINE_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/str.h"

#define ADDR2LINE_LIVE 16

struct addr2line_object {
	char *path;     /* owned; NULL: a free place */
	int fd;         /* of the process; -1: there is none to ask */
	pid_t pid;
	uint64_t asked; /* when, by the count of questions */
	char mark[32];  /* how it prints the address that ends an answer */
};

/* Threads may share one; init before the first, release behind the last. */
struct addr2line {
	pthread_mutex_t lock; /* of all below */
	struct addr2line_object objects[ADDR2LINE_LIVE];
	uint64_t questions;
	bool missing;         /* it cannot be started, which has been said */
};

struct addr2line_frames {
	char *text;      /* owned */
	struct str rest; /* what addr2line_next() has not given yet */
};

void addr2line_init(struct addr2line *tool);

/* Ask for an address, hexadecimal or as "main+0x10", of a file by its whole path.  False
 * where nothing is known of it; else frames is to be released. */
bool addr2line(struct addr2line *tool, struct str address, struct str path,
               struct addr2line_frames *frames);

/* The next function and its "file.c:12", innermost first; valid until released. */
bool addr2line_next(struct addr2line_frames *frames, struct str *name, struct str *source);

/* Whether the one given last was inlined: another follows. */
bool addr2line_more(const struct addr2line_frames *frames);

void addr2line_frames_release(struct addr2line_frames *frames);

/* Ends all processes. */
void addr2line_release(struct addr2line *tool);

#endif
