/* Text made short for the data layer (docs/data.md): what stood before is referred to. */
#ifndef DRAW_SQUEEZE_H
#define DRAW_SQUEEZE_H

#include "draw/digits.h"

/* The text of one stream.  squeeze_end() ends the stream and frees. */
struct squeeze {
	struct stream s;
	char *text; /* of this block; owned, as is what follows */
	size_t n, cap;
	struct squeeze_token *token;
	size_t token_cap;
	uint32_t *head;
};

void squeeze_begin(struct squeeze *q, struct out *o, const char *mark);
void squeeze_add(struct squeeze *q, struct str text);
void squeeze_line(struct squeeze *q, struct str text); /* and an LF */
void squeeze_end(struct squeeze *q);

#endif
