#include "sample/locate.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/in.h"
#include "base/mem.h"
#include "base/pipe.h"
#include "sample/file.h"

enum { PATH_ROOM = 2 * PATH_MAX, UNPACKED_MAX = 1 << 28 };

enum way { WAY_ROOT, WAY_PATH, WAY_MAPPED, WAY_PROGRAM, WAYS };

static bool
fits(int length)
{
	return length > 0 && length < PATH_ROOM;
}

/* The path of a way to the file; false where there is none. */
static bool
way_path(const struct modules *all, const struct module *m, enum way way, char *path)
{
	if (way == WAY_PATH)
		return !m->deleted && m->path[0] == '/' &&
		       fits(snprintf(path, PATH_ROOM, "%s", m->path));
	if (!all->proc || !m->pid)
		return false;
	if (way == WAY_ROOT)
		return !m->deleted && m->path[0] == '/' &&
		       fits(snprintf(path, PATH_ROOM, "%s/%u/root%s", all->proc, m->pid, m->path));
	if (way == WAY_MAPPED)
		return fits(snprintf(path, PATH_ROOM, "%s/%u/map_files/%llx-%llx", all->proc,
		                     m->pid, (unsigned long long)m->start,
		                     (unsigned long long)m->end));
	return fits(snprintf(path, PATH_ROOM, "%s/%u/exe", all->proc, m->pid));
}

static uint64_t
changed_ns(const struct stat *st)
{
	return (uint64_t)st->st_ctim.tv_sec * 1000000000 + (uint64_t)st->st_ctim.tv_nsec;
}

static bool
same_build_id(const struct build_id *a, const struct build_id *b)
{
	return a->n && a->n == b->n && !memcmp(a->bytes, b->bytes, a->n);
}

/* Whether the open file is the one that was mapped.  Devices are not compared: file
 * systems in layers show another one to stat() than to mmap(). */
static bool
is_mapped(const struct module *m, enum way way, const struct stat *st, const struct elf *e)
{
	if (m->exact_build_id)
		return same_build_id(&m->build_id, &e->build_id);
	if (m->ino)
		return way == WAY_MAPPED || m->ino == st->st_ino;
	return way == WAY_ROOT || way == WAY_PATH || way == WAY_MAPPED;
}

/* Try one way.  True: m->elf is open; else m->failed is the better reason. */
static bool
try_way(const struct modules *all, struct module *m, enum way way)
{
	char path[PATH_ROOM];
	struct stat st;

	if (!way_path(all, m, way, path))
		return false;
	int fd = file_open(path, true, &st);
	if (fd < 0) {
		if (!m->failed)
			m->failed = errno == ENOENT ? "the file is gone"
			                            : "the file cannot be opened";
		return false;
	}
	const char *why = elf_open(&m->elf, fd);
	if (!why && is_mapped(m, way, &st, &m->elf)) {
		m->size = (uint64_t)st.st_size;
		m->changed_ns = changed_ns(&st);
		m->failed = NULL;
		return true;
	}
	if (way != WAY_PROGRAM || !m->failed)
		m->failed = why ? why : "the file has been replaced";
	elf_release(&m->elf);
	return false;
}

/* The kernel maps the same page into every process, so ours will do. */
static bool
open_vdso(struct module *m)
{
	uintptr_t start = (uintptr_t)getauxval(AT_SYSINFO_EHDR);
	struct in in;
	struct str line;
	uint64_t from = 0, to = 0;

	if (!start || !in_open(&in, "/proc/self/maps"))
		return false;
	while (from != start && in_line(&in, &line)) {
		struct cut c = str_cut(str_cut(line, ' ').head, '-');
		if (!str_hex(c.head, &from) || !str_hex(c.tail, &to))
			from = 0;
	}
	(void)in_close(&in);
	if (from != start || to <= from)
		return false;
	struct str page = {(const char *)start, (size_t)(to - from)};
	m->failed = elf_parse(&m->elf, page);
	return !m->failed;
}

bool
locate_file(const struct modules *all, struct module *m)
{
	m->failed = NULL;
	if (m->kind == MODULE_ANON) {
		m->failed = "memory without a file";
		return false;
	}
	if (m->kind == MODULE_VDSO) {
		if (open_vdso(m))
			return true;
		if (!m->failed)
			m->failed = "this process has none";
		return false;
	}
	for (enum way way = 0; way < WAYS; way++)
		if (try_way(all, m, way))
			return true;
	if (!m->failed)
		m->failed = m->deleted ? "the file is deleted" : "no way to the file";
	return false;
}

bool
locate_changed(const struct modules *all, const struct module *m)
{
	char path[PATH_ROOM];
	struct stat st;

	for (enum way way = WAY_ROOT; way <= WAY_PATH; way++)
		if (way_path(all, m, way, path) && !stat(path, &st))
			return (!m->ino || m->ino == st.st_ino) &&
			       (m->size != (uint64_t)st.st_size ||
			        m->changed_ns != changed_ns(&st));
	return false;
}

/* Debug files. */

