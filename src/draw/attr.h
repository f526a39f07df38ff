/* Attributes of functions in the picture (--nameattr): a line is the name as in
 * folded text, and after a tab each name=value.
 *
 *	main	title=where it starts	href=https://example.org/main.c	target=_blank
 *
 * Known are title (in place of name and counts), href, target, id and class; an href
 * is http:, https: or relative, so that nothing of a file can become a script.  Of two
 * lines for one name the later counts. */
#ifndef DRAW_ATTR_H
#define DRAW_ATTR_H

#include <stdbool.h>

#include "base/in.h"
#include "base/str.h"

enum attr_kind { ATTR_TITLE, ATTR_HREF, ATTR_TARGET, ATTR_ID, ATTR_CLASS, ATTR_KINDS };

struct attr {
	struct str value[ATTR_KINDS]; /* p NULL: not given */
};

struct attrs;

/* Read all of in.  NULL: a line is wrong, and complain() has said which and why. */
struct attrs *attrs_read(struct in *in);

/* Those of a name, or NULL. */
const struct attr *attrs_of(const struct attrs *attrs, struct str name);

/* How many names there are, and one of them, in byte order. */
size_t attrs_count(const struct attrs *attrs);
struct str attrs_name(const struct attrs *attrs, size_t i);

/* "title", "href", ... */
const char *attr_word(enum attr_kind kind);

void attrs_free(struct attrs *attrs);

#endif
