#include "base/in.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/pipe.h"

#ifndef IN_BLOCK
#define IN_BLOCK (256 * 1024)
#endif

/* What one read() gives; 0 is the end. */
static size_t
read_once(struct in *in, char *to, size_t room)
{
	ssize_t n;

	do
		n = read(in->fd, to, room);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		in->error = errno;
	if (n <= 0)
		in->end = true;
	return n > 0 ? (size_t)n : 0;
}

/* Read once more behind the unread bytes; false at the end. */
static bool
fill(struct in *in)
{
	if (in->end)
		return false;
	if (in->at) {
		memmove(in->buf, in->buf + in->at, in->used - in->at);
		in->used -= in->at;
		in->at = 0;
	}
	in->buf = mem_grow(in->buf, &in->cap, size_add(in->used, IN_BLOCK), 1);
	in->data = in->buf;
	size_t n = read_once(in, in->buf + in->used, in->cap - in->used);
	in->used += n;
	return n > 0;
}

static bool
gunzip(struct in *in)
{
	static const char *const argv[] = {"gzip", "-dc", NULL};
	struct str head = {in->data + in->at, in->used - in->at};
	int fd = pipe_from_both(argv, head, in->end ? -1 : in->fd, &in->gzip, &in->feeder);

	if (fd < 0)
		return false;
	(void)close(in->fd);
	in->fd = fd;
	in->at = in->used = 0;
	in->end = false;
	return true;
}

bool
in_open(struct in *in, const char *path)
{
	bool standard = !strcmp(path, "-");
	struct stat st;

	*in = (struct in){.pos.file = standard ? "standard input" : path, .data = ""};
	in->fd = standard ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3) : open(path, O_RDONLY | O_CLOEXEC);
	if (in->fd < 0)
		return false;
	int error = fstat(in->fd, &st) ? errno : S_ISDIR(st.st_mode) ? EISDIR : 0;
	struct str head = error ? (struct str){"", 0} : in_peek(in, 3);
	if (!error && head.n == 3 && !memcmp(head.p, "\x1f\x8b\x08", 3) && !gunzip(in))
		error = errno;
	if (!error)
		return true;
	(void)in_close(in);
	errno = error;
	return false;
}

void
in_from_memory(struct in *in, const char *name, struct str bytes)
{
	*in = (struct in){.pos.file = name, .fd = -1, .end = true, .data = bytes.p, .used = bytes.n};
}

struct str
in_peek(struct in *in, size_t n)
{
	while (in->used - in->at < n && fill(in))
		continue;
	size_t have = in->used - in->at;
	return (struct str){in->data + in->at, have < n ? have : n};
}

void
in_skip(struct in *in, size_t n)
{
	in->at += n < in->used - in->at ? n : in->used - in->at;
}

bool
in_line(struct in *in, struct str *line)
{
	size_t seen = 0;
	const char *end;

	for (;;) {
		const char *p = in->data + in->at;
		size_t have = in->used - in->at;
		end = have > seen ? memchr(p + seen, '\n', have - seen) : NULL;
		if (end)
			break;
		seen = have;
		if (!fill(in))
			break;
	}
	*line = (struct str){in->data + in->at, end ? (size_t)(end - (in->data + in->at)) : seen};
	if (!end && !line->n)
		return false;
	in->at += line->n + (end != NULL);
	if (line->n && line->p[line->n - 1] == '\r')
		line->n--;
	in->pos.line++;
	return true;
}

struct str
in_rest(struct in *in)
{
	while (fill(in))
		continue;
	struct str all = {in->data + in->at, in->used - in->at};
	in->at = in->used;
	return all;
}

size_t
in_read(struct in *in, char *to, size_t n)
{
	size_t have = in->used - in->at;

	if (!have)
		return in->end ? 0 : read_once(in, to, n);
	if (have > n)
		have = n;
	memcpy(to, in->data + in->at, have);
	in->at += have;
	return have;
}

bool
in_plain(const struct in *in, uint64_t *at, uint64_t *size)
{
	struct stat st;
	off_t next = in->fd < 0 || in->gzip > 0 ? -1 : lseek(in->fd, 0, SEEK_CUR);

	if (next < 0 || fstat(in->fd, &st) || !S_ISREG(st.st_mode) || st.st_size < next)
		return false;
	*at = (uint64_t)next - (in->used - in->at);
	*size = (uint64_t)st.st_size;
	return true;
}

ssize_t
in_read_at(const struct in *in, char *to, size_t n, uint64_t at)
{
	size_t done = 0;
	ssize_t got = 1;

	while (done < n && got) {
		got = pread(in->fd, to + done, n - done, (off_t)(at + done));
		if (got < 0 && errno != EINTR)
			return -1;
		done += got > 0 ? (size_t)got : 0;
	}
	return (ssize_t)done;
}

bool
in_close(struct in *in)
{
	if (in->fd >= 0)
		(void)close(in->fd);
	if (in->feeder > 0)
		(void)pipe_wait(in->feeder);
	if (in->gzip > 0 && !pipe_wait(in->gzip) && !in->error && in->end)
		in->error = EIO;
	int error = in->error;
	free(in->buf);
	*in = (struct in){.fd = -1, .end = true, .data = ""};
	errno = error;
	return !error;
}
