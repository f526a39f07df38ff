/* The interface of a profiler format: one file of formats/, one row in registry.c.
 *
 * A format recognises its text by the head of an input, and turns an input into
 * counted stacks.  docs/formats.md tells users how each is recorded; the layout
 * stands at the top of each file, with an example. */
#ifndef COLLAPSE_FORMAT_H
#define COLLAPSE_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/in.h"
#include "base/str.h"
#include "collapse/report.h"
#include "fold/stacks.h"

#define FORMAT_HEAD (64 * 1024) /* what probes see of an input, at the most */

enum claim { CLAIM_NO, CLAIM_MAYBE, CLAIM_YES };

enum choice { CHOICE_USUAL, CHOICE_YES, CHOICE_NO };

/* Words of an option that may be said several times. */
struct words {
	const char **list; /* owned; the words are borrowed */
	size_t n, cap;
};

/* What the user wants of the stacks.  A zeroed struct with a report is the default;
 * each format looks at what it has. */
struct fold_options {
	struct report *report;  /* where bad records are told */
	bool pid, tid;          /* ids in the frame of the process or thread */
	enum choice threads;    /* a root frame for the thread, or none */
	enum choice modules;    /* the module in front of the name, or not */
	bool kernel, jit;       /* annotate frames with _[k], _[j] */
	bool addrs;             /* addresses of frames without a name */
	bool inlined;           /* ask addr2line for the inlined frames of an address */
	bool context;           /* ... with file and line in the frame */
	bool srcline;           /* file and line in the frame, where the input has them */
	bool counts;            /* samples instead of their weights */
	bool raw_names;         /* names as they stand in the input */
	bool shorten_pkgs;      /* Java packages by their initials */
	struct words events;    /* only these events (perf); none: the first one met */
	const char *value;      /* of formats that weigh a stack in several ways, the one
	                         * to count ("alloc_space"); NULL: the usual one */
	struct words labels;    /* labels of samples that become root frames (pprof) */
	bool ranged;            /* only samples at from_ns <= time < to_ns */
	uint64_t from_ns, to_ns;
	unsigned jobs;          /* threads at the most; 0: as many as there are processors */
	size_t piece;           /* bytes that a thread takes at once; 0: as it is best */
};

struct format {
	const char *name; /* of --from, the folder of its golden inputs */
	const char *what; /* one line for --list-formats */
	/* Pure, bounded and linear: is an input that begins so of this format?  YES
	 * only on a mark that no other format can have.  The last line may be cut. */
	enum claim (*probe)(struct str head);
	/* Read all of in.  A bad record is told by report_bad() and skipped; false,
	 * with the reason said by warn_at(), where nothing useful could be read. */
	bool (*fold)(struct in *in, struct stacks *s, const struct fold_options *opt);
};

/* All formats; the list ends with NULL. */
extern const struct format *const formats[];

/* The format of that name, or NULL. */
const struct format *format_named(struct str name);

/* Whether a format has the times of its samples, and so minds the range of time. */
bool format_is_timed(const struct format *format);

/* The format that claims an input with that head, or NULL: the first YES, else the
 * first MAYBE, in the order of the list. */
const struct format *format_guess(struct str head);

/* The format of an input that nothing has been read of, or NULL.  What may stand before
 * any text is taken: a byte order mark, and blank lines if they hide the format. */
const struct format *format_recognise(struct in *in);

/* Take the byte order mark alone, where there is one. */
void format_skip_mark(struct in *in);

#endif
