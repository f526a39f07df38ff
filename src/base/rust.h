/* Rust's mangled symbols as paths.
 *
 * Source: legacy mangling as rustc writes it (_ZN, then lengths and parts, the last
 * part 17h and a hash of 16 digits, E; $..$ escapes and .. for ::), and v0 (RFC 2603,
 * "Rust Symbol Mangling v0"). */
#ifndef BASE_RUST_H
#define BASE_RUST_H

#include <stdbool.h>

#include "base/out.h"
#include "base/str.h"

/* Append the path that symbol stands for to to, without the hash.  False, with
 * nothing appended, where it is no Rust symbol (or of a newer mangling).  Bounded:
 * the text never grows past a fixed size, whatever its back references say. */
bool rust_demangle(struct str symbol, struct out *to);

/* Append a part of a legacy path with its escapes undone ("$LT$T$u20$as$GT$" is
 * "<T as>"); false, with nothing appended, where it has none. */
bool rust_unescape(struct str part, struct out *to);

#endif
