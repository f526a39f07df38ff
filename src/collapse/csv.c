#include "collapse/csv.h"

#include <string.h>

/* The text of a quoted field whose opening quote is taken; s moves behind the
 * closing one.  False where there is none. */
static bool
quoted(struct str *s, struct arena *mem, struct str *text)
{
	size_t n = 0;
	bool doubled = false;

	for (;; n++) {
		if (n == s->n)
			return false;
		if (s->p[n] != '"')
			continue;
		if (n + 1 == s->n || s->p[n + 1] != '"')
			break;
		doubled = true;
		n++;
	}
	*text = (struct str){s->p, n};
	*s = str_rest(*s, n + 1);
	if (!doubled)
		return true;
	char *copy = arena_alloc(mem, n, 1, 1);
	size_t made = 0;
	for (size_t i = 0; i < n; i++) {
		copy[made++] = text->p[i];
		i += text->p[i] == '"';
	}
	*text = (struct str){copy, made};
	return true;
}

size_t
csv_split(struct str line, char separator, struct arena *mem, struct csv_field *fields, size_t max)
{
	for (size_t n = 0; n < max;) {
		struct csv_field f = {0};
		while (line.n && *line.p == ' ') {
			line = str_rest(line, 1);
			f.indent++;
		}
		bool quotes = line.n && *line.p == '"';
		if (quotes) {
			line = str_rest(line, 1);
			if (!quoted(&line, mem, &f.text))
				return 0;
		}
		struct cut c = str_cut(line, separator);
		if (!quotes)
			f.text = str_trim(c.head);
		fields[n++] = f;
		if (!c.ok)
			return n;
		line = c.tail;
	}
	return max;
}

struct str
csv_ungroup(struct str number, struct arena *mem)
{
	if (!number.n || !memchr(number.p, ',', number.n))
		return number;
	char *copy = arena_alloc(mem, number.n, 1, 1);
	size_t n = 0;
	for (size_t i = 0; i < number.n; i++)
		if (number.p[i] != ',')
			copy[n++] = number.p[i];
	return (struct str){copy, n};
}
