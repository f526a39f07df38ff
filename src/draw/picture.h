/* The static picture: boxes and labels as elements, right without any script or
 * style. */
#ifndef DRAW_PICTURE_H
#define DRAW_PICTURE_H

#include "draw/layout.h"
#include "draw/look.h"
#include "draw/paint.h"

struct picture {
	const struct tree *tree;
	const struct look *look;
	struct paint paint;
	struct layout layout;
	bool dark;       /* drawn for a dark page */
	/* px */
	double width, height;
	double left;     /* where the root begins */
	double per_count;
	double row;      /* from one level to the next */
	double frames_y; /* the top of all boxes */
	double details_y; /* the line below, or of inverted pictures above, them */
};

void picture_make(struct picture *p, const struct tree *tree, const struct look *look);

/* The elements of all boxes: the widest with title and label, the others of each
 * colour as one path.  Once: the layout is freed, for what comes after it needs room. */
void picture_write(struct picture *p, struct out *o);

/* The colour class of a box: of a differential profile, its step of the scale. */
unsigned picture_class(const struct picture *p, const struct box *box);
struct rgb picture_rgb(const struct picture *p, unsigned class);

/* The top of a level's boxes in px. */
double picture_y(const struct picture *p, uint32_t level);

void picture_release(struct picture *p);

#endif
