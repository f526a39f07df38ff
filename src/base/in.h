/* Input from a file, a pipe or memory, as lines or as a whole.
 *
 * A gzipped input is recognised by its first bytes and read through the
 * system's gzip.  A failed read ends the input and stays in error, so a caller
 * asks once, at the end. */
#ifndef BASE_IN_H
#define BASE_IN_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/diag.h"
#include "base/str.h"

struct in {
	struct pos pos;     /* of the line that in_line() gave last */
	int error;          /* errno of a failed read, EIO of a failed gzip; or 0 */
	int fd;             /* -1: memory, or at the end */
	bool end;           /* nothing more to read from fd */
	char *buf;          /* owned */
	const char *data;   /* buf, or the caller's memory */
	size_t at, used, cap; /* unread bytes are data[at, used) */
	pid_t gzip, feeder; /* processes to wait for, or 0 */
};

/* Open path; "-" is standard input.  False with errno set: not there, a
 * directory, no gzip for a gzipped one. */
bool in_open(struct in *in, const char *path);

/* Read from bytes of the caller's, which must outlive in. */
void in_from_memory(struct in *in, const char *name, struct str bytes);

/* The next line without its LF or CRLF; a last line needs none.  False at the
 * end.  The line is valid until the next call on in; its length has no limit. */
bool in_line(struct in *in, struct str *line);

/* Up to n bytes that follow, without taking them; fewer only at the end. */
struct str in_peek(struct in *in, size_t n);

/* All that is left, taken; valid until in_close(). */
struct str in_rest(struct in *in);

/* Up to n bytes into a buffer of the caller's, taken; 0 at the end.  Reads past
 * in's own buffer once that is empty.  For readers that find their own lines: pos is
 * not kept. */
size_t in_read(struct in *in, char *to, size_t n);

/* Take n bytes of what in_peek() showed. */
void in_skip(struct in *in, size_t n);

/* Whether this is a plain file, whose unread bytes stand in [at, size): then others may
 * read those by their place in the file, while in is open. */
bool in_plain(const struct in *in, uint64_t *at, uint64_t *size);

/* Up to n bytes of a plain file from a place on; fewer only at the end.  -1 with errno
 * set where it cannot. */
ssize_t in_read_at(const struct in *in, char *to, size_t n, uint64_t at);

/* Close and free.  False with errno set if reading failed anywhere. */
bool in_close(struct in *in);

#endif
