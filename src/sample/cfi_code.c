#include "sample/cfi_code.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum {
	RULES_MAX = CFI_STARTS - 1,
	REMEMBERED_MAX = 16,
	NO_REGISTER = 0xff,
	BREG0 = 0x70, /* DW_OP_breg0 */
	DEREF = 0x06, /* DW_OP_deref */
};

int64_t
cursor_sleb(struct cursor *c)
{
	uint64_t v = 0;
	unsigned shift = 0;
	int64_t value;

	for (;;) {
		unsigned char byte = (unsigned char)cursor_take(c, 1);
		if (shift < 64)
			v |= (uint64_t)(byte & 0x7f) << shift;
		shift += shift < 64 ? 7 : 0;
		if (byte & 0x80)
			continue;
		if (shift < 64 && (byte & 0x40))
			v |= UINT64_MAX << shift;
		memcpy(&value, &v, sizeof value);
		return c->bad ? 0 : value;
	}
}

void
cursor_skip(struct cursor *c, uint64_t n)
{
	if (n > (size_t)(c->end - c->p)) {
		c->bad = true;
		n = (uint64_t)(c->end - c->p);
	}
	c->p += n;
}

uint64_t
cfi_code_pointer(const struct cfi_code *k, struct cursor *c, uint8_t encoding)
{
	static const uint8_t size[16] = {8, 0, 2, 4, 8, 0, 0, 0, 0, 0, 2, 4, 8, 0, 0, 0};
	unsigned n = size[encoding & 15];
	uint64_t place = k->addr + (uint64_t)(c->p - (const unsigned char *)k->section.p);

	if (!n || (encoding & 0xf0 & ~0x10)) {
		c->bad = true;
		return 0;
	}
	uint64_t v = cursor_take(c, n);
	if ((encoding & 8) && n < 8 && v >> (8 * n - 1))
		v |= UINT64_MAX << (8 * n);
	return encoding & 0x10 ? place + v : v;
}

/* Rules, each kept once. */

static size_t
rule_hash(const struct cfi_rule *r)
{
	uint64_t a, b, c, d;

	memcpy(&a, &r->cfa, 8);
	memcpy(&b, &r->fp, 8);
	memcpy(&c, &r->ra, 8);
	memcpy(&d, &r->bx, 8);
	a = (a ^ r->signal) * UINT64_C(0x9e3779b97f4a7c15);
	a = (a ^ (a >> 32) ^ b) * UINT64_C(0xbf58476d1ce4e5b9);
	a = (a ^ (a >> 32) ^ c ^ d << 7) * UINT64_C(0x94d049bb133111eb);
	return (size_t)(a ^ (a >> 32));
}

static void
rules_rehash(struct cfi_code *k)
{
	size_t n = k->n_slots ? 2 * k->n_slots : 512;

	free(k->slots);
	k->slots = mem_zero(n, sizeof *k->slots);
	k->n_slots = n;
	for (size_t i = 1; i < k->c->n_rules; i++) {
		size_t at = rule_hash(&k->c->rules[i]) & (n - 1);
		while (k->slots[at])
			at = (at + 1) & (n - 1);
		k->slots[at] = (uint16_t)i;
	}
}

/* The index of a rule that has not been met lately. */
static uint16_t
rule_search(struct cfi_code *k, const struct cfi_rule *r)
{
	struct cfi *c = k->c;
	size_t at = rule_hash(r) & (k->n_slots - 1);
	for (; k->slots[at]; at = (at + 1) & (k->n_slots - 1))
		if (!memcmp(&c->rules[k->slots[at]], r, sizeof *r))
			return k->slots[at];
	if (c->n_rules > RULES_MAX)
		return 0;
	c->rules = mem_grow(c->rules, &c->rules_cap, c->n_rules + 1, sizeof *c->rules);
	c->rules[c->n_rules] = *r;
	k->slots[at] = (uint16_t)c->n_rules++;
	uint16_t index = k->slots[at];
	if (2 * c->n_rules > k->n_slots)
		rules_rehash(k);
	return index;
}

