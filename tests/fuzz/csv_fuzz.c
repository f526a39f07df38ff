/* Splitting any line gives at most as many fields as there is room for, inside it; a
 * number of any text is none or one. */
#include <stdlib.h>

#include "collapse/csv.h"
#include "collapse/fixed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str line = {(const char *)data, size};
	struct arena mem = {0};
	struct csv_field f[8];
	struct fixed v;
	size_t n = csv_split(line, ',', &mem, f, 8);

	if (n > size + 1 || n > 8)
		abort();
	for (size_t i = 0; i < n; i++)
		if (f[i].text.n > size || (fixed_parse(csv_ungroup(f[i].text, &mem), 3, &v) && v.nano > 999999999))
			abort();
	arena_release(&mem);
	return 0;
}
