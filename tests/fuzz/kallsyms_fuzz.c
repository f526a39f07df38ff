/* Any text as /proc/kallsyms: sorted, and every symbol is found at its address. */
#include <stdint.h>
#include <stdlib.h>

#include "sample/kallsyms.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kallsyms k = {0};

	kallsyms_parse(&k, (struct str){(const char *)data, size});
	for (size_t i = 0; i < k.n; i++) {
		const struct kernel_symbol *found = kallsyms_find(&k, k.list[i].addr);
		if ((i && k.list[i - 1].addr > k.list[i].addr) || !found ||
		    found->addr != k.list[i].addr || !found->name.n)
			abort();
	}
	if (k.hidden && k.n)
		abort();
	kallsyms_release(&k);
	return 0;
}
