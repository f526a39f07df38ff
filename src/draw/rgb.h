/* A colour. */
#ifndef DRAW_RGB_H
#define DRAW_RGB_H

#include <stdbool.h>
#include <stdint.h>

#include "base/out.h"
#include "base/str.h"

struct rgb {
	uint8_t r, g, b;
};

/* "#rrggbb", "#rgb" or "rgb(r,g,b)"; false: it is none of these. */
bool rgb_parse(struct str text, struct rgb *rgb);

/* "#rrggbb" */
void rgb_put(struct out *o, struct rgb c);

/* The same colour for a dark page: dark enough for light text. */
struct rgb rgb_dark(struct rgb c);

/* Whether light text is easier to read on it than dark text. */
bool rgb_wants_light_text(struct rgb c);

/* part / parts of the way from one colour to another. */
struct rgb rgb_between(struct rgb from, struct rgb to, unsigned part, unsigned parts);

/* How unlike two colours are; 0: the same. */
unsigned rgb_distance(struct rgb a, struct rgb b);

/* 24 bits, for comparing. */
static inline uint32_t
rgb_bits(struct rgb c)
{
	return (uint32_t)c.r << 16 | (uint32_t)c.g << 8 | c.b;
}

#endif
