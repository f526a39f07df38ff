#include "draw/text.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/utf8.h"

static void
put_clean(struct out *o, const char *text, void (*put)(struct out *o, struct str s))
{
	struct str s = str_from(text);

	if (utf8_is_clean(s)) {
		put(o, s);
		return;
	}
	char *clean = mem_alloc(utf8_clean_room(s.n), 1);
	put(o, (struct str){clean, utf8_clean(s, clean)});
	free(clean);
}

void
text_clean(struct out *o, const char *text)
{
	put_clean(o, text, out_str);
}

void
text_xml(struct out *o, const char *text)
{
	put_clean(o, text, out_xml);
}

void
text_json(struct out *o, const char *text)
{
	put_clean(o, text, out_json);
}

/* How many columns the character at a place takes, and how many bytes it has. */
static size_t
columns_at(struct str s, size_t at, size_t *bytes)
{
	*bytes = 1;
	if ((unsigned char)s.p[at] < 0x80)
		return 1;
	(void)utf8_next(str_rest(s, at), bytes);
	return utf8_columns((struct str){s.p + at, *bytes});
}

bool
text_label(struct out *o, struct str s, size_t columns)
{
	size_t used = 0, end = 0, cut = 0, k;

	if (columns < 3)
		return false;
	if (s.n <= columns) { /* no character takes more columns than bytes */
		out_xml(o, s);
		return true;
	}
	while (end < s.n && used <= columns) {
		used += columns_at(s, end, &k);
		end += k;
		if (used + 2 <= columns)
			cut = end;
	}
	if (used <= columns) {
		out_xml(o, s);
		return true;
	}
	out_xml(o, (struct str){s.p, cut});
	out_text(o, "..");
	return true;
}
