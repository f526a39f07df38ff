#include "sample/unwind.h"

/* DWARF number of each perf register; 0xff: none.  Source: the kernel's
 * arch/x86/include/uapi/asm/perf_regs.h and arch/arm64/..., x86-64 psABI table 3.36. */
#define NONE 0xff
#define PC 0xfe

static const uint8_t x86_64[] = {
	/* ax bx cx dx si di bp sp ip */
	0, 3, 2, 1, 4, 5, 6, 7, PC,
	/* flags cs ss ds es fs gs */
	NONE, NONE, NONE, NONE, NONE, NONE, NONE,
	8, 9, 10, 11, 12, 13, 14, 15,
};

static const uint8_t aarch64[] = {
	0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
	17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, PC,
};

static const uint8_t *
numbers(enum elf_machine machine, unsigned *n)
{
	*n = machine == ELF_AARCH64 ? sizeof aarch64 : sizeof x86_64;
	return machine == ELF_AARCH64 ? aarch64 : x86_64;
}

void
regs_from_perf(struct regs *regs, enum elf_machine machine, uint64_t mask,
               const uint64_t *values, size_t n)
{
	unsigned known;
	const uint8_t *number = numbers(machine, &known);
	size_t at = 0;

	*regs = (struct regs){.machine = machine};
	for (unsigned bit = 0; bit < 64 && at < n; bit++) {
		if (!(mask >> bit & 1))
			continue;
		uint64_t value = values[at++];
		uint8_t to = bit < known ? number[bit] : NONE;
		if (to == PC)
			regs->pc = value;
		else if (to != NONE)
			regs->r[to] = value;
	}
}

uint64_t
regs_perf_mask(enum elf_machine machine)
{
	unsigned known;
	const uint8_t *number = numbers(machine, &known);
	uint64_t mask = 0;

	for (unsigned bit = 0; bit < known; bit++)
		if (number[bit] != NONE)
			mask |= UINT64_C(1) << bit;
	return mask;
}
