/* Hostile unwind rules, registers and stacks together. */
#include <stdint.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "sample/module.h"
#include "sample/unwind.h"

enum { DEPTH = 64, BASE = 0x400000, LENGTH = 0x10000 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A module whose tables are there already: its code is at BASE, its rules are frames. */
static struct module *
module_of(struct modules *all, struct str frames, enum elf_machine machine)
{
	struct module *m = modules_get(all, &(struct module_key){.path = STR("/module"), .ino = 1});

	m->tried = m->has_cfi = true;
	m->recheck = false;
	m->elf.segments = mem_zero(1, sizeof *m->elf.segments);
	m->elf.n_segments = 1;
	m->elf.segments[0] = (struct elf_segment){.addr = BASE, .size = LENGTH, .executable = true};
	cfi_compile(&m->cfi, frames, BASE, machine);
	m->cfi.sigreturn = BASE + LENGTH / 2;
	return m;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes b = bytes_of((struct str){(const char *)data, size});
	struct modules modules = {0};
	struct maps maps = {0};
	struct regs regs = {.machine = bytes_u8(&b) & 1 ? ELF_AARCH64 : ELF_X86_64};
	uint64_t pc[DEPTH];
	enum unwind_end how;

	regs.pc = BASE + bytes_u16(&b);
	for (size_t i = 0; i < 32; i++)
		regs.r[i] = 0x7fff0000 + (uint64_t)(int64_t)(int16_t)bytes_u16(&b);
	struct str frames = bytes_take(&b, bytes_u16(&b));
	struct stack_copy stack = {regs.r[regs.machine == ELF_AARCH64 ? 31 : 7],
	                           bytes_take(&b, bytes_left(&b))};
	struct map map = {.start = BASE, .end = BASE + LENGTH};
	map.module = module_of(&modules, frames, regs.machine);
	maps_add(&maps, map);
	size_t n = unwind(&regs, &stack, &maps, &modules, pc, DEPTH, &how);
	if (!n || n > DEPTH || pc[0] != regs.pc || (how == UNWIND_FULL) != (n == DEPTH))
		abort();
	maps_release(&maps);
	modules_release(&modules);
	return 0;
}
