/* Backtraces that debuggers and run times print: one stack a thread, leaf first, each
 * counted once, or as often as is said. */
#ifndef COLLAPSE_BACKTRACE_H
#define COLLAPSE_BACKTRACE_H

#include "collapse/climb.h"
#include "collapse/frames.h"

#define BACKTRACE_ROOTS 2

struct backtrace {
	struct frames frames;
	const struct fold_options *opt;
	struct climb stack;              /* the one that is open */
	uint32_t roots[BACKTRACE_ROOTS]; /* process and thread, above all stacks */
	size_t n_roots;
	bool any;                        /* a stack was counted */
};

void backtrace_init(struct backtrace *b, struct stacks *s, const struct fold_options *opt);

/* The next frame, tidied; as it is. */
void backtrace_frame(struct backtrace *b, struct str name);
void backtrace_raw_frame(struct backtrace *b, struct str name);

/* The roots of the stacks that follow: the one at a level, and none below it. */
void backtrace_root(struct backtrace *b, size_t level, struct str name);
void backtrace_no_root(struct backtrace *b, size_t level);

/* The stack ends: it is counted, if it has frames; backtrace_end_thread(): or roots.
 * backtrace_drop(): it is not. */
void backtrace_end_thread(struct backtrace *b, uint64_t count);
void backtrace_end(struct backtrace *b, uint64_t count);
void backtrace_drop(struct backtrace *b);

/* Free all; whether a stack was counted, which is said where none was. */
bool backtrace_done(struct backtrace *b, const struct in *in);

/* "pool" of a thread's name "pool-12"; other names as they are. */
struct str backtrace_pool(struct str thread);

/* "a.b.C.f" of Java's "at java.base@17/a.b.C.f(C.java:1)", behind the "at "; shortened
 * where that is asked for.  Text that is made is appended to made. */
struct str backtrace_java(const struct backtrace *b, struct str text, struct out *made);

#endif
