/* Buffered output with a sticky error: writers write, and only the end asks
 * whether all of it arrived.
 *
 * A named file is written beside its place and renamed by out_close(), so a run
 * that fails leaves the old file, or none.  The new one has the owner and the
 * permissions of the old; a symbolic link stays, and what it leads to is replaced.
 * What is not a regular file (a terminal, a FIFO, /dev/full) is written in place, and
 * a link to standard output (/dev/stdout) is standard output, whatever that is. */
#ifndef BASE_OUT_H
#define BASE_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/str.h"

struct out {
	char *buf;        /* owned */
	size_t used, cap;
	int fd;           /* -1: to memory, and the buffer grows */
	int error;        /* the first errno, or 0 */
	bool owned;       /* fd is closed by out_close() */
	char *path, *beside; /* of a file that is renamed at the end; owned, or NULL */
};

/* Start writing to a descriptor (not closed by us), to memory, or to the file
 * at path ("-": standard output).  out_open() is false with errno set when the
 * file cannot be made; nothing is to be closed then. */
void out_to_fd(struct out *o, int fd);
void out_to_memory(struct out *o);
bool out_open(struct out *o, const char *path);

/* What has been written to memory; valid until the next write. */
struct str out_memory(const struct out *o);

/* Flush, rename into place, free.  False with errno set if any write failed;
 * the unfinished file is gone then. */
bool out_close(struct out *o);

/* Give up: free everything, and leave no file behind. */
void out_drop(struct out *o);

/* What out_room() and out_bytes() do where n bytes do not fit into the buffer. */
char *out_more_room(struct out *o, size_t n);
void out_more(struct out *o, const char *p, size_t n);

/* Room for n bytes, to be filled by the caller and taken with out_took(). */
static inline char *
out_room(struct out *o, size_t n)
{
	return n <= o->cap - o->used ? o->buf + o->used : out_more_room(o, n);
}

static inline void
out_took(struct out *o, size_t n)
{
	o->used += n;
}

static inline void
out_bytes(struct out *o, const char *p, size_t n)
{
	if (n > o->cap - o->used) {
		out_more(o, p, n);
		return;
	}
	if (n)
		memcpy(o->buf + o->used, p, n);
	o->used += n;
}

static inline void
out_str(struct out *o, struct str s)
{
	out_bytes(o, s.p, s.n);
}

static inline void
out_text(struct out *o, const char *text) /* a C string */
{
	out_bytes(o, text, strlen(text));
}

static inline void
out_char(struct out *o, char c)
{
	out_bytes(o, &c, 1);
}

/* A name for people to read in a terminal or a log: what utf8_unruly() finds in it is
 * written as U+FFFD. */
void out_name(struct out *o, struct str s);
void out_u64(struct out *o, uint64_t v);
size_t out_digits(char *to, uint64_t v); /* the same, at most 20 bytes at to; how many */
void out_i64(struct out *o, int64_t v);
void out_hex(struct out *o, uint64_t v);               /* lower case, no 0x */
void out_grouped(struct out *o, uint64_t v);           /* 1,234,567 */
/* v / 10^scale, without trailing zeros of the fraction: a count in folded text */
void out_scaled(struct out *o, uint64_t v, unsigned scale);
/* exactly that many decimals (at most 9), no exponent, no locale; v is finite,
 * |v| < 10^15.  out_short() drops trailing zeros of the fraction. */
void out_fixed(struct out *o, double v, unsigned decimals);
void out_short(struct out *o, double v, unsigned decimals);
/* with & < > " ' as entities: for XML and HTML text and attributes.  The bytes
 * must be clean (utf8.h). */
void out_xml(struct out *o, struct str s);
/* as a JSON string with its quotes; < and > escaped too, so that it may stand
 * in a script element */
void out_json(struct out *o, struct str s);

#endif
