/* Text that may stand in XML 1.0, made of any bytes.
 *
 * Source: XML 1.0 section 2.2 (production Char) and RFC 3629: everything that is
 * not well-formed UTF-8, surrogates, U+FFFE, U+FFFF, and control characters but
 * tab, LF and CR are not characters of a document.  We replace tab, LF, CR and
 * DEL too: they are not part of a name that a person could read or type. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/* Whether utf8_clean() would leave s as it is. */
bool utf8_is_clean(struct str s);

/* s with each byte that cannot stay replaced by U+FFFD, written to to, which has
 * room for utf8_clean_room(s.n) bytes; the length written. */
size_t utf8_clean(struct str s, char *to);
size_t utf8_clean_room(size_t n);

/* The character at the start of s, which is clean and not empty, and how many
 * bytes it has. */
uint32_t utf8_next(struct str s, size_t *bytes);

/* How many bytes the character at the start of s, which is not empty, has if a terminal
 * or a page of text must not get it as it is: a C1 control (a terminal may obey it) or a
 * mark that turns the direction of what follows (UAX #9: U+061C, U+200E, U+200F, U+202A
 * to U+202E, U+2066 to U+2069).  0 for every other character. */
size_t utf8_unruly(struct str s);

/* Columns that s takes in a fixed-width font: East Asian wide and emoji
 * characters two, combining ones none. */
size_t utf8_columns(struct str s);

#endif
