/* A module: one file that processes run code from, with its unwind rules and its
 * symbols.
 *
 * Modules are kept once for all processes, by device and inode, by build id, or
 * by path where neither is known.  Nothing is opened before an address of the
 * module is looked up; then the file is found through a process that maps it
 *
 *     /proc/PID/root/PATH              also right in containers
 *     PATH
 *     /proc/PID/map_files/START-END    deleted files, files under other mounts
 *     /proc/PID/exe
 *
 * and taken only if it is the file that was mapped (inode or build id).  Its
 * descriptor is closed as soon as the tables have been built.  Debug files are
 * looked for by build id and by .gnu_debuglink; .gnu_debugdata is unpacked with the
 * system's xz. */
#ifndef SAMPLE_MODULE_H
#define SAMPLE_MODULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "sample/cfi.h"
#include "sample/elf.h"
#include "sample/symbols.h"

struct unwind_found;

enum module_kind {
	MODULE_FILE, /* a file, or something with a file behind it (memfd) */
	MODULE_VDSO, /* the kernel's page of code in every process */
	MODULE_ANON, /* memory without a file: code of a JIT compiler */
};

/* How a mapping names its file. */
struct module_key {
	struct str path;          /* as the kernel says it, " (deleted)" and all; borrowed */
	uint32_t major, minor;    /* of its device; 0:0 where unknown */
	uint64_t ino;             /* 0: unknown */
	uint64_t generation;      /* of the inode, 0 where unknown */
	struct build_id build_id; /* n == 0 where unknown */
	/* a process that maps it, and where: the way to its file */
	uint32_t pid;
	uint64_t start, end;
};

struct module {
	enum module_kind kind;
	bool deleted;
	uint32_t id;        /* changes when the file is found to be another one */
	const char *path;   /* without " (deleted)"; owned */
	const char *name;   /* the last part of path */
	struct build_id build_id; /* from the key, else from the file once it is open */
	/* NULL, or why there are no tables: not an ELF file, gone, replaced, ... */
	const char *failed;
	/* the rest is private to module.c */
	uint32_t major, minor, pid;
	uint64_t ino, generation, start, end;
	uint64_t hash, window, size, changed_ns;
	bool exact_build_id; /* the key had it: the file must have it too */
	bool tried, recheck, has_cfi, has_symbols;
	struct elf elf;
	struct cfi cfi;
	struct symbols symbols;
};

struct modules {
	/* where processes are looked up: "/proc"; NULL: they are not on this machine
	 * or long gone (a recording), only PATH is tried */
	const char *proc;
	const char *debug; /* where debug files are: "/usr/lib/debug"; NULL: nowhere */
	const char *debug_cache; /* of debuginfod: "~/.cache/debuginfod_client"; or NULL */
	/* private */
	struct module **list;
	size_t n, cap;
	uint32_t *slots; /* index + 1, or 0 */
	size_t n_slots;
	uint32_t next_id;
	uint64_t window;
	struct unwind_found *found; /* unwind.c's; forgotten when any tables go; owned */
};

/* A zeroed struct modules with proc and debug set is valid.  The module of a key,
 * made when it is new; never NULL.  It lives until modules_trim() drops it. */
struct module *modules_get(struct modules *m, const struct module_key *key);

/* Where an offset of the file is in the addresses that the file's own tables use:
 * by the PT_LOAD segment that holds it.  False where it is in none, or the module
 * has no file that can be read. */
bool module_address(struct modules *all, struct module *m, uint64_t offset, uint64_t *addr);

/* The tables, built at the first call.  NULL where there are none. */
const struct cfi *module_cfi(struct modules *all, struct module *m);
const struct symbols *module_symbols(struct modules *all, struct module *m);

/* For continuous recording.  A window is over: modules that no modules_mark() has
 * been made for in this window nor the one before are dropped.  The caller marks
 * those of all maps that it keeps, just before. */
void modules_mark(struct modules *m, struct module *module);
void modules_trim(struct modules *m);

void modules_release(struct modules *m);

#endif
