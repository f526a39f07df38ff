/* Texts of a user's, of any bytes, as text of an XML document. */
#ifndef DRAW_TEXT_H
#define DRAW_TEXT_H

#include "base/out.h"

/* Cleaned (base/utf8.h); cleaned and with entities; as a JSON string. */
void text_clean(struct out *o, const char *text);
void text_xml(struct out *o, const char *text);
void text_json(struct out *o, const char *text);

/* As much of s as fits into so many columns of a fixed-width font, with ".." in
 * place of what does not; with entities.  False, and nothing written, for less than
 * three columns. */
bool text_label(struct out *o, struct str s, size_t columns);

#endif
