/* The v0 mangling of Rust symbols (RFC 2603): rust.h is what others call. */
#ifndef BASE_RUSTV0_H
#define BASE_RUSTV0_H

#include <stdbool.h>

#include "base/out.h"
#include "base/str.h"

/* Append what stands for a symbol without its "_R".  False, with nothing appended,
 * where it is none. */
bool rustv0_demangle(struct str symbol, struct out *to);

#endif
