/* Any bytes as an ELF file: headers, sections, symbols, the PLT, unwind tables. */
#include <stdint.h>
#include <stdlib.h>

#include "sample/cfi.h"
#include "sample/elf.h"
#include "sample/symbols.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
symbols_check(struct symbols *s)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct symbol *symbol = &s->list[i];
		if (i && s->list[i - 1].addr >= symbol->addr)
			abort();
		const struct symbol *found = symbols_find(s, symbol->addr);
		if (!found || found->addr != symbol->addr)
			abort();
		if (symbols_name(s, symbol).n >= s->text_n)
			abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct elf e;
	struct symbols symbols = {0};
	struct cfi cfi = {0};
	struct str frames;
	uint64_t addr;
	uint32_t crc;

	if (!elf_parse(&e, (struct str){(const char *)data, size})) {
		for (size_t i = 0; i < e.n_sections; i++)
			if (elf_bytes(&e, &e.sections[i]).n > size)
				abort();
		for (size_t i = 0; i < e.n_segments; i++)
			if (elf_at(&e, e.segments[i].addr, UINT64_MAX).n > size)
				abort();
		(void)elf_address(&e, size / 2, &addr);
		(void)elf_debuglink(&e, &crc);
		symbols_add(&symbols, &e);
		symbols_add_plt(&symbols, &e);
		symbols_sort(&symbols);
		symbols_check(&symbols);
		if (elf_frames(&e, &frames, &addr))
			cfi_compile(&cfi, frames, addr, e.machine);
	}
	symbols_release(&symbols);
	cfi_release(&cfi);
	elf_release(&e);
	return 0;
}
