/* Colours of functions, from their names alone: the same name has the same
 * colour in every profile and on every machine.
 *
 * A palette is a hue, or rules that choose one of several hues by the name; a hue
 * is divided into a few shades, so that a picture has at most PALETTE_CLASSES
 * colours.  docs/palettes.md describes them. */
#ifndef DRAW_PALETTE_H
#define DRAW_PALETTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "draw/rgb.h"

#define PALETTE_CLASSES 32

/* How the shade of a name is found. */
enum palette_way {
	PALETTE_STABLE, /* a hash of the name */
	PALETTE_ALIKE,  /* names that begin and end alike have shades alike (--hash) */
	PALETTE_RANDOM, /* as the seed has it */
};

struct palette_pick {
	enum palette_way way;
	uint64_t seed; /* of PALETTE_RANDOM */
};

struct palette;

/* The palette of that name; NULL: there is none.  palette_name() lists them by
 * index, NULL behind the last. */
const struct palette *palette_find(const char *name);
const char *palette_name(size_t i);
const char *palette_name_of(const struct palette *p);

/* The colour of a frame; name is as in folded text, with its annotation. */
struct rgb palette_rgb(const struct palette *p, struct str name, struct palette_pick pick);

/* A shade of the hue called hue ("red", "aqua", ...) for a name.  False: there is no such hue. */
bool palette_hue(const char *hue, struct str name, struct palette_pick pick, struct rgb *rgb);

/* The name as it is shown: without its annotation, "(empty)" where it is empty. */
struct str palette_shown(struct str name);

#endif
