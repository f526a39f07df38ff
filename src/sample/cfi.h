/* Unwind rules: .eh_frame compiled to one sorted table of rows.
 *
 * A row says, from its address up to the next row's, how to find the caller's
 * stack pointer (the CFA), frame pointer and return address, and on x86-64 rbx, by
 * which the dynamic linker finds the stack it aligned.  Other registers are not
 * followed.  Source: DWARF 5 section 6.4, LSB 5.0 10.6 (.eh_frame), the
 * psABIs of x86-64 and AArch64.
 *
 * A row is 6 bytes; rules are kept once, few files have more than some hundred. */
#ifndef SAMPLE_CFI_H
#define SAMPLE_CFI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "sample/elf.h"

enum cfi_kind {
	CFI_NONE,       /* cfa: no rule here.  ra: undefined, the outermost frame.  fp: lost */
	CFI_SAME,       /* fp, ra: the register still holds it */
	CFI_OFFSET,     /* cfa: register + offset.  fp, ra: in memory at CFA + offset */
	CFI_VALUE,      /* fp, ra: CFA + offset itself */
	CFI_REGISTER,   /* fp, ra: in another register */
	CFI_AT,         /* cfa, fp, ra: in memory at register + offset */
	CFI_EXPRESSION, /* fp, ra: in memory at what the expression gives */
	CFI_COMPUTED,   /* cfa, fp, ra: what the expression gives */
};

struct cfi_place {
	uint8_t kind;   /* enum cfi_kind */
	uint8_t reg;    /* DWARF number; CFI_REGISTER, CFI_AT, and the CFA's CFI_OFFSET */
	uint16_t zero;
	int32_t offset; /* in bytes; an expression's offset in cfi.expressions */
};

struct cfi_rule {
	struct cfi_place cfa, fp, ra, bx;
	uint32_t signal; /* 1: a signal's trampoline: the caller was interrupted, not calling */
};

struct cfi {
	uint64_t base;        /* address of the first row */
	uint32_t *pc;         /* by row: address - base, ascending; owned */
	uint16_t *rule;       /* by row: index in rules, CFI_STARTS where a function begins */
	size_t n;
	struct cfi_rule *rules; /* 0: no rule */
	size_t n_rules, rules_cap;
	unsigned char *expressions; /* each a ULEB128 length and its bytes */
	size_t expressions_n, expressions_cap;
	uint32_t functions;   /* FDEs */
	uint32_t bad;         /* FDEs left out: not understood, or out of bounds */
	uint64_t sigreturn;   /* address of a signal trampoline without a rule, or 0 */
};

#define CFI_STARTS 0x8000u

/* Compile .eh_frame, which is at that address.  Never fails: what is not
 * understood is left out and counted in bad. */
void cfi_compile(struct cfi *c, struct str eh_frame, uint64_t addr, enum elf_machine machine);

/* The rule for the instruction at addr, or NULL. */
const struct cfi_rule *cfi_find(const struct cfi *c, uint64_t addr);

/* Where the function around addr starts; false where no row covers it. */
bool cfi_function(const struct cfi *c, uint64_t addr, uint64_t *start);

void cfi_release(struct cfi *c);

#endif
