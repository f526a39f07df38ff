#include "sample/unwind.h"

#include <stdbool.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "sample/cfi.h"
#include "sample/expr.h"
#include "sample/module.h"

#define LOWEST_CODE UINT64_C(4096)
#define FARTHEST (UINT64_C(1) << 30) /* no stack is larger: what points farther is no frame */
#define ADDRESS_BITS UINT64_C(0x0000ffffffffffff) /* of a signed pointer, without signature */
#define NO_FRAME UINT64_C(1) /* a frame pointer that nobody takes for one */

enum { RBX = 3, PLT_WORDS = 3, FOUND_BITS = 12 };

/* The rule of an address that was looked up, of the process whose maps have that
 * serial. */
struct unwind_found {
	uint64_t pc, serial;
	const struct cfi *cfi;
	const struct cfi_rule *rule;
};

enum step { STEP_ON, STEP_COMPLETE, STEP_TRUNCATED, STEP_LOST };

struct walk {
	struct regs regs;
	const struct stack_copy *stack;
	const struct maps *maps;
	struct modules *modules;
	unsigned fp, sp; /* their numbers */
	bool exact;      /* pc is an instruction that runs, not one that is returned to */
	const struct unwind_found *found; /* of pc; NULL: it is to be looked up */
	const struct map *map; /* of pc, where found is NULL; NULL: there is none */
};

static struct unwind_found *
slot_of(const struct walk *w, uint64_t pc)
{
	struct modules *all = w->modules;

	if (!all->found)
		all->found = mem_zero(1 << FOUND_BITS, sizeof *all->found);
	uint64_t hash = (pc ^ w->maps->serial << 40) * UINT64_C(0x9e3779b97f4a7c15);
	return &all->found[hash >> (64 - FOUND_BITS)];
}

/* What is known of pc. */
static void
look_up(struct walk *w)
{
	uint64_t pc = w->regs.pc - !w->exact;
	const struct unwind_found *found = slot_of(w, pc);
	bool known = found->pc == pc && found->serial == w->maps->serial && found->rule;

	w->found = known ? found : NULL;
	w->map = known ? NULL : maps_find(w->maps, pc);
}

static void
remember(const struct walk *w, const struct cfi *cfi, const struct cfi_rule *rule)
{
	uint64_t pc = w->regs.pc - !w->exact;

	if (w->maps->serial)
		*slot_of(w, pc) = (struct unwind_found){pc, w->maps->serial, cfi, rule};
}

static bool
is_code(const struct walk *w, uint64_t pc)
{
	return pc >= LOWEST_CODE && maps_find(w->maps, pc - 1);
}

/* Read 8 bytes of the stack.  Outside of the copy it is either cut off, or no stack. */
static enum step
fetch(const struct walk *w, uint64_t addr, uint64_t *value)
{
	uint64_t end = w->stack->addr + w->stack->bytes.n;
	uint64_t sp = w->regs.r[w->sp];

	if (stack_read(w->stack, addr, value))
		return STEP_ON;
	bool elsewhere = sp < w->stack->addr || sp > end; /* a handler on its own stack */
	return elsewhere || (addr >= w->stack->addr && addr - w->stack->addr < FARTHEST)
	               ? STEP_TRUNCATED
	               : STEP_LOST;
}

static enum step
expression(const struct walk *w, const struct cfi *cfi, const struct cfi_place *place,
           const uint64_t *cfa, uint64_t *value)
{
	struct bytes b = {.p = cfi->expressions, .n = cfi->expressions_n,
	                  .at = (size_t)place->offset};
	uint64_t n = bytes_uleb(&b);
	struct str code = bytes_take(&b, (size_t)n);

	switch (expr_run(code, w->regs.r, cfa != NULL, cfa ? *cfa : 0, w->stack, value)) {
	case EXPR_OK:
		return STEP_ON;
	case EXPR_OUTSIDE:
		return fetch(w, *value, value);
	default:
		return STEP_LOST;
	}
}

