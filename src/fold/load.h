/* Folded text, read whole into a trie.  docs/folded.md says what is accepted.
 *
 * Memory follows the distinct stacks, not the input.  What is wrong with lines is
 * said on standard error while reading: the first five by file and line, then one
 * total; with a hint where the input looks like a profiler's raw output. */
#ifndef FOLD_LOAD_H
#define FOLD_LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "fold/trie.h"

/* Whether lines end in two counts.  LOAD_DIFF_AUTO: they do where every line in the
 * first 64 KiB of the input does, which is said once on standard error. */
enum load_diff { LOAD_DIFF_AUTO, LOAD_DIFF_ON, LOAD_DIFF_OFF };

struct load_options {
	enum trie_merge merge;   /* TRIE_NEIGHBOURS for a flame chart */
	bool reverse;            /* leaf first */
	const char *const *base; /* n_base names, as written or as shown (without annotation):    */
	size_t n_base;           /* a stack starts at its innermost frame of these, or is dropped */
	enum load_diff diff;
	bool strict;             /* a line that is ignored is a failure, once all are read */
	unsigned jobs;           /* threads at the most; 0: as many as there are processors */
	size_t block;            /* bytes that are read at once; 0: as many as are fast */
};

struct load {
	struct trie trie;    /* sealed */
	unsigned scale;      /* the trie's counts are whole numbers of 10^-scale */
	bool differential;   /* the trie has earlier counts */
	bool looks_raw;      /* lines were ignored, and it looks like a profiler's output */
	uint64_t lines;      /* in all files, the ignored ones too */
	uint64_t ignored;
	uint64_t without_base; /* stacks that were dropped for want of a base frame */
};

/* Read files one after the other ("-" is standard input; any may be gzipped).
 * False when it could not: a file cannot be read, a count or a sum passed 2^64-1,
 * a line contradicts the two columns, or strict; complain() has said why.  to is to
 * be released either way. */
bool load_files(struct load *to, const char *const *paths, size_t n,
                const struct load_options *opt);

/* The same for text in memory that messages call name. */
bool load_text(struct load *to, const char *name, struct str text,
               const struct load_options *opt);

void load_release(struct load *load);

#endif
