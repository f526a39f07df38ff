/* The JIT maps of one process: where they are, and reading what is new in them.
 *
 *     /proc/PID/root/tmp/perf-NSPID.map    NSPID: its number in its own namespace
 *     /tmp/perf-PID.map
 *     jit-NSPID.dump                       where the process maps it, to show it to us
 *
 * They are written by whom we sample: a map must be a regular file, no link, of the
 * process's user or of root, and no more of it is read than JIT_FILE_MAX. */
#ifndef SAMPLE_JITFILE_H
#define SAMPLE_JITFILE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "sample/jit.h"
#include "sample/maps.h"

#define JIT_FILE_MAX (UINT64_C(1) << 28)

struct jit_file {
	int fd; /* -1: none yet */
	ino_t ino;
	uint64_t offset; /* read so far */
	bool refused;
	struct jit jit;
};

struct jit_files {
	uint32_t pid, inner_pid; /* as we, as the process itself counts */
	uint32_t serial; /* the caller's: tells processes apart that had one number */
	uid_t owner;
	uint64_t read_ns, opened_ns; /* when it was last tried */
	struct jit_file map, dump;
};

/* proc as in struct modules. */
void jit_files_init(struct jit_files *f, const char *proc, uint32_t pid);

/* The code at addr, after reading what is new where that is some time ago.  NULL:
 * nothing is known of it.  The maps say where a jit dump is. */
struct jit_code *jit_files_find(struct jit_files *f, const char *proc, const struct maps *maps,
                                uint64_t addr, uint64_t time_ns);

/* Read what is new, whenever it was read last; maps may be NULL. */
void jit_files_read(struct jit_files *f, const char *proc, const struct maps *maps);

void jit_files_release(struct jit_files *f);

#endif
