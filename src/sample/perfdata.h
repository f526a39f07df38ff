/* Recordings of perf record, replayed: its records are taken in as if they came now.
 *
 * Files and pipes (recording.h) of x86-64 and arm64, with call graphs by frame pointers
 * or by copies of the stack.  Compressed ones (-z) are unpacked by the system's zstd;
 * traces of hardware are refused. */
#ifndef SAMPLE_PERFDATA_H
#define SAMPLE_PERFDATA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "sample/profile.h"

/* Which events are counted: those of these names, with or without modifiers, or the
 * first one.  What is left out is told, with the option that names it. */
struct perfdata_choice {
	const char *const *events;
	size_t n;
	const char *option;
};

/* Whether a head of at least 8 bytes is of a recording. */
bool perfdata_probe(struct str head);

/* The machine that we run on. */
enum elf_machine perfdata_machine(void);

/* Replay into profile, which has been made for a recording.  NULL, or why not. */
const char *perfdata_replay_bytes(struct str bytes, const struct perfdata_choice *choice,
                                  struct profile *profile);

/* The same for a file ("-": standard input).  False: the reason has been said. */
bool perfdata_replay(const char *path, const struct perfdata_choice *choice,
                     struct profile *profile);

#endif
