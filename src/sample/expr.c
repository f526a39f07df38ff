#include "sample/expr.h"

#include <stddef.h>

#include "base/bytes.h"
#include "sample/unwind.h"

enum { DEPTH = 32, STEPS = 256 };

enum op {
	OP_ADDR = 0x03,
	OP_DEREF = 0x06,
	OP_CONST1U = 0x08, /* 1u 1s 2u 2s 4u 4s 8u 8s */
	OP_CONST8S = 0x0f,
	OP_CONSTU = 0x10,
	OP_CONSTS = 0x11,
	OP_DUP = 0x12,
	OP_DROP = 0x13,
	OP_OVER = 0x14,
	OP_PICK = 0x15,
	OP_SWAP = 0x16,
	OP_ABS = 0x19,
	OP_AND = 0x1a,
	OP_MINUS = 0x1c,
	OP_MUL = 0x1e,
	OP_NEG = 0x1f,
	OP_NOT = 0x20,
	OP_OR = 0x21,
	OP_PLUS = 0x22,
	OP_PLUS_CONST = 0x23,
	OP_SHL = 0x24,
	OP_SHR = 0x25,
	OP_SHRA = 0x26,
	OP_XOR = 0x27,
	OP_BRANCH = 0x28,
	OP_EQ = 0x29, /* eq ge gt le lt ne */
	OP_NE = 0x2e,
	OP_SKIP = 0x2f,
	OP_LIT0 = 0x30,
	OP_BREG0 = 0x70,
	OP_BREGX = 0x92,
	OP_NOP = 0x96,
};

struct machine {
	struct bytes code;
	const uint64_t *regs;
	const struct stack_copy *stack;
	uint64_t values[DEPTH];
	size_t n;
	bool bad;
	bool outside;
	uint64_t wanted; /* the address that was outside */
};

bool
stack_read(const struct stack_copy *stack, uint64_t addr, uint64_t *value)
{
	uint64_t at = addr - stack->addr;

	if (addr < stack->addr || stack->bytes.n < 8 || at > stack->bytes.n - 8)
		return false;
	*value = bytes_load64((const unsigned char *)stack->bytes.p + at);
	return true;
}

static void
push(struct machine *m, uint64_t v)
{
	if (m->n == DEPTH)
		m->bad = true;
	else
		m->values[m->n++] = v;
}

static uint64_t
pop(struct machine *m)
{
	if (!m->n) {
		m->bad = true;
		return 0;
	}
	return m->values[--m->n];
}

static void
pick(struct machine *m, size_t depth)
{
	if (depth >= m->n)
		m->bad = true;
	else
		push(m, m->values[m->n - 1 - depth]);
}

static void
deref(struct machine *m)
{
	uint64_t v = 0, addr = pop(m);

	if (!m->bad && !stack_read(m->stack, addr, &v)) {
		m->outside = true;
		m->wanted = addr;
	}
	push(m, v);
}

static uint64_t
constant(struct bytes *b, unsigned op)
{
	unsigned size = 1u << ((op - OP_CONST1U) / 2);
	uint64_t v = bytes_uint(b, size);

	if (((op - OP_CONST1U) & 1) && size < 8 && v >> (8 * size - 1))
		v |= UINT64_MAX << (8 * size);
	return v;
}

static bool
less(uint64_t a, uint64_t b)
{
	return (a ^ UINT64_C(1) << 63) < (b ^ UINT64_C(1) << 63); /* as signed numbers */
}

static uint64_t
compare(unsigned op, uint64_t a, uint64_t b)
{
	switch (op - OP_EQ) {
	case 0:
		return a == b;
	case 1:
		return !less(a, b);
	case 2:
		return less(b, a);
	case 3:
		return !less(b, a);
	case 4:
		return less(a, b);
	default:
		return a != b;
	}
}

