/* The whole tree as compact text for the script: docs/data.md. */
#ifndef DRAW_DATA_H
#define DRAW_DATA_H

#include "base/out.h"
#include "base/task.h"
#include "draw/picture.h"

/* Streams that need no picture, so that a thread can make them while others draw. */
enum data_part { DATA_NAMES, DATA_TEXT, DATA_COUNTS, DATA_PARTS };

/* Private. */
struct data {
	const struct tree *tree;
	bool beside;                /* there is a thread */
	struct task task;
	enum data_part order[DATA_PARTS];
	unsigned next;              /* the first part of the order that nobody has taken yet */
	struct out part[DATA_PARTS]; /* memory */
	uint32_t *met, n_met;       /* ids of names as the first part has them; owned */
};

/* Begin with what needs no picture.  beside: a thread may do it.  Every data that was
 * begun must be written. */
void data_begin(struct data *d, const struct tree *tree, bool beside);

/* Write all streams and free; page: the SVG is the body of an HTML page of ours. */
void data_write(struct data *d, const struct picture *p, bool page, struct out *o);

#endif
