/* Recordings of perf record, replayed: its records are taken in as if they came now.
 *
 * Read are files and what perf record -o - writes into a pipe, of x86-64 and arm64,
 * little-endian; with call graphs by frame pointers or by copies of the stack.
 * Source: tools/perf/Documentation/perf.data-file-format.txt of Linux. */
#ifndef SAMPLE_PERFDATA_H
#define SAMPLE_PERFDATA_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "sample/profile.h"

/* Whether a head of at least 8 bytes is of a recording. */
bool perfdata_probe(struct str head);

/* The machine that we run on. */
enum elf_machine perfdata_machine(void);

/* Replay into profile, which has been made for a recording.  NULL, or why not. */
const char *perfdata_replay_bytes(struct str bytes, struct profile *profile);

/* The same for a file ("-": standard input).  False: the reason has been said. */
bool perfdata_replay(const char *path, struct profile *profile);

#endif
