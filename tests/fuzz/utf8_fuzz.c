/* utf8_clean() makes clean text of anything, and leaves clean text alone. */
#include <stdint.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str s = {(const char *)data, size};
	char *clean = mem_alloc(utf8_clean_room(size), 1);
	struct str made = {clean, utf8_clean(s, clean)};

	if (!utf8_is_clean(made) || utf8_is_clean(s) != str_eq(s, made))
		abort();
	(void)utf8_columns(made);
	free(clean);
	return 0;
}