static void
binary(struct machine *m, unsigned op)
{
	uint64_t b = pop(m), a = pop(m), v = 0;

	switch (op) {
	case OP_AND:
		v = a & b;
		break;
	case OP_OR:
		v = a | b;
		break;
	case OP_XOR:
		v = a ^ b;
		break;
	case OP_PLUS:
		v = a + b;
		break;
	case OP_MINUS:
		v = a - b;
		break;
	case OP_MUL:
		v = a * b;
		break;
	case OP_SHL:
		v = b < 64 ? a << b : 0;
		break;
	case OP_SHR:
		v = b < 64 ? a >> b : 0;
		break;
	case OP_SHRA:
		v = b < 64 ? a >> b : 0;
		if (a >> 63)
			v = b < 64 ? ~(~a >> b) : UINT64_MAX;
		break;
	default:
		if (op >= OP_EQ && op <= OP_NE)
			v = compare(op, a, b);
		else
			m->bad = true;
	}
	push(m, v);
}

/* Forward only: an expression always ends. */
static void
jump(struct machine *m, bool taken)
{
	uint16_t by = bytes_u16(&m->code);

	if (by >> 15)
		m->bad = true;
	else if (taken)
		bytes_skip(&m->code, by);
}

static void
unary(struct machine *m, unsigned op)
{
	uint64_t v = pop(m);

	if (op == OP_NOT)
		v = ~v;
	else if (op == OP_NEG || v >> 63)
		v = 0 - v;
	push(m, v);
}

/* The operations on the stack as a whole.  False: not one of them. */
static bool
shuffle(struct machine *m, unsigned op)
{
	uint64_t a, b;

	switch (op) {
	case OP_DUP:
		pick(m, 0);
		return true;
	case OP_DROP:
		(void)pop(m);
		return true;
	case OP_OVER:
		pick(m, 1);
		return true;
	case OP_PICK:
		pick(m, bytes_u8(&m->code));
		return true;
	case OP_SWAP:
		a = pop(m), b = pop(m);
		push(m, a);
		push(m, b);
		return true;
	case OP_NOP:
		return true;
	default:
		return false;
	}
}

static void
based(struct machine *m, uint64_t reg)
{
	uint64_t offset = (uint64_t)bytes_sleb(&m->code);

	if (reg > 31)
		m->bad = true;
	else
		push(m, m->regs[reg] + offset);
}

static void
step(struct machine *m, unsigned op)
{
	if (op >= OP_LIT0 && op < OP_LIT0 + 32)
		push(m, op - OP_LIT0);
	else if (op >= OP_BREG0 && op < OP_BREG0 + 32)
		based(m, op - OP_BREG0);
	else if (op == OP_BREGX)
		based(m, bytes_uleb(&m->code));
	else if (op == OP_ADDR)
		push(m, bytes_u64(&m->code));
	else if (op >= OP_CONST1U && op <= OP_CONST8S)
		push(m, constant(&m->code, op));
	else if (op == OP_CONSTU)
		push(m, bytes_uleb(&m->code));
	else if (op == OP_CONSTS)
		push(m, (uint64_t)bytes_sleb(&m->code));
	else if (op == OP_PLUS_CONST)
		push(m, pop(m) + bytes_uleb(&m->code));
	else if (op == OP_DEREF)
		deref(m);
	else if (op == OP_SKIP)
		jump(m, true);
	else if (op == OP_BRANCH)
		jump(m, pop(m) != 0);
	else if (op == OP_ABS || op == OP_NEG || op == OP_NOT)
		unary(m, op);
	else if (!shuffle(m, op))
		binary(m, op);
}

enum expr_end
expr_run(struct str code, const uint64_t *regs, bool start, uint64_t cfa,
         const struct stack_copy *stack, uint64_t *value)
{
	struct machine m = {.code = bytes_of(code), .regs = regs, .stack = stack};

	if (start)
		push(&m, cfa);
	for (unsigned i = 0; bytes_left(&m.code) && !m.code.bad && !m.bad && !m.outside; i++) {
		if (i == STEPS)
			return EXPR_BAD;
		step(&m, bytes_u8(&m.code));
	}
	*value = m.outside ? m.wanted : pop(&m);
	if (m.outside)
		return EXPR_OUTSIDE;
	return m.bad || m.code.bad ? EXPR_BAD : EXPR_OK;
}
