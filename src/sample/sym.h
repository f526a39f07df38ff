/* Addresses to frame names: modules, JIT maps and kernel symbols behind one door.
 *
 * While sampling, an address becomes the id of a frame, quickly and without
 * waiting for anybody; names are asked for when the output is written, after
 * sym_settle() has read late JIT maps and demangled what is C++ in one go.
 *
 * What a name looks like:
 *     foo             a symbol, demangled; foo@plt of the PLT
 *     foo_[k]         of the kernel and its modules; [kernel]_[k] where its symbols
 *                     are hidden
 *     foo_[j]         of a JIT map; [jit]_[j] in memory without a file and a name
 *     gzip+0x4a30     the function at that address of a stripped file, by its
 *                     unwind table
 *     [gzip]          in that file, nothing more is known (also: not readable)
 *     [unknown]       in no mapping */
#ifndef SAMPLE_SYM_H
#define SAMPLE_SYM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "fold/names.h"
#include "sample/kernel.h"
#include "sample/maps.h"
#include "sample/module.h"

struct jit_files;
struct sym_hit;
struct sym_seen;
struct sym_late;

struct sym {
	struct modules *modules; /* borrowed; its proc says where JIT maps are looked for */
	const char *kallsyms;    /* "/proc/kallsyms"; NULL: no kernel symbols */
	bool keep_kernel;        /* and kept between runs (kernel.h) */
	bool no_demangle;        /* names as the files have them */
	/* private */
	struct names names;    /* by id: as the files have them, annotated */
	struct str *shown;     /* by id, up to n_shown: what sym_settle() made of it */
	size_t n_shown, n_readable, shown_cap; /* n_readable: of these, demangled */
	struct arena text;
	struct sym_hit *cache; /* direct-mapped */
	struct sym_seen *seen; /* by address and maps, in front of it */
	struct sym_late *late; /* JIT addresses without a name so far */
	size_t n_late, late_cap;
	struct jit_files *processes; /* those with code that is in no file */
	size_t n_processes, processes_cap;
	uint32_t next_serial;
	struct kernel kernel;
};

/* A zeroed struct with the first four set is valid.  The frame at an address of a
 * process that has these maps; time_ns (CLOCK_MONOTONIC, 0: now) chooses among the
 * functions that a JIT compiler had there.  Ids stay valid until sym_release(). */
uint32_t sym_user(struct sym *s, uint32_t pid, const struct maps *maps, uint64_t addr,
                  uint64_t time_ns);

/* The frame at an address of the kernel. */
uint32_t sym_kernel(struct sym *s, uint64_t addr);

/* Have the kernel's names at hand: else the first address makes it wait for them. */
void sym_kernel_ready(struct sym *s);

/* The process ends, or becomes another program, before its maps are cleared: its JIT
 * map is read a last time. */
void sym_exit(struct sym *s, uint32_t pid);

/* Before names are asked for: what had no name yet is looked up again, and new C++
 * and Rust names are demangled. */
void sym_settle(struct sym *s);

/* The name of a frame; valid until sym_release(). */
struct str sym_name(const struct sym *s, uint32_t frame);

/* Whether kernel addresses were asked for and hidden (kptr_restrict). */
bool sym_kernel_hidden(const struct sym *s);

void sym_release(struct sym *s);

#endif
