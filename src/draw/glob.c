#include "draw/glob.h"

#include "base/utf8.h"

/* The last '*' takes one byte more where what follows does not fit; earlier ones
 * never have to. */
bool
glob_fits(struct str pattern, struct str s)
{
	size_t p = 0, i = 0, star = SIZE_MAX, from = 0;

	while (i < s.n) {
		size_t one = 1;
		if (p < pattern.n && pattern.p[p] == '*') {
			star = ++p;
			from = i;
			continue;
		}
		if (p < pattern.n && pattern.p[p] == '?')
			(void)utf8_next(str_rest(s, i), &one);
		if (p < pattern.n && (pattern.p[p] == '?' || pattern.p[p] == s.p[i])) {
			p++;
			i += one;
			continue;
		}
		if (star == SIZE_MAX)
			return false;
		p = star;
		i = ++from;
	}
	while (p < pattern.n && pattern.p[p] == '*')
		p++;
	return p == pattern.n;
}
