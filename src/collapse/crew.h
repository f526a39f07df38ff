/* Threads that fold one input: each takes the next piece and folds it into stacks of its
 * own, which are merged at the end.  The result is the same for any number of them. */
#ifndef COLLAPSE_CREW_H
#define COLLAPSE_CREW_H

#include "collapse/pieces.h"
#include "collapse/format.h"

/* How a format folds pieces. */
struct crew_work {
	pieces_start *start;
	size_t size; /* of a worker's state, which is zeroed at first */
	/* Begin, folding into s; shared is the same for all. */
	void (*init)(void *worker, const struct fold_options *opt, void *shared, struct stacks *s);
	/* Fold all records of a piece. */
	void (*piece)(void *worker, struct piece *piece);
	/* End; whether a sample was counted. */
	bool (*release)(void *worker);
};

/* Fold all of in into s; whether anything was counted.  Bad records have been told. */
bool crew_fold(struct in *in, struct stacks *s, const struct fold_options *opt,
               const struct crew_work *work, void *shared);

#endif
