/* Colours that a user chose: --palette-file, patterns and colours, and the
 * palette map of --cp, whole names and colours.
 *
 * A palette file has one rule a line, the colour first:
 *
 *	# the first pattern that fits a name decides
 *	#3366cc  *Json*
 *	green    org.example.*
 *	orange   /^(tcp|udp)_/
 *
 * A colour is #rrggbb, #rgb, rgb(r,g,b) or one of palette.c's hues.  In a pattern
 * '*' stands for any text and '?' for one character; between '/' it is a POSIX
 * extended regular expression.  It is held against the name as written (with its
 * annotation) and as shown; a pattern has to fit all of a name, an expression
 * some part of it.
 *
 * A palette map has lines "name->rgb(r,g,b)", as flamegraph.pl reads and writes
 * them; names are split from colours at the last "->". */
#ifndef DRAW_RULES_H
#define DRAW_RULES_H

#include <stdbool.h>

#include "base/diag.h"
#include "base/in.h"
#include "base/out.h"
#include "draw/palette.h"
#include "fold/names.h"

struct rules;

/* Read all of in.  NULL: a line is wrong, and complain() has said which and why. */
struct rules *rules_read(struct in *in);

/* Read a palette map; lines that are none are reported as warnings and skipped. */
struct rules *rules_read_map(struct in *in);

/* The colour of a frame by the first rule that fits; false: none does. */
bool rules_rgb(const struct rules *rules, struct str name, struct palette_pick pick,
               struct rgb *rgb);

/* Set the colour of a whole name in a map; it is found once the map is written. */
void rules_set(struct rules *map, struct str name, struct rgb rgb);

/* A map as text, in the byte order of names. */
void rules_write_map(struct rules *map, struct out *o);

void rules_free(struct rules *rules);

#endif
