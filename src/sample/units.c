#include "sample/units.h"

#include <string.h>

#include "base/opt.h"
#include "base/str.h"

const char *
units_seconds(const char *value, double *seconds)
{
	static const struct {
		char letter;
		double unit;
	} units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
	char number[32];
	size_t n = strlen(value);
	double unit = 1;

	for (size_t i = 0; i < sizeof units / sizeof *units && n; i++) {
		if (value[n - 1] != units[i].letter)
			continue;
		unit = units[i].unit;
		n--;
		break;
	}
	if (n >= sizeof number)
		return "is too long";
	memcpy(number, value, n);
	number[n] = 0;
	if (!opt_number(number, seconds) || *seconds <= 0 || *seconds * unit > 1e9)
		return "is not a time: a number of seconds, or with s, m, h, d behind it";
	*seconds *= unit;
	return NULL;
}

const char *
units_bytes(const char *value, uint64_t *bytes)
{
	static const char units[] = "KMG";
	struct str s = str_from(value);
	unsigned shift = 0;

	for (unsigned i = 0; i < 3 && s.n; i++)
		if (s.p[s.n - 1] == units[i])
			shift = 10 * (i + 1);
	s.n -= shift ? 1 : 0;
	if (!str_u64(s, bytes) || !*bytes || *bytes > UINT64_MAX >> 32)
		return "is not a number of bytes, which may have K, M or G behind it";
	*bytes <<= shift;
	return NULL;
}
