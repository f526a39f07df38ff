/* DWARF expressions, as unwind rules use them.
 *
 * Source: DWARF 5 section 2.5.  A stack machine without loops, with all that was found
 * in .eh_frame tables: constants, registers, memory, arithmetic, comparisons,
 * branches forward. */
#ifndef SAMPLE_EXPR_H
#define SAMPLE_EXPR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct stack_copy;

enum expr_end {
	EXPR_OK,
	EXPR_OUTSIDE, /* it reads memory that was not copied; *value is that address */
	EXPR_BAD,     /* an operation that is not known, or too much of one */
};

/* Run code on a stack that has the CFA on it (start false: that is empty).  regs
 * are 32 values by DWARF number. */
enum expr_end expr_run(struct str code, const uint64_t *regs, bool start, uint64_t cfa,
                       const struct stack_copy *stack, uint64_t *value);

/* The 8 bytes at addr of the copy; false where they are not all in it. */
bool stack_read(const struct stack_copy *stack, uint64_t addr, uint64_t *value);

#endif
