/* XML as a row of events over bytes in memory: elements, attributes, text, the five
 * named entities and numeric ones.  Comments, processing instructions and document
 * types are passed over; nothing is ever fetched or expanded. */
#ifndef COLLAPSE_XML_H
#define COLLAPSE_XML_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

#define XML_DEPTH 64 /* elements inside each other; more is an error */

enum xml_event {
	XML_END,   /* the end, or why is set */
	XML_OPEN,  /* <name ...>; <name/> is an XML_OPEN and an XML_CLOSE */
	XML_CLOSE, /* </name> */
	XML_TEXT,
};

struct xml {
	const char *start, *p, *end; /* borrowed */
	struct arena *mem;           /* where text goes that had entities */
	const char *why;             /* NULL, or what is wrong at p */
	struct str name;             /* XML_OPEN and XML_CLOSE */
	struct str raw;              /* the attributes of an XML_OPEN, the bytes of an XML_TEXT */
	bool literal;                /* an XML_TEXT without entities */
	struct str open[XML_DEPTH];  /* the names of the elements we are in */
	unsigned depth;
	bool close;                  /* a <name/> is to be closed */
};

void xml_init(struct xml *x, struct str document, struct arena *mem);

enum xml_event xml_next(struct xml *x);

/* The value of an attribute of the element that was opened last, entities undone;
 * false where it has none of that name. */
bool xml_attribute(struct xml *x, struct str name, struct str *value);

/* The text of an XML_TEXT, entities undone; an unknown one is left as it is. */
struct str xml_text(struct xml *x);

/* The line, from 1, that x stands in. */
uint64_t xml_line(const struct xml *x);

#endif
