#include "sample/cfi.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "sample/cfi_code.h"
#include "sample/sort.h"

enum { FUNCTION_ROWS_MAX = 1 << 16 };

struct fde {
	uint64_t pc;
	uint32_t range;
	uint32_t cie;     /* index */
	uint32_t at, end; /* its instructions */
};

struct compiler {
	struct cfi_code code;
	struct cfi_cie *cies;
	size_t n_cies, cies_cap;
	struct fde *fdes;
	size_t n_fdes, fdes_cap;
	bool sorted;
};

static bool
augmentation(struct compiler *k, struct cfi_cie *cie, struct cursor *c, const char *text)
{
	cie->sized = *text == 'z';
	if (*text && !cie->sized)
		return false;
	if (!cie->sized)
		return true;
	uint64_t n = cursor_uleb(c);
	if (c->bad || n > (size_t)(c->end - c->p))
		return false;
	struct cursor data = {c->p, c->p + n, false};
	c->p += n;
	for (const char *p = text + 1; *p; p++) {
		if (*p == 'R')
			cie->encoding = (uint8_t)cursor_take(&data, 1);
		else if (*p == 'L')
			(void)cursor_take(&data, 1);
		else if (*p == 'P') {
			uint8_t encoding = (uint8_t)cursor_take(&data, 1);
			(void)cfi_code_pointer(&k->code, &data, encoding & 0x0f);
		} else if (*p == 'S')
			cie->initial.signal = 1;
		else if (*p != 'B' && *p != 'G')
			break; /* what follows is skipped by its length */
	}
	return !data.bad;
}

static bool
cie_fill(struct compiler *k, struct cfi_cie *cie, struct cursor c)
{
	uint8_t version = (uint8_t)cursor_take(&c, 1);
	const char *text = (const char *)c.p;
	const unsigned char *end = memchr(c.p, 0, (size_t)(c.end - c.p));

	if (!end || (version != 1 && version != 3 && version != 4))
		return false;
	c.p = end + 1;
	if (version == 4)
		cursor_skip(&c, 2);
	cie->code_align = cursor_uleb(&c);
	cie->data_align = cursor_sleb(&c);
	uint64_t ra = version == 1 ? cursor_take(&c, 1) : cursor_uleb(&c);
	cie->initial.fp.kind = CFI_SAME;
	cie->initial.ra.kind = CFI_SAME;
	cie->initial.bx.kind = CFI_SAME;
	if (ra != k->code.ra || !augmentation(k, cie, &c, text))
		return false;
	return cfi_code_initial(&k->code, cie, c);
}

static void
cie_add(struct compiler *k, size_t at, struct cursor c)
{
	struct cfi_cie cie = {.at = at};

	cie.bad = !cie_fill(k, &cie, c);
	k->cies = mem_grow(k->cies, &k->cies_cap, k->n_cies + 1, sizeof *k->cies);
	k->cies[k->n_cies++] = cie;
}

/* The index of the CIE at that place, or n_cies. */
static size_t
cie_find(const struct compiler *k, size_t at)
{
	size_t low = 0, high = k->n_cies;

	if (high && k->cies[high - 1].at == at)
		return high - 1;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (k->cies[mid].at < at)
			low = mid + 1;
		else
			high = mid;
	}
	return low < k->n_cies && k->cies[low].at == at ? low : k->n_cies;
}

static bool
fde_add(struct compiler *k, size_t cie_at, struct cursor c)
{
	const unsigned char *base = (const unsigned char *)k->code.section.p;
	size_t i = cie_find(k, cie_at);

	if (i == k->n_cies || k->cies[i].bad)
		return false;
	const struct cfi_cie *cie = &k->cies[i];
	uint64_t pc = cfi_code_pointer(&k->code, &c, cie->encoding);
	uint64_t range = cfi_code_pointer(&k->code, &c, cie->encoding & 7);
	if (cie->sized)
		cursor_skip(&c, cursor_uleb(&c));
	if (!range && !c.bad)
		return true;
	if (c.bad || range > UINT32_MAX || pc > UINT64_MAX - range)
		return false;
	k->sorted = k->sorted && (!k->n_fdes || k->fdes[k->n_fdes - 1].pc <= pc);
	k->fdes = mem_grow(k->fdes, &k->fdes_cap, k->n_fdes + 1, sizeof *k->fdes);
	k->fdes[k->n_fdes++] = (struct fde){pc, (uint32_t)range, (uint32_t)i,
	                                    (uint32_t)(c.p - base), (uint32_t)(c.end - base)};
	return true;
}

