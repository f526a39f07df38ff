#include "sample/jitfile.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/in.h"
#include "base/mem.h"
#include "sample/file.h"
#include "sample/module.h"

enum { PATH_ROOM = 2 * PATH_MAX, PIECE = 1 << 22 };

#define READ_EVERY_NS UINT64_C(20000000)
#define OPEN_EVERY_NS UINT64_C(500000000)

static uint64_t
now_ns(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

/* The last number of "NStgid:\t1234\t5": the process's own. */
static uint32_t
inner_pid(const char *proc, uint32_t pid)
{
	char path[PATH_MAX];
	struct in in;
	struct str line;
	uint64_t inner = pid;

	if (!proc || snprintf(path, sizeof path, "%s/%u/status", proc, pid) >= PATH_MAX ||
	    !in_open(&in, path))
		return pid;
	while (in_line(&in, &line))
		if (str_starts(line, STR("NStgid:")))
			(void)str_u64(str_rcut(line, '\t').tail, &inner);
	(void)in_close(&in);
	return inner <= UINT32_MAX ? (uint32_t)inner : pid;
}

void
jit_files_init(struct jit_files *f, const char *proc, uint32_t pid)
{
	char path[PATH_MAX];
	struct stat st;

	*f = (struct jit_files){.pid = pid, .inner_pid = inner_pid(proc, pid), .owner = geteuid(),
	                        .map.fd = -1, .dump.fd = -1};
	if (proc && snprintf(path, sizeof path, "%s/%u", proc, pid) < PATH_MAX && !stat(path, &st))
		f->owner = st.st_uid;
}

/* Open path, if it is another file than the one that is read already. */
static bool
try_open(const struct jit_files *f, struct jit_file *file, const char *path)
{
	struct stat st;
	int fd = file_open(path, false, &st);

	if (fd < 0)
		return false;
	bool ours = st.st_uid == f->owner || st.st_uid == 0;
	if (!ours || (file->fd >= 0 && st.st_ino == file->ino)) {
		(void)close(fd);
		return ours;
	}
	if (file->fd >= 0)
		(void)close(file->fd);
	jit_release(&file->jit);
	*file = (struct jit_file){.fd = fd, .ino = st.st_ino};
	return true;
}

static void
open_map(struct jit_files *f, const char *proc)
{
	char path[PATH_ROOM];

	if (proc && snprintf(path, sizeof path, "%s/%u/root/tmp/perf-%u.map", proc, f->pid,
	                     f->inner_pid) < PATH_ROOM &&
	    try_open(f, &f->map, path))
		return;
	(void)snprintf(path, sizeof path, "/tmp/perf-%u.map", f->pid);
	(void)try_open(f, &f->map, path);
}

static void
open_dump(struct jit_files *f, const char *proc, const struct maps *maps)
{
	char path[PATH_ROOM];

	for (size_t i = 0; i < maps->n; i++) {
		const struct module *m = maps->list[i].module;
		struct str name = str_from(m->name);
		if (m->kind != MODULE_FILE || !str_starts(name, STR("jit-")) ||
		    !str_ends(name, STR(".dump")))
			continue;
		if (proc && snprintf(path, sizeof path, "%s/%u/root%s", proc, f->pid, m->path) <
		                    PATH_ROOM &&
		    try_open(f, &f->dump, path))
			return;
		if (try_open(f, &f->dump, m->path))
			return;
	}
}

/* Read a piece; false where what there is has been taken. */
static bool
read_piece(struct jit_file *file, bool dump, char *buf, uint64_t size)
{
	uint64_t left = size - file->offset;
	ssize_t n = pread(file->fd, buf, left < PIECE ? (size_t)left : PIECE, (off_t)file->offset);

	if (n <= 0)
		return false;
	struct str piece = {buf, (size_t)n};
	size_t taken = dump ? jit_parse_dump(&file->jit, piece) : jit_parse_map(&file->jit, piece);
	if (!taken && n == PIECE)
		file->refused = true; /* no line and no record is that long */
	file->offset += taken;
	return taken && file->offset < size;
}

static void
read_new(struct jit_file *file, bool dump)
{
	struct stat st;

	if (file->fd < 0 || file->refused || fstat(file->fd, &st))
		return;
	uint64_t size = (uint64_t)st.st_size;
	if (size < file->offset) { /* written anew */
		jit_release(&file->jit);
		file->offset = 0;
	}
	if (size > JIT_FILE_MAX)
		size = JIT_FILE_MAX;
	if (size <= file->offset)
		return;
	char *buf = mem_alloc(PIECE, 1);
	while (read_piece(file, dump, buf, size))
		continue;
	free(buf);
}

void
jit_files_read(struct jit_files *f, const char *proc, const struct maps *maps)
{
	f->read_ns = f->opened_ns = now_ns();
	open_map(f, proc);
	if (maps)
		open_dump(f, proc, maps);
	read_new(&f->map, false);
	read_new(&f->dump, true);
}

static struct jit_code *
find(struct jit_files *f, uint64_t addr, uint64_t time_ns)
{
	struct jit_code *code = jit_find(&f->dump.jit, addr, time_ns);

	return code ? code : jit_find(&f->map.jit, addr, 0);
}

struct jit_code *
jit_files_find(struct jit_files *f, const char *proc, const struct maps *maps, uint64_t addr,
               uint64_t time_ns)
{
	uint64_t now = now_ns();

	if (now - f->read_ns >= READ_EVERY_NS) {
		f->read_ns = now;
		read_new(&f->map, false);
		read_new(&f->dump, true);
	}
	struct jit_code *code = find(f, addr, time_ns);
	if (code || now - f->opened_ns < OPEN_EVERY_NS)
		return code;
	jit_files_read(f, proc, maps);
	return find(f, addr, time_ns);
}

void
jit_files_release(struct jit_files *f)
{
	if (f->map.fd >= 0)
		(void)close(f->map.fd);
	if (f->dump.fd >= 0)
		(void)close(f->dump.fd);
	jit_release(&f->map.jit);
	jit_release(&f->dump.jit);
	f->map.fd = f->dump.fd = -1;
}