static uint32_t
crc_of(struct str s)
{
	uint32_t table[256], crc = UINT32_MAX;

	for (uint32_t i = 0; i < 256; i++) {
		table[i] = i;
		for (unsigned bit = 0; bit < 8; bit++)
			table[i] = table[i] >> 1 ^ (table[i] & 1 ? 0xedb88320 : 0);
	}
	for (size_t i = 0; i < s.n; i++)
		crc = crc >> 8 ^ table[(crc ^ (unsigned char)s.p[i]) & 0xff];
	return ~crc;
}

/* Open the file if it belongs to the module: by build id, else by the sum of its
 * bytes (crc NULL: by build id alone). */
static bool
open_debug(const struct module *m, const char *path, const uint32_t *crc, struct elf *debug)
{
	struct stat st;
	int fd = file_open(path, true, &st);

	if (fd < 0)
		return false;
	if (!elf_open(debug, fd) && debug->machine == m->elf.machine) {
		if (same_build_id(&m->elf.build_id, &debug->build_id))
			return true;
		if (crc && !m->elf.build_id.n && crc_of(elf_read(debug, 0, debug->size)) == *crc)
			return true;
	}
	elf_release(debug);
	return false;
}

/* The same path in the process's root, then in ours. */
static bool
open_rooted(const struct modules *all, const struct module *m, const char *path,
            const uint32_t *crc, struct elf *debug)
{
	char rooted[PATH_ROOM];

	return (all->proc && m->pid && m->kind == MODULE_FILE &&
	        fits(snprintf(rooted, PATH_ROOM, "%s/%u/root%s", all->proc, m->pid, path)) &&
	        open_debug(m, rooted, crc, debug)) ||
	       open_debug(m, path, crc, debug);
}

static bool
by_build_id(const struct modules *all, const struct module *m, struct elf *debug)
{
	const struct build_id *id = &m->elf.build_id;
	char hex[2 * sizeof id->bytes + 1] = "", path[PATH_ROOM];

	for (unsigned i = 0; i < id->n; i++)
		(void)snprintf(hex + 2 * i, 3, "%02x", id->bytes[i]);
	if (id->n < 2)
		return false;
	if (all->debug && fits(snprintf(path, PATH_ROOM, "%s/.build-id/%.2s/%s.debug", all->debug,
	                                hex, hex + 2)) &&
	    open_rooted(all, m, path, NULL, debug))
		return true;
	return all->debug_cache &&
	       fits(snprintf(path, PATH_ROOM, "%s/%s/debuginfo", all->debug_cache, hex)) &&
	       open_debug(m, path, NULL, debug);
}

static bool
by_link(const struct modules *all, struct module *m, struct elf *debug)
{
	uint32_t crc;
	struct str name = elf_debuglink(&m->elf, &crc);
	const char *slash = strrchr(m->path, '/');
	char path[PATH_ROOM];

	if (!name.n || !slash || memchr(name.p, '/', name.n))
		return false;
	int dir = (int)(slash - m->path), n = (int)(name.n > NAME_MAX ? NAME_MAX : name.n);
	if (fits(snprintf(path, PATH_ROOM, "%.*s/%.*s", dir, m->path, n, name.p)) &&
	    open_rooted(all, m, path, &crc, debug))
		return true;
	if (fits(snprintf(path, PATH_ROOM, "%.*s/.debug/%.*s", dir, m->path, n, name.p)) &&
	    open_rooted(all, m, path, &crc, debug))
		return true;
	return all->debug && fits(snprintf(path, PATH_ROOM, "%s%.*s/%.*s", all->debug, dir, m->path,
	                                   n, name.p)) &&
	       open_rooted(all, m, path, &crc, debug);
}

/* xz's output for the section; empty where it fails or is too large. */
static struct str
unpack(struct str packed)
{
	static const char *const argv[] = {"xz", "-dc", NULL};
	pid_t pid, feeder;
	char *text = NULL;
	size_t cap = 0, n = 0;
	ssize_t k = 0;
	int fd = pipe_from_both(argv, packed, -1, &pid, &feeder);

	if (fd < 0)
		return (struct str){"", 0};
	do {
		n += (size_t)k;
		text = mem_grow(text, &cap, n + 65536, 1);
		do
			k = read(fd, text + n, 65536);
		while (k < 0 && errno == EINTR);
	} while (k > 0 && n < UNPACKED_MAX);
	(void)close(fd);
	(void)pipe_wait(feeder);
	if (pipe_wait(pid) && !k)
		return (struct str){text, n};
	free(text);
	return (struct str){"", 0};
}

static bool
by_debugdata(struct module *m, struct elf *debug, char **unpacked)
{
	struct str packed = elf_bytes(&m->elf, elf_section(&m->elf, STR(".gnu_debugdata")));
	struct str plain = packed.n ? unpack(packed) : packed;

	if (!plain.n)
		return false;
	if (!elf_parse(debug, plain)) {
		union {
			const char *borrowed;
			char *owned;
		} text = {plain.p};
		*unpacked = text.owned;
		return true;
	}
	elf_release(debug);
	return false;
}

bool
locate_debug(const struct modules *all, struct module *m, struct elf *debug, char **unpacked)
{
	*unpacked = NULL;
	return by_build_id(all, m, debug) || by_link(all, m, debug) ||
	       by_debugdata(m, debug, unpacked);
}
