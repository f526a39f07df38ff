/* From the registers and a copy of the stack to the callers.
 *
 * For each frame: the rule of .eh_frame, where there is one; else the frame
 * pointer; else it ends.  So code of JIT compilers, which keep frame pointers, and
 * libraries without them mix in one stack.  Nothing outside the copy is read, and
 * nothing in it is trusted. */
#ifndef SAMPLE_UNWIND_H
#define SAMPLE_UNWIND_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "sample/elf.h"
#include "sample/maps.h"

/* Registers by DWARF number: x86-64 0 to 15 (6 rbp, 7 rsp), AArch64 x0 to x30 and
 * 31 sp. */
struct regs {
	enum elf_machine machine;
	uint64_t pc;
	uint64_t r[32];
};

/* Bytes of the stack that were copied, from the stack pointer upward. */
struct stack_copy {
	uint64_t addr; /* of the first byte */
	struct str bytes;
};

enum unwind_end {
	UNWIND_COMPLETE,  /* the outermost frame: _start, clone, a frame pointer of 0 */
	UNWIND_TRUNCATED, /* what comes next is beyond the copy of the stack */
	UNWIND_LOST,      /* no rule, and no frame pointer to go on with */
	UNWIND_FULL,      /* max frames */
};

/* The addresses of the stack, leaf first, into pc; their number, at least 1 where
 * max is.  They are ready to be looked up: the leaf, and what a signal interrupted,
 * as they are; return addresses less one, so that they are inside the call. */
size_t unwind(const struct regs *regs, const struct stack_copy *stack, const struct maps *maps,
              struct modules *modules, uint64_t *pc, size_t max, enum unwind_end *how);

/* Registers as perf_event_open() gives them: values holds one for each bit of
 * mask, in order (enum perf_event_x86_regs, perf_event_arm_regs). */
void regs_from_perf(struct regs *regs, enum elf_machine machine, uint64_t mask,
                    const uint64_t *values, size_t n);

/* The mask to ask for: what unwind() may use. */
uint64_t regs_perf_mask(enum elf_machine machine);

#endif