/* What a place of a rule gives.  old is the register's value in this frame. */
static enum step
resolve(const struct walk *w, const struct cfi *cfi, const struct cfi_place *place,
        const uint64_t *cfa, uint64_t old, uint64_t *value)
{
	uint64_t offset = (uint64_t)(int64_t)place->offset;
	uint64_t at = 0;
	enum step step;

	switch (place->kind) {
	case CFI_SAME:
		*value = old;
		return STEP_ON;
	case CFI_OFFSET:
		if (cfa)
			return fetch(w, *cfa + offset, value);
		*value = w->regs.r[place->reg] + offset;
		return STEP_ON;
	case CFI_VALUE:
		*value = (cfa ? *cfa : 0) + offset;
		return STEP_ON;
	case CFI_REGISTER:
		*value = w->regs.r[place->reg];
		return STEP_ON;
	case CFI_AT:
		return fetch(w, w->regs.r[place->reg] + offset, value);
	case CFI_EXPRESSION:
		step = expression(w, cfi, place, cfa, &at);
		return step == STEP_ON ? fetch(w, at, value) : step;
	case CFI_COMPUTED:
		return expression(w, cfi, place, cfa, value);
	default:
		return STEP_LOST;
	}
}

/* A register that a function saves, in its caller.  The rule of an epilogue still
 * names the slot below the stack pointer from which it has been popped already. */
static enum step
restored(const struct walk *w, const struct cfi *cfi, const struct cfi_place *place,
         uint64_t cfa, unsigned reg, uint64_t *value)
{
	bool popped = place->kind == CFI_OFFSET &&
	              cfa + (uint64_t)(int64_t)place->offset < w->regs.r[w->sp];

	*value = w->regs.r[reg];
	return popped ? STEP_ON : resolve(w, cfi, place, &cfa, *value, value);
}

/* What was pushed before the function began, and its rule does not count.  On AArch64 an
 * entry of the PLT pushes 16 bytes with the return address; glibc's rule of what it goes
 * to, lazy binding, has that above the CFA. */
static uint64_t
pushed_before(const struct walk *w, const struct cfi_rule *rule)
{
	bool above = w->regs.machine == ELF_AARCH64 && rule->ra.kind == CFI_OFFSET &&
	             rule->ra.offset == 8;

	return above ? 16 : 0;
}

static enum step
by_rule(struct walk *w, const struct cfi *cfi, const struct cfi_rule *rule)
{
	uint64_t cfa, ra, fp = NO_FRAME, bx = 0, sp = w->regs.r[w->sp];
	bool on_link = rule->ra.kind == CFI_SAME; /* still in the link register */

	if (rule->ra.kind == CFI_NONE)
		return STEP_COMPLETE;
	if (on_link && (w->regs.machine != ELF_AARCH64 || !w->exact))
		return STEP_LOST;
	enum step step = resolve(w, cfi, &rule->cfa, NULL, 0, &cfa);
	if (step != STEP_ON)
		return step;
	if (!rule->signal && (cfa < sp || (cfa == sp && !w->exact)))
		return STEP_LOST;
	step = resolve(w, cfi, &rule->ra, &cfa, w->regs.r[30], &ra);
	if (step != STEP_ON)
		return step;
	if (rule->fp.kind != CFI_NONE)
		step = restored(w, cfi, &rule->fp, cfa, w->fp, &fp);
	if (step == STEP_ON && rule->bx.kind != CFI_NONE)
		step = restored(w, cfi, &rule->bx, cfa, RBX, &bx);
	if (step != STEP_ON)
		return step;
	w->regs.pc = ra;
	w->regs.r[w->fp] = fp;
	w->regs.r[RBX] = bx;
	w->regs.r[w->sp] = cfa + pushed_before(w, rule);
	w->exact = rule->signal;
	return STEP_ON;
}

/* The frame of a signal handler, where its trampoline has no rule: the registers are
 * in the ucontext that the kernel put there.  Source: arch/x86/include/asm/sigframe.h,
 * arch/arm64/kernel/signal.c. */
static enum step
by_signal(struct walk *w)
{
	static const uint8_t x86_64[16] = {13, 12, 14, 11, 9, 8, 10, 15, 0, 1, 2, 3, 4, 5, 6, 7};
	bool arm = w->regs.machine == ELF_AARCH64;
	uint64_t base = w->regs.r[w->sp] + (arm ? 312 : 40);
	unsigned n = arm ? 32 : 16;
	struct regs next = w->regs;
	enum step step = fetch(w, base + UINT64_C(8) * n, &next.pc);

	for (unsigned i = 0; i < n && step == STEP_ON; i++)
		step = fetch(w, base + UINT64_C(8) * (arm ? i : x86_64[i]), &next.r[i]);
	if (step != STEP_ON)
		return step;
	w->regs = next;
	w->exact = true;
	return STEP_ON;
}

