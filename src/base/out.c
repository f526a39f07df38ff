#define _GNU_SOURCE /* realpath */
#include "base/out.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/utf8.h"

#ifndef OUT_BLOCK
#define OUT_BLOCK (64 * 1024)
#endif
#define SUFFIX ".XXXXXX" /* of a file that is not whole yet */
#define LONG_NAME 64     /* bytes; any file system takes so many and a suffix */

void
out_to_fd(struct out *o, int fd)
{
	*o = (struct out){.fd = fd, .cap = OUT_BLOCK, .buf = mem_alloc(OUT_BLOCK, 1)};
}

void
out_to_memory(struct out *o)
{
	*o = (struct out){.fd = -1};
}

static bool
written_in_place(const char *path)
{
	struct stat st;

	return !stat(path, &st) && !S_ISREG(st.st_mode);
}

static bool
open_in_place(struct out *o, const char *path)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return false;
	out_to_fd(o, fd);
	o->owned = true;
	return true;
}

/* What a name leads to by links, as standard output's name does: they are followed and
 * stay, for a rename would put the file in their place. */
static bool
is_link(const char *path)
{
	struct stat st;

	return !lstat(path, &st) && S_ISLNK(st.st_mode);
}

static bool
is_standard_output(const char *path)
{
	struct stat named, standard;

	return !stat(path, &named) && !fstat(STDOUT_FILENO, &standard) &&
	       named.st_dev == standard.st_dev && named.st_ino == standard.st_ino;
}

/* The new file gets the owner and the permissions of the one that it replaces, or those
 * of any new file. */
static void
permit(int fd, const char *path)
{
	struct stat old;
	mode_t mask = umask(0);

	(void)umask(mask);
	if (stat(path, &old)) {
		(void)fchmod(fd, 0666 & ~mask);
		return;
	}
	if (old.st_uid != geteuid() || old.st_gid != getegid())
		(void)!fchown(fd, old.st_uid, old.st_gid);
	(void)fchmod(fd, old.st_mode & 0777);
}

/* path and SUFFIX, which takes the place of a long name's end: a name that the file
 * system takes stays one, whatever its limit. */
static char *
name_beside(const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t n = strlen(path), name = strlen(slash ? slash + 1 : path);
	char *beside = mem_alloc(size_add(n, sizeof SUFFIX), 1);

	memcpy(beside, path, n);
	memcpy(beside + n - (name > LONG_NAME ? sizeof SUFFIX - 1 : 0), SUFFIX, sizeof SUFFIX);
	return beside;
}

/* A file beside path, which it takes over; renamed to it by out_close(). */
static bool
open_beside(struct out *o, char *path)
{
	char *beside = name_beside(path);
	int fd = mkstemp(beside);
	if (fd < 0) {
		int error = errno;
		free(beside);
		free(path);
		errno = error;
		return false;
	}
	permit(fd, path);
	out_to_fd(o, fd);
	o->owned = true;
	o->beside = beside;
	o->path = path;
	return true;
}

static char *
copy_of(const char *text)
{
	size_t size = size_add(strlen(text), 1);

	return memcpy(mem_alloc(size, 1), text, size);
}

bool
out_open(struct out *o, const char *path)
{
	bool link = is_link(path);

	if (!strcmp(path, "-") || (link && is_standard_output(path))) {
		out_to_fd(o, STDOUT_FILENO);
		return true;
	}
	if (written_in_place(path))
		return open_in_place(o, path);
	char *place = link ? realpath(path, NULL) : copy_of(path);
	return place && open_beside(o, place);
}

struct str
out_memory(const struct out *o)
{
	return (struct str){o->buf ? o->buf : "", o->used};
}

static void
put(struct out *o, const char *p, size_t n)
{
	while (n && !o->error) {
		ssize_t k = write(o->fd, p, n);
		if (k < 0 && errno != EINTR)
			o->error = errno;
		if (k > 0) {
			p += k;
			n -= (size_t)k;
		}
	}
}

static void
flush(struct out *o)
{
	put(o, o->buf, o->used);
	o->used = 0;
}

static void
discard(struct out *o)
{
	if (o->owned)
		(void)close(o->fd);
	if (o->beside)
		(void)unlink(o->beside);
	free(o->buf);
	free(o->path);
	free(o->beside);
	*o = (struct out){.fd = -1};
}

void
out_drop(struct out *o)
{
	discard(o);
}

bool
out_close(struct out *o)
{
	if (o->fd >= 0)
		flush(o);
	if (o->owned && close(o->fd) && !o->error)
		o->error = errno;
	o->owned = false;
	if (!o->error && o->beside) {
		if (rename(o->beside, o->path)) {
			o->error = errno;
		} else {
			free(o->beside);
			o->beside = NULL;
		}
	}
	int error = o->error;
	discard(o);
	errno = error;
	return !error;
}

