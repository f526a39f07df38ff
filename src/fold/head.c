#include "fold/head.h"

#include "base/diag.h"
#include "fold/folded.h"
#include "fold/raw.h"

/* Whether every line ends in two counts, and whether any ends in one or more.  A
 * line that was cut at the end of the head tells nothing. */
static bool
all_have_two(struct str bytes, bool *any)
{
	bool whole = bytes.n < HEAD_BYTES, two = true;
	struct folded f;

	*any = false;
	for (struct cut c = {.ok = true}; c.ok && two; bytes = c.tail) {
		c = str_cut(bytes, '\n');
		if (!c.ok && !whole)
			break;
		enum folded_result result = folded_parse(c.head, true, &f);
		*any |= result == FOLDED_LINE || result == FOLDED_ONE_COUNT;
		two = result == FOLDED_LINE || result == FOLDED_NOTHING;
	}
	return two;
}

void
head_look(struct head *h, const char *name, struct str bytes)
{
	bool any;

	if (!h->raw) {
		h->raw = raw_profile(bytes);
		h->raw_file = name;
	}
	if (h->decided)
		return;
	bool two = all_have_two(bytes, &any);
	if (!any && bytes.n < HEAD_BYTES)
		return;
	h->decided = h->guessed = true;
	h->differential = any && two;
	if (h->differential)
		warn("%s: two counts on every line, taken as differential (--no-diff takes one)", name);
}
