/* What reads a symbol of Rust's v0 mangling, says what it stands for, and remembers
 * what is still to be done: the ground of rustv0.c. */
#ifndef BASE_MANGLED_H
#define BASE_MANGLED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/out.h"
#include "base/str.h"

#define MANGLED_JOBS 512  /* open at a time: how deep a name nests */
#define MANGLED_TEXT 8192 /* bytes of a name, at the most */

enum mangled_what {
	PATH,       /* as in an expression: generic arguments stand behind "::" */
	TYPE_PATH,  /* as in a type */
	TYPE,
	CONSTANT,
	ARGUMENTS,  /* generic arguments up to an E, then text */
	MORE_ARGUMENTS,
	TYPES,      /* types up to an E, then text */
	MORE_TYPES,
	ONE_TUPLE,  /* TYPES, with the comma that a tuple of one has */
	RETURN,     /* of a function type: " -> T", nothing for () */
	TRAITS,     /* of a dyn type up to an E */
	MORE_TRAITS,
	BINDINGS,   /* associated types of a trait of a dyn type */
	MORE_BINDINGS,
	LAST_NAME,  /* the identifier of a nested path; arg: its namespace */
	LIFETIME,   /* of a dyn type: " + 'a" */
	TEXT,
	JUMP,       /* go on reading at arg: the end of a back reference */
	UNBIND,     /* arg lifetimes go out of scope */
	LOUD,       /* the end of a part that is not shown */
};

struct mangled_job {
	enum mangled_what what;
	struct str text;
	uint64_t arg;
};

struct mangled {
	struct str s;      /* the symbol */
	size_t at;
	struct out *to;
	size_t from;       /* where our text starts in to */
	struct mangled_job jobs[MANGLED_JOBS];
	size_t n;
	unsigned silent;
	uint64_t bound;    /* lifetimes in scope */
	bool bad;
};

/* Append to what the symbol stands for, unless the walk is silent; bad, where that
 * grows too long. */
void mangled_say(struct mangled *w, struct str text);
void mangled_say_u64(struct mangled *w, uint64_t v);

/* An identifier, decoded where it is punycode. */
void mangled_say_identifier(struct mangled *w, struct str name, bool puny);

/* Put a job on top of what is to be done; text to be said then. */
void mangled_later(struct mangled *w, enum mangled_what what, struct str text, uint64_t arg);
void mangled_do_later(struct mangled *w, enum mangled_what what);
void mangled_say_later(struct mangled *w, struct str text);

/* The next byte, '\0' at the end; the same, read (bad at the end); whether it was c, and
 * is read then. */
char mangled_peek(const struct mangled *w);
char mangled_take(struct mangled *w);
bool mangled_taken(struct mangled *w, char c);

/* Digits, then '_': "_" is 0, "0_" is 1.  With a letter before it, 1 more; 0 without. */
uint64_t mangled_base62(struct mangled *w);
uint64_t mangled_base62_behind(struct mangled *w, char letter);

struct str mangled_identifier(struct mangled *w, bool *puny);

/* Hexadecimal digits up to '_'. */
struct str mangled_hex_digits(struct mangled *w);

/* Do what at an earlier place of the symbol, and then go on here; start is where the
 * reference began. */
void mangled_jump_back(struct mangled *w, enum mangled_what what, size_t start);

#endif
