#define _GNU_SOURCE /* sigaltstack */
/* This process unwinds itself, beside libgcc; also run on AArch64 under qemu. */
#include <alloca.h>
#include <signal.h>
#include <stdlib.h>
#include <unwind.h>

#include "base/in.h"
#include "base/mem.h"
#include "sample/module.h"
#include "sample/unwind.h"
#include "unit.h"

enum { ROOM = 1 << 16, DEPTH = 256 };

struct shot {
	struct regs regs;
	uint64_t sp;
	size_t n; /* bytes of stack in copy */
	uint64_t want[DEPTH];
	size_t n_want;
};

static struct modules modules = {.proc = "/proc"};
static struct maps maps;
static uint64_t stack_end;
static struct shot shot;
static char copy[ROOM];
static volatile int sink;

static _Unwind_Reason_Code
note(struct _Unwind_Context *context, void *unused)
{
	int exact = 0; /* not after a call, but interrupted */
	uint64_t pc = (uint64_t)_Unwind_GetIPInfo(context, &exact);

	(void)unused;
	if (shot.n_want < DEPTH)
		shot.want[shot.n_want++] = exact ? pc : pc - 1;
	return _URC_NO_REASON;
}

/* Whole frames of other functions, which a sanitizer would object to. */
static __attribute__((noinline, no_sanitize_address)) void
copy_stack(uint64_t sp, size_t n)
{
	const volatile char *from = (const volatile char *)(uintptr_t)sp;

	for (size_t i = 0; i < n; i++)
		copy[i] = from[i];
}

/* The registers here, the stack above them, and what libgcc makes of them. */
static __attribute__((noinline)) void
take(uint64_t end)
{
	shot = (struct shot){0};
	(void)_Unwind_Backtrace(note, NULL);
#if defined __x86_64__
	shot.regs.machine = ELF_X86_64;
	__asm__ volatile("lea 0(%%rip), %0\n\tmov %%rbp, %1\n\tmov %%rsp, %2\n\tmov %%rbx, %3"
	                 : "=r"(shot.regs.pc), "=r"(shot.regs.r[6]), "=r"(shot.regs.r[7]),
	                   "=r"(shot.regs.r[3]));
	shot.sp = shot.regs.r[7];
#elif defined __aarch64__
	shot.regs.machine = ELF_AARCH64;
	__asm__ volatile("adr %0, .\n\tmov %1, x29\n\tmov %2, x30\n\tmov %3, sp"
	                 : "=r"(shot.regs.pc), "=r"(shot.regs.r[29]), "=r"(shot.regs.r[30]),
	                   "=r"(shot.regs.r[31]));
	shot.sp = shot.regs.r[31];
#endif
	shot.n = end - shot.sp < ROOM ? (size_t)(end - shot.sp) : ROOM;
	copy_stack(shot.sp, shot.n);
}

static size_t
unwound(size_t bytes, uint64_t *pc, enum unwind_end *how)
{
	struct stack_copy stack = {shot.sp, {copy, bytes < shot.n ? bytes : shot.n}};

	return unwind(&shot.regs, &stack, &maps, &modules, pc, DEPTH, how);
}

/* The same frames as libgcc, up to the end; the first is where each of them stood. */
static void
agrees(void)
{
	uint64_t pc[DEPTH];
	enum unwind_end how;
	size_t n = unwound(ROOM, pc, &how), want = shot.n_want;

	while (want && !shot.want[want - 1])
		want--;
	if (want && shot.want[want - 1] == UINT64_MAX) /* libgcc notes the end itself */
		want--;
	CHECK(how == UNWIND_COMPLETE);
	CHECK(n >= want && n > 2);
	for (size_t i = 1; i < n && i < want; i++)
		CHECK(pc[i] == shot.want[i]);
}

static __attribute__((noinline)) int
recursive(int n)
{
	if (!n)
		take(stack_end);
	int below = n ? recursive(n - 1) : 0;
	return below + sink;
}

static void
plain_and_recursive(void)
{
	sink = recursive(0);
	agrees();
	sink = recursive(50);
	agrees();
}

static int
compare(const void *a, const void *b)
{
	const int *x = a, *y = b;

	take(stack_end);
	return (*x > *y) - (*x < *y);
}

static void
through_a_library(void)
{
	int list[] = {3, 1, 2, 7, 5};

	qsort(list, 5, sizeof list[0], compare);
	agrees();
}

static __attribute__((noinline)) void
large(size_t n)
{
	char *p = alloca(n);

	memset(p, 1, n);
	take(stack_end);
	sink = p[n / 2];
}

static void
frames_of_any_size(void)
{
	for (size_t n = 1; n < 40000; n = n * 3 + 1) {
		large(n);
		agrees();
	}
}

static void
handler(int number)
{
	sink = number;
	take(stack_end);
}

static void
in_a_signal_handler(void)
{
	(void)signal(SIGUSR1, handler);
	(void)raise(SIGUSR1);
	agrees();
}

