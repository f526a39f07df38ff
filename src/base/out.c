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
#define OUT_SPARE 4096   /* room behind a block for what begins before its end */
#define SUFFIX ".XXXXXX" /* of a file that is not whole yet */
#define LONG_NAME 64     /* bytes; any file system takes so many and a suffix */

void
out_to_fd(struct out *o, int fd)
{
	*o = (struct out){.fd = fd, .cap = OUT_BLOCK + OUT_SPARE};
	o->buf = mem_alloc(o->cap, 1);
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

/* Write whole blocks, so that every write begins and ends between two pages of a file. */
static void
flush_blocks(struct out *o)
{
	size_t whole = o->used - o->used % OUT_BLOCK;

	put(o, o->buf, whole);
	o->used -= whole;
	memmove(o->buf, o->buf + whole, o->used);
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
		put(o, o->buf, o->used);
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
out_more_room(struct out *o, size_t n)
{
	if (o->fd >= 0)
		flush_blocks(o);
	o->buf = mem_grow(o->buf, &o->cap, size_add(o->used, n), 1);
	return o->buf + o->used;
}

/* A large piece of a file does not go through the buffer, but for its ends. */
void
out_more(struct out *o, const char *p, size_t n)
{
	if (o->fd >= 0 && n >= OUT_BLOCK) {
		flush_blocks(o);
		size_t first = OUT_BLOCK - o->used, whole = (n - first) / OUT_BLOCK * OUT_BLOCK;
		memcpy(o->buf + o->used, p, first);
		put(o, o->buf, OUT_BLOCK);
		put(o, p + first, whole);
		o->used = 0;
		p += first + whole;
		n -= first + whole;
	}
	memcpy(out_room(o, n), p, n);
	o->used += n;
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

/* How many decimal digits v has. */
static unsigned
count_digits(uint64_t v)
{
	unsigned n = 1;

	for (; v >= 10000; v /= 10000)
		n += 4;
	return n + (v >= 10) + (v >= 100) + (v >= 1000);
}

static const char pairs[] = "00010203040506070809101112131415161718192021222324"
                            "25262728293031323334353637383940414243444546474849"
                            "50515253545556575859606162636465666768697071727374"
                            "75767778798081828384858687888990919293949596979899";

/* v, which has at most n decimal digits, as n of them that end at a place. */
static void
put_digits(char *end, uint64_t v, unsigned n)
{
	uint32_t low = (uint32_t)v;

	for (; n >= 2 && v > UINT32_MAX; n -= 2, low = (uint32_t)(v /= 100))
		memcpy(end -= 2, pairs + 2 * (v % 100), 2);
	for (; n >= 2; n -= 2, low /= 100)
		memcpy(end -= 2, pairs + 2 * (low % 100), 2);
	if (n)
		end[-1] = (char)('0' + low % 10);
}

size_t
out_digits(char *to, uint64_t v)
{
	unsigned n = count_digits(v);

	put_digits(to + n, v, n);
	return n;
}

/* A number below 100; its end. */
static inline char *
put_small(char *to, uint32_t v)
{
	if (v < 10) {
		*to = (char)('0' + v);
		return to + 1;
	}
	memcpy(to, pairs + 2 * v, 2);
	return to + 2;
}

void
out_u64(struct out *o, uint64_t v)
{
	unsigned n = v < 10000 ? 4 : count_digits(v);
	char *to = out_room(o, n), *end = to + n;

	if (v < 100) {
		end = put_small(to, (uint32_t)v);
	} else if (v < 10000) {
		end = put_small(to, (uint32_t)v / 100);
		memcpy(end, pairs + 2 * ((uint32_t)v % 100), 2);
		end += 2;
	} else {
		put_digits(end, v, n);
	}
	out_took(o, (size_t)(end - to));
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
	if (v < 1000) {
		out_u64(o, v);
		return;
	}
	char buf[20];
	unsigned n = count_digits(v), head = (n - 1) % 3 + 1;

	put_digits(buf + n, v, n);
	out_bytes(o, buf, head);
	for (unsigned at = head; at < n; at += 3) {
		out_char(o, ',');
		out_bytes(o, buf + at, 3);
	}
}

/* A '.' and the fraction's digits; where short, without trailing zeros. */
static void
fraction(struct out *o, uint64_t v, unsigned width, bool trim)
{
	for (; trim && width && v % 10 == 0; v /= 10)
		width--;
	if (!width)
		return;
	char *to = out_room(o, width + 1);
	to[0] = '.';
	put_digits(to + 1 + width, v, width);
	o->used += width + 1;
}

/* For n up to 19. */
static uint64_t
power_of_ten(unsigned n)
{
	static const uint64_t powers[] = {
		1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000,
		10000000000, 100000000000, 1000000000000, 10000000000000, 100000000000000,
		1000000000000000, 10000000000000000, 100000000000000000, 1000000000000000000,
		10000000000000000000u,
	};

	return powers[n];
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
	int64_t one = (int64_t)power_of_ten(decimals > 9 ? 9 : decimals);
	double size = v < 0 ? -v : v;
	int64_t whole = (int64_t)size;
	int64_t part = (int64_t)((size - (double)whole) * (double)one + 0.5);

	if (part >= one) {
		whole++;
		part -= one;
	}
	if (v < 0 && (whole || part))
		out_char(o, '-');
	out_u64(o, (uint64_t)whole);
	if (part || !trim)
		fraction(o, (uint64_t)part, decimals, trim);
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

static struct str
entity(char c)
{
	switch (c) {
	case '&':
		return STR("&amp;");
	case '<':
		return STR("&lt;");
	case '>':
		return STR("&gt;");
	case '"':
		return STR("&quot;");
	default:
		return STR("&#39;");
	}
}

void
out_xml(struct out *o, struct str s)
{
	static const bool special[256] = {
		['&'] = true, ['<'] = true, ['>'] = true, ['"'] = true, ['\''] = true,
	};
	size_t from = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (!special[(unsigned char)s.p[i]])
			continue;
		out_bytes(o, s.p + from, i - from);
		out_str(o, entity(s.p[i]));
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
