/* Frame names, each kept once: equal names have equal ids.
 *
 * Names are clean text (base/utf8.h): what names_get() takes is sanitised first,
 * so names that become equal are one name.  Ids say nothing of an order, and
 * depend on time where threads read: no output may depend on them. */
#ifndef FOLD_NAMES_H
#define FOLD_NAMES_H

#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "fold/hash.h"

#define NAMES_NONE UINT32_MAX

/* A zeroed struct names is a valid empty one. */
struct names {
	struct arena text;
	struct str *list;     /* by id; each padded (hash.h) */
	uint64_t *hash;       /* by id */
	uint32_t n;
	size_t room;          /* names that the arrays can hold */
	uint64_t *slots;      /* the upper half of the hash, and id + 1; or 0 */
	size_t n_slots;
	struct hash_key key;  /* once there is room */
};

/* The id of name, which is copied when it is new.  Ids count from 0. */
uint32_t names_get(struct names *names, struct str name);

/* The id of the name that stands for id at the start of a line: one that would make
 * a comment of it ("# x" or "#") gets a '_' behind the '#'. */
uint32_t names_leading(struct names *names, uint32_t id);

/* The text of an id; valid until names_release(). */
struct str names_str(const struct names *names, uint32_t id);

/* For threads: one of them makes room while no other uses names; then any may
 * look for a clean name (NAMES_NONE: not there yet) while one at a time puts a
 * clean name that is not there, as long as n < room. */
void names_room(struct names *names, size_t more);
uint32_t names_find(const struct names *names, struct str name, uint64_t hash);
uint32_t names_put(struct names *names, struct str name, uint64_t hash);

/* Where the search for a hash begins; and the first name on its way that may be the
 * one, or NAMES_NONE. */
static inline const uint64_t *
names_slot(const struct names *names, uint64_t hash)
{
	return &names->slots[hash & (names->n_slots - 1)];
}

uint32_t names_likely(const struct names *names, uint64_t hash);

/* A hash of a text that is the same in every process: for other tables, of keys that
 * nobody chooses in order to make them collide. */
uint64_t names_hash(struct str text);

/* Names are neither looked for nor put any more, only names_str() is used: frees what the
 * others need. */
void names_seal(struct names *names);

void names_release(struct names *names);

#endif