static char other_stack[1 << 16];

static void
handler_elsewhere(int number)
{
	sink = number;
	take((uint64_t)(uintptr_t)other_stack + sizeof other_stack);
}

/* The interrupted function is the last that can be known: its stack was not copied. */
static void
on_another_stack(void)
{
	stack_t alternative = {.ss_sp = other_stack, .ss_size = sizeof other_stack};
	struct sigaction action = {.sa_handler = handler_elsewhere, .sa_flags = SA_ONSTACK};
	uint64_t pc[DEPTH];
	enum unwind_end how;

	CHECK(!sigaltstack(&alternative, NULL) && !sigaction(SIGUSR1, &action, NULL));
	(void)raise(SIGUSR1);
	size_t n = unwound(ROOM, pc, &how);
	CHECK(how == UNWIND_TRUNCATED && n >= 3 && shot.n_want > n);
	for (size_t i = 1; i < n; i++)
		CHECK(pc[i] == shot.want[i]);
}

/* A shorter copy gives a part of the same stack, and says so. */
static void
cut_short(void)
{
	uint64_t whole[DEPTH], pc[DEPTH];
	enum unwind_end how;

	sink = recursive(30);
	size_t all = unwound(ROOM, whole, &how);
	for (size_t bytes = 0; bytes < 600; bytes += 8) {
		size_t n = unwound(bytes, pc, &how);
		CHECK(n < all && how == UNWIND_TRUNCATED);
		CHECK(!memcmp(pc, whole, n * sizeof *pc));
	}
}

static void
no_more_than_asked_for(void)
{
	struct stack_copy stack;
	uint64_t pc[4] = {0};
	enum unwind_end how;

	sink = recursive(30);
	stack = (struct stack_copy){shot.sp, {copy, shot.n}};
	CHECK(unwind(&shot.regs, &stack, &maps, &modules, pc, 3, &how) == 3);
	CHECK(how == UNWIND_FULL && !pc[3]);
	CHECK(unwind(&shot.regs, &stack, &maps, &modules, pc, 0, &how) == 0);
}

static void
garbage_is_harmless(void)
{
	uint64_t pc[DEPTH], x = 1;
	enum unwind_end how;

	sink = recursive(30);
	for (int round = 0; round < 2000; round++) {
		for (size_t i = 0; i < shot.n; i += 64) {
			x = x * 6364136223846793005u + 1442695040888963407u;
			copy[(x >> 33) % shot.n] = (char)(x >> 24);
		}
		CHECK(unwound(ROOM, pc, &how) >= 1);
	}
}

static void
word(char *to, size_t at, uint64_t v)
{
	for (size_t i = 0; i < 8; i++)
		to[at + i] = (char)(v >> (8 * i));
}

/* A file with unwind rules, to be set, at 0x401000 to 0x402000. */
static struct module *
loaded(struct modules *all, struct maps *code)
{
	struct module *m = modules_get(all, &(struct module_key){.path = STR("/lib"), .ino = 1});

	m->tried = m->has_cfi = true;
	m->recheck = false;
	m->elf.segments = mem_zero(1, sizeof *m->elf.segments);
	m->elf.n_segments = 1;
	m->elf.segments[0] = (struct elf_segment){.addr = 0x401000, .size = 0x1000};
	maps_add(code, (struct map){0x401000, 0x402000, 0, m});
	return m;
}

/* A C library without unwind tables: a handler, its trampoline, what was interrupted and
 * keeps frame pointers.  ucontext says where in the frame the registers are. */
static void
a_trampoline_without_rules(enum elf_machine machine, size_t sp_at, size_t fp_at, size_t pc_at)
{
	bool arm = machine == ELF_AARCH64;
	struct modules all = {0};
	struct maps code = {0};
	struct module *m = loaded(&all, &code);
	char bytes[1024] = {0};
	struct regs regs = {.machine = machine, .pc = 0x401500};
	struct stack_copy stack = {0x10000, {bytes, sizeof bytes}};
	uint64_t pc[8];
	enum unwind_end how;

	m->cfi.sigreturn = 0x401800;
	regs.r[arm ? 31 : 7] = 0x10000;
	regs.r[arm ? 29 : 6] = 0x10010; /* the handler's frame: its caller is the trampoline */
	word(bytes, 0x10, 0x10340);
	word(bytes, 0x18, 0x401800);
	size_t frame = 0x20; /* the trampoline's stack pointer */
	word(bytes, frame + sp_at, 0x10380);
	word(bytes, frame + fp_at, 0x10390);
	word(bytes, frame + pc_at, 0x401900);
	word(bytes, 0x390, 0);
	word(bytes, 0x398, 0x401a00);
	size_t n = unwind(&regs, &stack, &code, &all, pc, 8, &how);
	CHECK(n == 4 && how == UNWIND_COMPLETE);
	CHECK(pc[0] == 0x401500 && pc[1] == 0x4017ff && pc[2] == 0x401900 && pc[3] == 0x4019ff);
	maps_release(&code);
	modules_release(&all);
}