/* All records, in the order of the section. */
static void
collect(struct compiler *k)
{
	const unsigned char *base = (const unsigned char *)k->code.section.p;
	struct cursor c = {base, base + k->code.section.n, false};

	while (!c.bad) {
		uint64_t n = cursor_take(&c, 4);
		unsigned id_size = n == UINT32_MAX ? 8 : 4;
		if (id_size == 8)
			n = cursor_take(&c, 8);
		if (!n || c.bad || n > (size_t)(c.end - c.p))
			return;
		struct cursor body = {c.p, c.p + n, false};
		c.p += n;
		size_t id_at = (size_t)(body.p - base);
		uint64_t id = cursor_take(&body, id_size);
		if (!id && !body.bad)
			cie_add(k, id_at - (id_size == 8 ? 12 : 4), body);
		else if (body.bad || id > id_at || !fde_add(k, id_at - (size_t)id, body))
			k->code.c->bad++;
	}
}

void
cfi_compile(struct cfi *c, struct str eh_frame, uint64_t addr, enum elf_machine machine)
{
	const unsigned char *base = (const unsigned char *)eh_frame.p;
	struct compiler k = {.sorted = true};

	*c = (struct cfi){.sigreturn = c->sigreturn};
	c->rules = mem_grow(NULL, &c->rules_cap, 1, sizeof *c->rules);
	memset(c->rules, 0, sizeof *c->rules);
	c->n_rules = 1;
	cfi_code_init(&k.code, c, eh_frame, addr, machine);
	collect(&k);
	if (!k.sorted)
		sort_by_address(k.fdes, k.n_fdes, sizeof *k.fdes);
	c->base = k.n_fdes ? k.fdes[0].pc : 0;
	for (size_t i = 0; i < k.n_fdes; i++) {
		const struct fde *f = &k.fdes[i];
		uint64_t end = f->pc + f->range;
		uint64_t next = i + 1 < k.n_fdes ? k.fdes[i + 1].pc : UINT64_MAX;
		struct cursor code = {base + f->at, base + f->end, false};
		bool near = end - c->base <= UINT32_MAX;
		c->functions++;
		if (!near || !cfi_code_run(&k.code, &k.cies[f->cie], code, f->pc,
		                           next < end ? next : end))
			c->bad++;
		if (near && next > end)
			cfi_code_gap(&k.code, end);
	}
	c->pc = mem_resize(c->pc, c->n, sizeof *c->pc);
	c->rule = mem_resize(c->rule, c->n, sizeof *c->rule);
	cfi_code_release(&k.code);
	free(k.cies);
	free(k.fdes);
}

/* The last row at or before addr, or SIZE_MAX. */
static size_t
find(const struct cfi *c, uint64_t addr)
{
	const uint32_t *p = c->pc;
	size_t n = c->n;

	if (!n || addr < c->base || addr - c->base > UINT32_MAX)
		return SIZE_MAX;
	uint32_t key = (uint32_t)(addr - c->base);
	while (n > 1) {
		size_t half = n / 2;
		p = p[half] <= key ? p + half : p;
		n -= half;
	}
	return (size_t)(p - c->pc);
}

const struct cfi_rule *
cfi_find(const struct cfi *c, uint64_t addr)
{
	size_t at = find(c, addr);
	uint16_t rule = at == SIZE_MAX ? 0 : c->rule[at] & (CFI_STARTS - 1);

	return rule ? &c->rules[rule] : NULL;
}

bool
cfi_function(const struct cfi *c, uint64_t addr, uint64_t *start)
{
	size_t at = find(c, addr);

	if (at == SIZE_MAX || !c->rule[at])
		return false;
	for (size_t i = 0; i < FUNCTION_ROWS_MAX; i++) {
		if (c->rule[at - i] & CFI_STARTS) {
			*start = c->base + c->pc[at - i];
			return true;
		}
		if (at == i)
			break;
	}
	return false;
}

void
cfi_release(struct cfi *c)
{
	free(c->pc);
	free(c->rule);
	free(c->rules);
	free(c->expressions);
	*c = (struct cfi){0};
}
