/* Any bytes as .eh_frame: the rows are sorted, and every look-up ends in one. */
#include <stdint.h>
#include <stdlib.h>

#include "sample/cfi.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cfi c = {0};
	uint64_t start;

	if (!size)
		return 0;
	cfi_compile(&c, (struct str){(const char *)data + 1, size - 1}, 0x401000,
	            data[0] & 1 ? ELF_AARCH64 : ELF_X86_64);
	for (size_t i = 0; i < c.n; i++) {
		uint64_t addr = c.base + c.pc[i];
		size_t rule = c.rule[i] & (CFI_STARTS - 1);
		if ((i && c.pc[i] <= c.pc[i - 1]) || rule >= c.n_rules)
			abort();
		if (cfi_find(&c, addr) != (rule ? &c.rules[rule] : NULL))
			abort();
		if (cfi_function(&c, addr, &start) && start > addr)
			abort();
	}
	cfi_release(&c);
	return 0;
}