static void
trampolines_without_rules(void)
{
	a_trampoline_without_rules(ELF_X86_64, 160, 120, 168);
	a_trampoline_without_rules(ELF_AARCH64, 560, 544, 568);
}

/* glibc's lazy binding on AArch64: the PLT's entry pushed 16 bytes, with the return
 * address, and the rule knows of the address alone, above the CFA. */
static void
lazy_binding_of_aarch64(void)
{
	static struct cfi_rule rules[] = {
		{.cfa = {0}},
		{.cfa = {CFI_OFFSET, 31, 0, 32}, .fp = {.kind = CFI_SAME},
		 .ra = {.kind = CFI_OFFSET, .offset = 8}},
		{.cfa = {CFI_OFFSET, 31, 0, 32}, .fp = {.kind = CFI_SAME},
		 .ra = {.kind = CFI_OFFSET, .offset = -24}},
		{.cfa = {CFI_OFFSET, 31, 0, 0}, .ra = {.kind = CFI_NONE}},
	};
	static uint32_t starts[] = {0, 0x100, 0x200};
	static uint16_t by_row[] = {1 | CFI_STARTS, 2 | CFI_STARTS, 3 | CFI_STARTS};
	struct modules all = {0};
	struct maps code = {0};
	struct module *m = loaded(&all, &code);
	char bytes[256] = {0};
	struct regs regs = {.machine = ELF_AARCH64, .pc = 0x401010, .r[31] = 0x10000};
	struct stack_copy stack = {0x10000, {bytes, sizeof bytes}};
	uint64_t pc[8];
	enum unwind_end how;

	m->cfi = (struct cfi){.base = 0x401000, .pc = starts, .rule = by_row, .n = 3,
	                      .rules = rules, .n_rules = 4};
	word(bytes, 32 + 8, 0x401110);      /* pushed by the PLT's entry */
	word(bytes, 32 + 16 + 8, 0x401210); /* the caller's, whose frame is behind that */
	size_t n = unwind(&regs, &stack, &code, &all, pc, 8, &how);
	CHECK(n == 3 && how == UNWIND_COMPLETE);
	CHECK(pc[0] == 0x401010 && pc[1] == 0x40110f && pc[2] == 0x40120f);
	m->cfi = (struct cfi){0};
	maps_release(&code);
	modules_release(&all);
}

static void
perf_registers(void)
{
	struct regs regs;
	uint64_t values[64];

	for (uint64_t i = 0; i < 64; i++)
		values[i] = 100 + i;
	uint64_t mask = regs_perf_mask(ELF_X86_64);
	CHECK(mask == 0xff01ff);
	regs_from_perf(&regs, ELF_X86_64, mask, values, 17);
	CHECK(regs.pc == 108 && regs.r[7] == 107 && regs.r[6] == 106 && regs.r[3] == 101);
	CHECK(regs.r[1] == 103 && regs.r[8] == 109 && regs.r[15] == 116);
	mask = regs_perf_mask(ELF_AARCH64);
	CHECK(mask == UINT64_C(0x1ffffffff));
	regs_from_perf(&regs, ELF_AARCH64, mask, values, 33);
	CHECK(regs.pc == 132 && regs.r[31] == 131 && regs.r[29] == 129 && regs.r[0] == 100);
	regs_from_perf(&regs, ELF_X86_64, UINT64_C(1) << 8 | 1 << 7, values, 2);
	CHECK(regs.pc == 101 && regs.r[7] == 100);
}

static void
maps_read(void)
{
	uint64_t here = (uint64_t)(uintptr_t)__builtin_frame_address(0), from, to;
	struct in in;
	struct str line;

	if (!in_open(&in, "/proc/self/maps"))
		return;
	while (in_line(&in, &line)) {
		struct cut range = str_cut(str_cut(line, ' ').head, '-');
		(void)maps_parse(&maps, line, &modules, 0);
		if (str_hex(range.head, &from) && str_hex(range.tail, &to) && from <= here &&
		    here < to)
			stack_end = to;
	}
	(void)in_close(&in);
}

/* An argument says that this runs under an emulator, whose signal frames are its own. */
int
main(int argc, char **argv)
{
	(void)argv;
	maps_read();
	TEST(plain_and_recursive);
	TEST(through_a_library);
	TEST(frames_of_any_size);
	if (argc == 1) {
		TEST(in_a_signal_handler);
		TEST(on_another_stack);
	}
	TEST(cut_short);
	TEST(no_more_than_asked_for);
	TEST(garbage_is_harmless);
	TEST(trampolines_without_rules);
	TEST(lazy_binding_of_aarch64);
	TEST(perf_registers);
	maps_release(&maps);
	modules_release(&modules);
	return unit_end();
}
