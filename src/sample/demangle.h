/* Mangled names as people write them: Rust by ourselves, C++ by the system's
 * c++filt, where there is one. */
#ifndef SAMPLE_DEMANGLE_H
#define SAMPLE_DEMANGLE_H

#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"

/* Replace each of the n names that is mangled by its readable form, kept in mem.
 * One run of c++filt for all of them; without it C++ names stay as they are. */
void demangle(struct str *names, size_t n, struct arena *mem);

#endif
