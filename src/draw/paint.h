/* The colours of one picture: at most PALETTE_CLASSES classes for names, and of a
 * differential profile a scale for changes. */
#ifndef DRAW_PAINT_H
#define DRAW_PAINT_H

#include "draw/look.h"

#define PAINT_SIDE 6 /* steps of the scale on either side of no change */
#define PAINT_SCALE (2 * PAINT_SIDE + 1)
#define PAINT_ROOT 0 /* the class of the root, which no name has */

struct paint {
	struct rgb light[PALETTE_CLASSES], dark[PALETTE_CLASSES];
	unsigned n;         /* classes */
	uint8_t *class_of;  /* by name id, of names that stand in the tree; owned */
	/* differential; from the greatest fall to the greatest rise */
	struct rgb scale_light[PAINT_SCALE], scale_dark[PAINT_SCALE];
};

/* The least change, as a share of the larger total, of each step but the first. */
extern const double paint_steps[PAINT_SIDE - 1];

/* Colours for all names of the tree.  Where there are more colours than classes,
 * those of the fewest frames take the nearest class. */
void paint_make(struct paint *p, const struct tree *tree, const struct look *look);

/* The step of the scale for a node of a differential tree, from 0 to PAINT_SCALE - 1. */
unsigned paint_step(const struct tree *tree, uint32_t node, bool negate);

/* Set the colour of each name of the tree that a palette map does not have yet. */
void paint_remember(struct rules *map, const struct tree *tree, const struct look *look);

void paint_release(struct paint *p);

#endif
