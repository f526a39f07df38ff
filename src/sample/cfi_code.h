/* The instructions of .eh_frame, run to rows of a struct cfi.  Private to cfi.c. */
#ifndef SAMPLE_CFI_CODE_H
#define SAMPLE_CFI_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "sample/cfi.h"

enum { CFI_EXPRESSIONS_KNOWN = 64, CFI_RECENT_BITS = 9 };

/* A bounded reader that compiles to plain loads: all of .eh_frame of every file that
 * is sampled goes through it.  Past the end it gives 0 and sets bad. */
struct cursor {
	const unsigned char *p, *end;
	bool bad;
};

/* What the functions of one compilation share. */
struct cfi_cie {
	size_t at; /* in the section */
	uint64_t code_align;
	int64_t data_align;
	uint8_t encoding; /* of addresses in its FDEs */
	bool sized;       /* augmentation data has its length */
	bool bad;
	struct cfi_rule initial;
};

struct cfi_code {
	struct cfi *c;
	struct str section;
	uint64_t addr;   /* of the section */
	uint8_t fp, ra, bx; /* the registers that are followed, by DWARF number */
	uint16_t *slots; /* index of a rule, or 0: a hash table; owned */
	size_t n_slots;
	uint16_t recent[1 << CFI_RECENT_BITS]; /* the last rule of each cheap hash */
	size_t rows_cap;
	uint32_t known[CFI_EXPRESSIONS_KNOWN]; /* offsets of expressions */
	size_t n_known;
};

void cfi_code_init(struct cfi_code *k, struct cfi *c, struct str section, uint64_t addr,
                   enum elf_machine machine);
void cfi_code_release(struct cfi_code *k);

/* The instructions of a CIE, to its initial rule.  False: not understood. */
bool cfi_code_initial(struct cfi_code *k, struct cfi_cie *cie, struct cursor c);

/* The rows of a function from pc up to the limit.  False: not understood; there are
 * rows up to that place. */
bool cfi_code_run(struct cfi_code *k, const struct cfi_cie *cie, struct cursor c, uint64_t pc,
                  uint64_t limit);

/* A row without a rule: behind a function that no other follows. */
void cfi_code_gap(struct cfi_code *k, uint64_t pc);

/* An encoded address: absolute, or relative to its own place. */
uint64_t cfi_code_pointer(const struct cfi_code *k, struct cursor *c, uint8_t encoding);

static inline uint64_t
cursor_take(struct cursor *c, unsigned size)
{
	uint64_t v = 0;

	if ((size_t)(c->end - c->p) < size) {
		c->bad = true;
		c->p = c->end;
		return 0;
	}
	for (unsigned i = 0; i < size; i++)
		v |= (uint64_t)c->p[i] << (8 * i);
	c->p += size;
	return v;
}

static inline uint64_t
cursor_uleb(struct cursor *c)
{
	uint64_t v = 0;

	for (unsigned shift = 0; c->p < c->end; shift += 7) {
		unsigned char byte = *c->p++;
		if (shift < 64)
			v |= (uint64_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80))
			return v;
	}
	c->bad = true;
	return 0;
}

int64_t cursor_sleb(struct cursor *c);
void cursor_skip(struct cursor *c, uint64_t n);

#endif
