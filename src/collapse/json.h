/* JSON (RFC 8259) as a cursor over bytes in memory: nothing is built, the caller
 * walks.  Numbers stay text, so that counts of any size are exact.
 *
 *	if (json_object(&j))
 *		while (json_key(&j, &key)) {
 *			if (str_eq(key, STR("name")))
 *				json_string(&j, &name);
 *			else
 *				json_skip(&j);
 *		}
 *
 * A loop runs to its end, and takes or skips one value a turn.  The cursor may be
 * copied, to come back to a value.  What is no JSON sets why, which stays set and
 * ends every loop. */
#ifndef COLLAPSE_JSON_H
#define COLLAPSE_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/str.h"
#include "collapse/fixed.h"

struct json {
	const char *start, *p, *end; /* borrowed; p: the next byte */
	struct arena *mem;           /* where strings go that had escapes */
	const char *why;             /* NULL, or what is wrong at p */
	bool fresh;                  /* an array or object was entered, nothing read of it */
};

enum json_kind {
	JSON_NONE, /* the end, or no JSON */
	JSON_OBJECT,
	JSON_ARRAY,
	JSON_STRING,
	JSON_NUMBER,
	JSON_WORD, /* true, false, null */
};

struct json json_of(struct str text, struct arena *mem);

/* What the next value is. */
enum json_kind json_peek(struct json *j);

/* Enter the next value.  False where it is of another kind: it is skipped then. */
bool json_object(struct json *j);
bool json_array(struct json *j);

/* The next member's key, or whether there is a next item; false at the end, which
 * is taken. */
bool json_key(struct json *j, struct str *key);
bool json_item(struct json *j);

/* Take the next value.  False, with *out untouched, where it is of another kind:
 * it is skipped.  A string is UTF-8 with its escapes undone, valid as long as the
 * input and mem; a lone surrogate becomes U+FFFD. */
bool json_string(struct json *j, struct str *out);
bool json_number(struct json *j, struct str *text);
bool json_u64(struct json *j, uint64_t *out);      /* whole, not negative, and it fits */
bool json_fixed(struct json *j, int shift, struct fixed *out); /* times 10^shift */

/* Take the next value, whatever it is; only strings and brackets are looked at. */
void json_skip(struct json *j);

/* Whether only blanks are left, and nothing was wrong. */
bool json_done(struct json *j);

/* The line, from 1, that the cursor stands in. */
uint64_t json_line(const struct json *j);

/* json_done(); where it is false, a message says file, line and why. */
bool json_ended(struct json *j, const char *file);

/* Whether head, the beginning of an input, is an object with that key at its first
 * level, as far as it can be seen. */
bool json_has_key(struct str head, struct str key);

#endif
