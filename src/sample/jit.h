/* Code that a JIT compiler made in a process, by address.
 *
 * A perf map, /tmp/perf-PID.map, is text in hexadecimal; it grows while code is
 * compiled, and where entries overlap the later one is what is there now:
 *
 *     3ef414c0 398 LazyCompile:~add /home/me/add.js:1
 *
 * A jit dump, jit-PID.dump, is binary and says when, too.  Sources: the kernel's
 * tools/perf/Documentation/jit-interface.txt and jitdump-specification.txt. */
#ifndef SAMPLE_JIT_H
#define SAMPLE_JIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

#define JIT_UNTAGGED UINT32_MAX

struct jit_code {
	uint64_t start, end;
	uint64_t from_ns; /* CLOCK_MONOTONIC; 0: ever since */
	uint64_t index;   /* of a jit dump's code */
	struct str name;  /* in jit.text */
	uint32_t order;   /* as it was added */
	uint32_t tag;     /* the caller's; JIT_UNTAGGED at first */
};

/* A zeroed struct jit is a valid empty one. */
struct jit {
	struct jit_code *list; /* owned; the first n_sorted by address */
	uint64_t *reach;       /* by code: the largest end up to it; owned */
	size_t n, cap, reach_cap, n_sorted;
	struct arena text;
	/* of a jit dump */
	struct str *moved; /* names by index of the code, for code that moves; owned */
	size_t n_moved, moved_cap;
	bool started, ignore_time, refused;
};

/* Read what is new of a perf map, of a jit dump.  The bytes that were taken: whole
 * lines, whole records; the rest is to be given again with what follows it. */
size_t jit_parse_map(struct jit *j, struct str text);
size_t jit_parse_dump(struct jit *j, struct str bytes);

/* The code at addr at that time (0: the last), or NULL; valid until more is read. */
struct jit_code *jit_find(struct jit *j, uint64_t addr, uint64_t time_ns);

void jit_release(struct jit *j);

#endif
