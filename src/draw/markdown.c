#include "draw/markdown.h"

#include <string.h>

/* Fenced by more backticks than the name has in a row, '|' escaped for the table. */
void
markdown_code(struct out *o, struct str name)
{
	size_t fence = 1, run = 0;

	for (size_t i = 0; i < name.n; i++) {
		run = name.p[i] == '`' ? run + 1 : 0;
		fence = run >= fence ? run + 1 : fence;
	}
	for (size_t i = 0; i < fence; i++)
		out_char(o, '`');
	out_char(o, ' ');
	for (struct str part; name.n; name = str_rest(name, part.n)) {
		const char *bar = memchr(name.p, '|', name.n);
		part = (struct str){name.p, bar ? (size_t)(bar - name.p) + 1 : name.n};
		out_name(o, (struct str){part.p, part.n - (bar != NULL)});
		if (bar)
			out_text(o, "\\|");
	}
	out_char(o, ' ');
	for (size_t i = 0; i < fence; i++)
		out_char(o, '`');
}
