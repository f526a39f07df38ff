/* Frame names, each kept once: equal names have equal ids.
 *
 * Names are clean text (base/utf8.h): what names_get() takes is sanitised first,
 * so names that become equal are one name. */
#ifndef FOLD_NAMES_H
#define FOLD_NAMES_H

#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

struct names {
	struct arena text;
	struct str *list;     /* by id */
	uint64_t *hash;       /* by id */
	uint32_t n;
	size_t cap;
	uint32_t *slots;      /* id + 1, or 0: open addressing, a power of two */
	size_t n_slots;
};

/* The id of name, which is copied when it is new.  Ids count from 0. */
uint32_t names_get(struct names *names, struct str name);

/* The text of an id; valid until names_release(). */
struct str names_str(const struct names *names, uint32_t id);

/* The keyed hash that names and tries use: choosing names that collide needs the
 * key, which differs in every process.  Never shows in any output. */
uint64_t names_hash(struct str name);

void names_release(struct names *names);

#endif
