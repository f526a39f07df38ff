/* Frame names, each kept once: equal names have equal ids.
 *
 * Names are clean text (base/utf8.h): what names_get() takes is sanitised first,
 * so names that become equal are one name.  Ids say nothing of an order, and
 * depend on time where threads read: no output may depend on them.
 *
 * Texts stand one behind the other in one piece of memory, each behind its id and its
 * size.  A name's place in it is as good as its id, and nearer to its text. */
#ifndef FOLD_NAMES_H
#define FOLD_NAMES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "fold/hash.h"
#include "fold/slots.h"

/* Of places, in bytes. */
#define NAMES_UNIT 4

/* The place of no name: that of an empty text with id 0. */
#define NAMES_NOWHERE 0u

/* A zeroed struct names is a valid empty one. */
struct names {
	char *text;           /* texts, as above; owned, as are all */
	size_t used, text_room; /* bytes */
	uint32_t *list;       /* by id: the place of the name */
	uint32_t n;
	size_t room;          /* names that list can hold */
	struct slots slots;   /* places of names */
	struct hash_key key;  /* once there is room */
};

/* What stands before a text. */
struct names_head {
	uint32_t id, n;
};

static inline const struct names_head *
names_head(const struct names *names, uint32_t place)
{
	return (const void *)(names->text + (size_t)place * NAMES_UNIT);
}

/* The text at a place; led (hash.h). */
static inline struct str
names_at(const struct names *names, uint32_t place)
{
	const struct names_head *head = names_head(names, place);

	return (struct str){(const char *)(head + 1), head->n};
}

/* The id of a place, and the place of an id. */
static inline uint32_t
names_id(const struct names *names, uint32_t place)
{
	return names_head(names, place)->id;
}

static inline uint32_t
names_place(const struct names *names, uint32_t id)
{
	return names->list[id];
}

/* The id of name, which is copied when it is new.  Ids count from 0. */
uint32_t names_get(struct names *names, struct str name);

/* The id of the name that stands for id at the start of a line: one that would make
 * a comment of it ("# x" or "#") gets a '_' behind the '#'. */
uint32_t names_leading(struct names *names, uint32_t id);

/* The text of an id; valid until another name is got. */
struct str names_str(const struct names *names, uint32_t id);

/* For threads: one of them makes room for names, and the bytes that they have together,
 * while no other uses names; then any may look for a clean name (NAMES_NOWHERE: not there
 * yet) while one at a time puts a clean name that is not there, as long as it fits.  Both
 * tell its place; tag is that of its hash_name(). */
void names_room(struct names *names, size_t more, size_t bytes);
bool names_fits(const struct names *names, size_t bytes);
uint32_t names_find(const struct names *names, struct str name, uint32_t tag);
uint32_t names_put(struct names *names, struct str name, uint32_t tag);

/* A hash of a text that is the same in every process: for other tables, of keys that
 * nobody chooses in order to make them collide. */
uint64_t names_hash(struct str text);

/* Names are neither looked for nor put any more, only their texts are used: frees what the
 * others need. */
void names_seal(struct names *names);

void names_release(struct names *names);

#endif