static uint16_t
rule_index(struct cfi_code *k, const struct cfi_rule *r)
{
	if (r->cfa.kind == CFI_NONE)
		return 0;
	uint32_t hash = (uint32_t)r->cfa.offset ^ (uint32_t)r->fp.offset << 9 ^
	                (uint32_t)r->bx.offset << 18 ^ (uint32_t)r->cfa.reg << 27;
	uint16_t *recent = &k->recent[hash * UINT32_C(0x9e3779b1) >> (32 - CFI_RECENT_BITS)];
	if (memcmp(&k->c->rules[*recent], r, sizeof *r) != 0)
		*recent = rule_search(k, r);
	return *recent;
}

/* Expressions. */

static int32_t
expression_keep(struct cfi_code *k, const unsigned char *p, size_t n)
{
	struct cfi *c = k->c;

	for (size_t i = 0; i < k->n_known; i++)
		if (c->expressions_n - k->known[i] >= n &&
		    !memcmp(c->expressions + k->known[i], p, n))
			return (int32_t)k->known[i];
	c->expressions = mem_grow(c->expressions, &c->expressions_cap,
	                          size_add(c->expressions_n, n), 1);
	memcpy(c->expressions + c->expressions_n, p, n);
	uint32_t at = (uint32_t)c->expressions_n;
	c->expressions_n += n;
	if (k->n_known < CFI_EXPRESSIONS_KNOWN)
		k->known[k->n_known++] = at;
	return (int32_t)at;
}

/* The place that an expression gives.  "register + offset" and "memory at register
 * + offset" are nearly all there is, and are kept as such. */
static struct cfi_place
expression(struct cfi_code *k, struct cursor *c, bool is_cfa, uint8_t kind)
{
	const unsigned char *from = c->p;
	uint64_t n = cursor_uleb(c);
	struct cursor e = {c->p, c->p, false};

	cursor_skip(c, n);
	e.end = c->p;
	if (c->bad || e.p == e.end)
		return (struct cfi_place){CFI_NONE, 0, 0, 0};
	uint8_t op = (uint8_t)cursor_take(&e, 1);
	if (op >= BREG0 && op < BREG0 + 32) {
		int64_t offset = cursor_sleb(&e);
		bool deref = e.end - e.p == 1 && *e.p == DEREF;
		uint8_t reg = (uint8_t)(op - BREG0);
		bool fits = !e.bad && offset >= INT32_MIN && offset <= INT32_MAX;
		if (fits && is_cfa && e.p == e.end)
			return (struct cfi_place){CFI_OFFSET, reg, 0, (int32_t)offset};
		if (fits && (is_cfa || kind == CFI_COMPUTED ? deref : e.p == e.end))
			return (struct cfi_place){CFI_AT, reg, 0, (int32_t)offset};
	}
	int32_t at = expression_keep(k, from, (size_t)(c->p - from));
	return (struct cfi_place){kind, 0, 0, at};
}

/* Rows. */

struct run {
	struct cfi_rule now, remembered[REMEMBERED_MAX];
	size_t n_remembered;
	uint64_t pc, limit;
	bool first;
};

static void
row(struct cfi_code *k, uint64_t pc, uint16_t rule, bool starts)
{
	struct cfi *c = k->c;
	uint32_t at = (uint32_t)(pc - c->base);

	if (!starts && c->n && (c->rule[c->n - 1] & ~CFI_STARTS) == rule)
		return;
	if (c->n && c->pc[c->n - 1] == at && !starts) {
		c->rule[c->n - 1] = (uint16_t)((c->rule[c->n - 1] & CFI_STARTS) | rule);
		return;
	}
	if (c->n == k->rows_cap) {
		k->rows_cap = k->rows_cap ? 2 * k->rows_cap : k->section.n / 4 + 16;
		c->pc = mem_resize(c->pc, k->rows_cap, sizeof *c->pc);
		c->rule = mem_resize(c->rule, k->rows_cap, sizeof *c->rule);
	}
	c->pc[c->n] = at;
	c->rule[c->n++] = (uint16_t)(rule | (starts ? CFI_STARTS : 0));
}

