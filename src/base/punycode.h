/* Identifiers outside of ASCII as Rust's v0 mangling spells them.
 *
 * Source: RFC 3492 (Punycode) and RFC 2603, which has '_' for its delimiter '-'. */
#ifndef BASE_PUNYCODE_H
#define BASE_PUNYCODE_H

#include <stdbool.h>

#include "base/out.h"
#include "base/str.h"

#define PUNYCODE_MAX 128

/* Append what text spells as UTF-8.  False, with nothing appended, where it is no
 * Punycode, or of more than PUNYCODE_MAX characters. */
bool punycode_decode(struct str text, struct out *to);

#endif