/* The frame pointer's chain: the caller's frame pointer, and the return address
 * behind it. */
static enum step
by_frame_pointer(struct walk *w)
{
	uint64_t fp = w->regs.r[w->fp], sp = w->regs.r[w->sp], caller, ra;

	if (!fp)
		return STEP_COMPLETE;
	if (fp < sp || fp & 7)
		return STEP_LOST;
	enum step step = fetch(w, fp, &caller);
	if (step == STEP_ON)
		step = fetch(w, fp + 8, &ra);
	if (step != STEP_ON)
		return step;
	w->regs.pc = ra;
	w->regs.r[w->fp] = caller;
	w->regs.r[w->sp] = fp + 16;
	w->exact = false;
	return STEP_ON;
}

/* A function without a frame: its return address is where the call left it; entries of
 * the PLT push up to two words. */
static bool
by_return(struct walk *w, unsigned words)
{
	bool arm = w->regs.machine == ELF_AARCH64;
	uint64_t sp = w->regs.r[w->sp], ra = w->regs.r[30] & ADDRESS_BITS;
	bool found = arm && is_code(w, ra);

	for (; !arm && !found && words--; sp += 8)
		found = stack_read(w->stack, sp, &ra) && is_code(w, ra);
	if (!found)
		return false;
	w->regs.pc = ra;
	w->regs.r[w->sp] = sp;
	w->exact = false;
	return true;
}

/* Code without a rule.  In a file that has rules elsewhere it is that of the PLT, of
 * .init, assembler; other code keeps frame pointers, if anything. */
static enum step
without_rule(struct walk *w, bool elsewhere)
{
	struct walk chain = *w;
	bool first = w->exact;

	if (first && elsewhere && by_return(w, PLT_WORDS))
		return STEP_ON;
	enum step step = by_frame_pointer(&chain);
	bool chained = step == STEP_ON && is_code(w, chain.regs.pc & ADDRESS_BITS);
	if (step == STEP_ON && !chained)
		step = chain.regs.pc ? STEP_LOST : STEP_COMPLETE;
	if (first && !chained && by_return(w, 1))
		return STEP_ON;
	if (chained)
		*w = chain;
	return step;
}

static enum step
climb(struct walk *w)
{
	const struct map *map = w->map;
	uint64_t addr;

	if (w->found)
		return by_rule(w, w->found->cfi, w->found->rule);
	if (!map)
		return w->exact && by_return(w, 1) ? STEP_ON : STEP_LOST;
	uint64_t offset = w->regs.pc - map->start + map->offset;
	if (!module_address(w->modules, map->module, offset - !w->exact, &addr))
		return without_rule(w, false);
	const struct cfi *cfi = module_cfi(w->modules, map->module);
	const struct cfi_rule *rule = cfi ? cfi_find(cfi, addr) : NULL;
	if (rule) {
		remember(w, cfi, rule);
		return by_rule(w, cfi, rule);
	}
	if (cfi && cfi->sigreturn && addr + !w->exact - cfi->sigreturn <= 8)
		return by_signal(w);
	return without_rule(w, cfi && cfi->n);
}

size_t
unwind(const struct regs *regs, const struct stack_copy *stack, const struct maps *maps,
       struct modules *modules, uint64_t *pc, size_t max, enum unwind_end *how)
{
	static const enum unwind_end ends[] = {UNWIND_FULL, UNWIND_COMPLETE, UNWIND_TRUNCATED,
	                                       UNWIND_LOST};
	bool arm = regs->machine == ELF_AARCH64;
	struct walk w = {.regs = *regs, .stack = stack, .maps = maps, .modules = modules,
	                 .fp = arm ? 29 : 6, .sp = arm ? 31 : 7, .exact = true};
	enum step last = STEP_ON;
	size_t n = 0;

	look_up(&w);
	while (n < max && last == STEP_ON) {
		if (!arm)
			w.regs.r[16] = w.regs.pc; /* its column: the PLT's rules ask for it */
		pc[n++] = w.regs.pc - !w.exact;
		last = climb(&w);
		if (last != STEP_ON)
			break;
		if (arm)
			w.regs.pc &= ADDRESS_BITS;
		look_up(&w);
		if (!w.regs.pc)
			last = STEP_COMPLETE;
		else if (!w.exact && ((!w.found && !w.map) || w.regs.pc < LOWEST_CODE))
			last = STEP_LOST;
	}
	*how = ends[last];
	return n;
}