static bool
advance(struct cfi_code *k, struct run *r, uint64_t to)
{
	if (r->pc < r->limit) {
		row(k, r->pc, rule_index(k, &r->now), r->first);
		r->first = false;
	}
	r->pc = to;
	return to < r->limit;
}

static struct cfi_place *
place_of(const struct cfi_code *k, struct cfi_rule *rule, uint64_t reg)
{
	return reg == k->fp   ? &rule->fp
	       : reg == k->ra ? &rule->ra
	       : reg == k->bx ? &rule->bx
	                      : NULL;
}

static void
set(const struct cfi_code *k, struct run *r, uint64_t reg, uint8_t kind, uint8_t other,
    int64_t offset)
{
	struct cfi_place *place = place_of(k, &r->now, reg);

	if (!place)
		return;
	if (offset < INT32_MIN || offset > INT32_MAX)
		*place = (struct cfi_place){CFI_NONE, 0, 0, 0};
	else
		*place = (struct cfi_place){kind, other, 0, (int32_t)offset};
}

static void
set_cfa(struct run *r, uint64_t reg, int64_t offset)
{
	if (reg > 31 || offset < INT32_MIN || offset > INT32_MAX)
		r->now.cfa = (struct cfi_place){CFI_NONE, 0, 0, 0};
	else
		r->now.cfa = (struct cfi_place){CFI_OFFSET, (uint8_t)reg, 0, (int32_t)offset};
}

static void
restore(const struct cfi_code *k, struct run *r, const struct cfi_cie *cie, uint64_t reg)
{
	struct cfi_rule initial = cie->initial;
	struct cfi_place *place = place_of(k, &r->now, reg);

	if (place)
		*place = *place_of(k, &initial, reg);
}

/* Offsets are factored; hostile ones may wrap, and are refused by their size. */
static int64_t
scaled(uint64_t factor, const struct cfi_cie *cie)
{
	return (int64_t)(factor * (uint64_t)cie->data_align);
}

/* The instructions without a number in their low bits that name a register.
 * False: unknown. */
static bool
extended(struct cfi_code *k, struct run *r, const struct cfi_cie *cie, struct cursor *c, uint8_t op)
{
	uint64_t reg = cursor_uleb(c);

	switch (op) {
	case 0x05: /* offset_extended */
		set(k, r, reg, CFI_OFFSET, 0, scaled(cursor_uleb(c), cie));
		return true;
	case 0x06: /* restore_extended */
		restore(k, r, cie, reg);
		return true;
	case 0x07: /* undefined */
		set(k, r, reg, CFI_NONE, 0, 0);
		return true;
	case 0x08: /* same_value */
		set(k, r, reg, CFI_SAME, 0, 0);
		return true;
	case 0x09: { /* register */
		uint64_t other = cursor_uleb(c);
		set(k, r, reg, other > 31 ? CFI_NONE : CFI_REGISTER, (uint8_t)(other & 31), 0);
		return true;
	}
	case 0x10: /* expression */
	case 0x16: { /* val_expression */
		struct cfi_place e = expression(k, c, false,
		                                op == 0x10 ? CFI_EXPRESSION : CFI_COMPUTED);
		set(k, r, reg, e.kind, e.reg, e.offset);
		return true;
	}
	case 0x11: /* offset_extended_sf */
		set(k, r, reg, CFI_OFFSET, 0, scaled((uint64_t)cursor_sleb(c), cie));
		return true;
	case 0x14: /* val_offset */
		set(k, r, reg, CFI_VALUE, 0, scaled(cursor_uleb(c), cie));
		return true;
	case 0x15: /* val_offset_sf */
		set(k, r, reg, CFI_VALUE, 0, scaled((uint64_t)cursor_sleb(c), cie));
		return true;
	case 0x2f: /* GNU_negative_offset_extended */
		set(k, r, reg, CFI_OFFSET, 0, scaled(0 - cursor_uleb(c), cie));
		return true;
	default:
		return false;
	}
}

/* The instructions about the CFA and the state as a whole.  False: not one of
 * them. */
