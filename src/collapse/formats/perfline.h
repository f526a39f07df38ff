/* The two kinds of lines that perf script writes of a sample.
 *
 * Source: perf-script(1), and the output of versions 3.13 to 6.x.  Which fields there
 * are and how they are aligned is up to the user (-F) and the version:
 *
 *	swapper     0 [000] 158665.570607: cpu-clock:
 *	java 24636/25607 [000] 4794564.109216: 1 cycles:
 *	V8 WorkerThread 25607 4794564.109216: 104345 cycles:u:
 *	      false 39654 19115.489713:          1 cycles:u:  ffffffff9b2012 [unknown] ([unknown])
 *	      zone 162731 [004] 42055630.368972: syscalls:sys_enter_brk: brk: 0x00000000
 *	        7f722d142778 Ljava/io/PrintStream;::print+0x27 (/tmp/perf-19982.map)
 *	    ffffffff8103ce3b native_safe_halt ([kernel.kallsyms]) */
#ifndef COLLAPSE_FORMATS_PERFLINE_H
#define COLLAPSE_FORMATS_PERFLINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/* Slices of the line; what it does not have is empty. */
struct perf_event {
	struct str comm, pid, tid;
	struct str event; /* without the colon behind it: "cycles:u" */
	struct str rest;  /* behind the event: a frame, or the fields of a tracepoint */
	bool timed;
	uint64_t time_ns;
	uint64_t period;  /* 0: none */
};

/* Take the first line of a sample apart.  With strict, a line without a time is none:
 * in the midst of a sample, frames look like that. */
bool perf_event_parse(struct str line, bool strict, struct perf_event *e);

struct perf_frame {
	struct str address; /* hexadecimal; empty: not printed */
	struct str symbol;  /* without offset: "[unknown]", or empty */
	struct str place;   /* with offset, as printed */
	struct str module;  /* without " (deleted)"; empty: not printed */
};

/* Whether 16 bytes are blanks and, up to the last, hexadecimal digits. */
bool perf_is_column(const char *p);

/* The address that a line begins with, behind blanks; empty: none. */
struct str perf_address(struct str line);

/* Where the symbol starts of a line as perf writes most: a tab, the address in 16 columns
 * and one blank; n bytes from p on are text.  0: the line is another one. */
static inline size_t
perf_usual_address(const char *p, size_t n)
{
	return n > 18 && *p == '\t' && p[17] == ' ' && p[18] != ' ' && perf_is_column(p + 1) ? 18 : 0;
}

/* Take what stands behind the address apart: "main+0x10 (/bin/x)". */
void perf_frame_parse(struct str text, struct perf_frame *f);

/* What stands before the branches of -F brstack: "0x401/0x402/P/-/-/1" or, with their
 * symbols, "main+0x1/work+0x2/M/-/-/0"; all of text where there are none. */
struct str perf_before_branches(struct str text);

/* Whether what stands behind an event is a frame. */
bool perf_is_frame(struct str text);

#endif