char *
out_room(struct out *o, size_t n)
{
	if (n <= o->cap - o->used)
		return o->buf + o->used;
	if (o->fd >= 0 && n > o->cap - o->used)
		flush(o);
	o->buf = mem_grow(o->buf, &o->cap, size_add(o->used, n), 1);
	return o->buf + o->used;
}

void
out_took(struct out *o, size_t n)
{
	o->used += n;
}

void
out_bytes(struct out *o, const char *p, size_t n)
{
	if (o->fd >= 0 && n >= OUT_BLOCK) {
		flush(o);
		put(o, p, n);
		return;
	}
	if (n)
		memcpy(out_room(o, n), p, n);
	o->used += n;
}

void
out_str(struct out *o, struct str s)
{
	out_bytes(o, s.p, s.n);
}

void
out_name(struct out *o, struct str s)
{
	size_t k;

	for (; s.n; s = str_rest(s, k)) {
		size_t unruly = utf8_unruly(s);
		k = unruly ? unruly : 1;
		if (unruly)
			out_text(o, "\xef\xbf\xbd");
		else
			out_char(o, s.p[0]);
	}
}

void
out_text(struct out *o, const char *text)
{
	out_bytes(o, text, strlen(text));
}

void
out_char(struct out *o, char c)
{
	*out_room(o, 1) = c;
	o->used++;
}

/* The decimal digits of v, at the end of a buffer of 20; their first index. */
static size_t
digits(char buf[20], uint64_t v)
{
	size_t at = 20;

	do
		buf[--at] = (char)('0' + v % 10);
	while (v /= 10);
	return at;
}

void
out_u64(struct out *o, uint64_t v)
{
	char buf[20];
	size_t at = digits(buf, v);

	out_bytes(o, buf + at, sizeof buf - at);
}

void
out_i64(struct out *o, int64_t v)
{
	if (v < 0)
		out_char(o, '-');
	out_u64(o, v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
}

void
out_hex(struct out *o, uint64_t v)
{
	char buf[16];
	size_t at = sizeof buf;

	do
		buf[--at] = "0123456789abcdef"[v & 15];
	while (v >>= 4);
	out_bytes(o, buf + at, sizeof buf - at);
}

void
out_grouped(struct out *o, uint64_t v)
{
	char buf[20];

	for (size_t at = digits(buf, v); at < sizeof buf; at++) {
		out_char(o, buf[at]);
		if ((sizeof buf - 1 - at) % 3 == 0 && at + 1 < sizeof buf)
			out_char(o, ',');
	}
}

/* A '.' and the fraction's digits; where short, without trailing zeros. */
static void
fraction(struct out *o, uint64_t v, unsigned width, bool trim)
{
	char buf[20];

	for (unsigned i = width; i-- > 0; v /= 10)
		buf[i] = (char)('0' + v % 10);
	while (trim && width && buf[width - 1] == '0')
		width--;
	if (!width)
		return;
	out_char(o, '.');
	out_bytes(o, buf, width);
}

static uint64_t
power_of_ten(unsigned n)
{
	uint64_t p = 1;

	while (n--)
		p *= 10;
	return p;
}

void
out_scaled(struct out *o, uint64_t v, unsigned scale)
{
	uint64_t one = power_of_ten(scale);

	out_u64(o, v / one);
	fraction(o, v % one, scale, true);
}

static void
decimal(struct out *o, double v, unsigned decimals, bool trim)
{
	uint64_t one = power_of_ten(decimals > 9 ? 9 : decimals);
	double size = v < 0 ? -v : v;
	uint64_t whole = (uint64_t)size;
	uint64_t part = (uint64_t)((size - (double)whole) * (double)one + 0.5);

	if (part >= one) {
		whole++;
		part -= one;
	}
	if (v < 0 && (whole || part))
		out_char(o, '-');
	out_u64(o, whole);
	fraction(o, part, decimals, trim);
}

void
out_fixed(struct out *o, double v, unsigned decimals)
{
	decimal(o, v, decimals, false);
}

void
out_short(struct out *o, double v, unsigned decimals)
{
	decimal(o, v, decimals, true);
}

static const char *
entity(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

void
out_xml(struct out *o, struct str s)
{
	size_t from = 0;

	for (size_t i = 0; i < s.n; i++) {
		const char *name = entity(s.p[i]);
		if (!name)
			continue;
		out_bytes(o, s.p + from, i - from);
		out_text(o, name);
		from = i + 1;
	}
	out_bytes(o, s.p + from, s.n - from);
}

void
out_json(struct out *o, struct str s)
{
	size_t from = 0;

	out_char(o, '"');
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c >= 0x20 && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&' && c != 0x7f)
			continue;
		out_bytes(o, s.p + from, i - from);
		out_text(o, "\\u00");
		out_char(o, "0123456789abcdef"[c >> 4]);
		out_char(o, "0123456789abcdef"[c & 15]);
		from = i + 1;
	}
	out_bytes(o, s.p + from, s.n - from);
	out_char(o, '"');
}