static bool
whole(struct cfi_code *k, struct run *r, const struct cfi_cie *cie, struct cursor *c, uint8_t op)
{
	uint64_t reg;

	switch (op) {
	case 0x00: /* nop */
	case 0x2c: /* AARCH64_negate_ra_state_with_pc: signatures are cut off anyway */
	case 0x2d: /* AARCH64_negate_ra_state */
		return true;
	case 0x0a: /* remember_state */
		if (r->n_remembered == REMEMBERED_MAX)
			return false;
		r->remembered[r->n_remembered++] = r->now;
		return true;
	case 0x0b: /* restore_state */
		if (!r->n_remembered)
			return false;
		r->now = r->remembered[--r->n_remembered];
		return true;
	case 0x0c: /* def_cfa */
		reg = cursor_uleb(c);
		set_cfa(r, reg, (int64_t)cursor_uleb(c));
		return true;
	case 0x0d: /* def_cfa_register */
		set_cfa(r, cursor_uleb(c), r->now.cfa.offset);
		return true;
	case 0x0e: /* def_cfa_offset */
		set_cfa(r, r->now.cfa.reg, (int64_t)cursor_uleb(c));
		return true;
	case 0x0f: /* def_cfa_expression */
		r->now.cfa = expression(k, c, true, CFI_COMPUTED);
		return true;
	case 0x12: /* def_cfa_sf */
		reg = cursor_uleb(c);
		set_cfa(r, reg, scaled((uint64_t)cursor_sleb(c), cie));
		return true;
	case 0x13: /* def_cfa_offset_sf */
		set_cfa(r, r->now.cfa.reg, scaled((uint64_t)cursor_sleb(c), cie));
		return true;
	case 0x2e: /* GNU_args_size */
		(void)cursor_uleb(c);
		return true;
	default:
		return false;
	}
}

/* Run instructions up to the limit.  False: one is not understood. */
static bool
execute(struct cfi_code *k, struct run *r, const struct cfi_cie *cie, struct cursor *c)
{
	while (c->p < c->end) {
		uint8_t op = *c->p++;
		uint64_t to = r->pc, low = op & 0x3f;
		if (op >> 6 == 2) {
			set(k, r, low, CFI_OFFSET, 0, scaled(cursor_uleb(c), cie));
			continue;
		}
		if (op >> 6 == 3) {
			restore(k, r, cie, low);
			continue;
		}
		if (op >> 6 == 1)
			to += low * cie->code_align;
		else if (op == 0x01)
			to = cfi_code_pointer(k, c, cie->encoding);
		else if (op >= 0x02 && op <= 0x04)
			to += cursor_take(c, 1u << (op - 2)) * cie->code_align;
		else if (!whole(k, r, cie, c, op) && !extended(k, r, cie, c, op))
			return false;
		if (c->bad || to < r->pc)
			return false;
		if (to != r->pc && !advance(k, r, to))
			return true;
	}
	return !c->bad;
}

bool
cfi_code_initial(struct cfi_code *k, struct cfi_cie *cie, struct cursor c)
{
	struct run r = {.now = cie->initial};
	bool ok = execute(k, &r, cie, &c) && r.pc == 0;

	cie->initial = r.now;
	return ok;
}

bool
cfi_code_run(struct cfi_code *k, const struct cfi_cie *cie, struct cursor c, uint64_t pc,
             uint64_t limit)
{
	struct run r = {.now = cie->initial, .pc = pc, .limit = limit, .first = true};
	bool ok = execute(k, &r, cie, &c);

	if (!ok)
		r.now.cfa.kind = CFI_NONE;
	if (r.pc < limit)
		row(k, r.pc, rule_index(k, &r.now), r.first);
	return ok;
}

void
cfi_code_gap(struct cfi_code *k, uint64_t pc)
{
	row(k, pc, 0, false);
}

void
cfi_code_init(struct cfi_code *k, struct cfi *c, struct str section, uint64_t addr,
              enum elf_machine machine)
{
	bool arm = machine == ELF_AARCH64;

	*k = (struct cfi_code){.c = c, .section = section, .addr = addr, .fp = arm ? 29 : 6,
	                       .ra = arm ? 30 : 16, .bx = arm ? NO_REGISTER : 3};
	rules_rehash(k);
}

void
cfi_code_release(struct cfi_code *k)
{
	free(k->slots);
}
