#define _GNU_SOURCE /* mkdtemp, process_vm_readv */
/* The unwinder against every instruction of a program: tests/unit/data/victim.c is
 * built in many ways and stepped through, and at each step the stack has to reach
 * main() and its end. */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/in.h"
#include "sample/module.h"
#include "sample/sym.h"
#include "sample/unwind.h"
#include "unit.h"

enum { STACK = 1 << 13, DEPTH = 256, STEPS_MAX = 200000 };

struct variant {
	const char *name;
	const char *build; /* a shell command; makes $D/victim and $D/full, which has symbols */
	unsigned missed;   /* steps in 1,000 that may miss main() or the end */
	bool own;          /* only steps in code that main() calls directly, and no end */
};

static const struct variant variants[] = {
	{"gcc -O2", "gcc -g -O2 -fomit-frame-pointer -o $D/full $S", 0, false},
	{"gcc -O2 with frame pointers", "gcc -O2 -fno-omit-frame-pointer -o $D/full $S", 0, false},
	{"gcc -O0", "gcc -O0 -o $D/full $S", 0, false},
	{"clang -O2", "clang -O2 -o $D/full $S", 0, false},
	{"lazy binding", "gcc -O2 -no-pie -Wl,-z,lazy -o $D/full $S", 0, false},
	{"lazy binding, IBT", "gcc -O2 -fcf-protection -Wl,-z,lazy,-z,ibtplt -o $D/full $S", 0,
	 false},
	{"gold", "gcc -O2 -fuse-ld=gold -o $D/full $S", 0, false},
	{"lld", "clang -O2 -fuse-ld=lld -o $D/full $S", 0, false},
	{"static", "gcc -O2 -static -no-pie -o $D/full $S", 0, false},
	{"static PIE", "gcc -O2 -static-pie -o $D/full $S", 0, false},
	{"stripped", "gcc -O2 -o $D/full $S && strip -o $D/victim $D/full", 0, false},
	{"without sections",
	 "gcc -O2 -o $D/full $S && cp $D/full $D/victim && "
	 "printf '\\0\\0\\0\\0\\0\\0\\0\\0' | dd of=$D/victim bs=1 seek=40 conv=notrunc && "
	 "printf '\\0\\0\\0\\0' | dd of=$D/victim bs=1 seek=60 conv=notrunc", 0, false},
	/* its libc has neither unwind tables nor frame pointers: stacks end in it */
	{"musl", "musl-gcc -O2 -o $D/full $S", 0, true},
	{"musl, static", "musl-gcc -O2 -static -o $D/full $S", 0, true},
	{"no unwind tables, frame pointers",
	 "gcc -O2 -fno-asynchronous-unwind-tables -fno-unwind-tables -fno-omit-frame-pointer "
	 "-o $D/full $S", 30, false},
};

struct run {
	const struct variant *variant;
	pid_t pid;
	struct modules modules;
	struct maps maps;
	struct symbols symbols; /* of the full file */
	char stack[STACK];
	unsigned steps, incomplete, lost_main;
};

/* The function of the victim at an address; empty elsewhere. */
static struct str
function(struct run *r, uint64_t pc)
{
	const struct map *map = maps_find(&r->maps, pc);
	uint64_t addr;

	if (!map || strcmp(map->module->name, "victim") != 0 ||
	    !module_address(&r->modules, map->module, pc - map->start + map->offset, &addr))
		return STR("");
	const struct symbol *s = symbols_find(&r->symbols, addr);
	return s ? symbols_name(&r->symbols, s) : STR("");
}

static bool
called_by_main(struct str name)
{
	static const char *const names[] = {"main",   "sorted",    "with_alloca", "aligned",
	                                    "printed", "recursive", "timed",      "signalled"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_eq(name, str_from(names[i])))
			return true;
	return false;
}

static void
regs_get(const struct run *r, struct regs *regs)
{
	struct user_regs_struct u;

	memset(&u, 0, sizeof u);
	(void)ptrace(PTRACE_GETREGS, r->pid, NULL, &u);
	*regs = (struct regs){
	        .machine = ELF_X86_64,
	        .pc = u.rip,
	        .r = {u.rax, u.rdx, u.rcx, u.rbx, u.rsi, u.rdi, u.rbp, u.rsp, u.r8, u.r9, u.r10,
	              u.r11, u.r12, u.r13, u.r14, u.r15},
	};
}

static void
show(struct run *r, const uint64_t *pc, size_t n, enum unwind_end how)
{
	struct sym sym = {.modules = &r->modules};

	printf("  step %u ends %d:", r->steps, (int)how);
	for (size_t i = 0; i < n; i++) {
		uint32_t frame = sym_user(&sym, (uint32_t)r->pid, &r->maps, pc[i], 0);
		struct str name = sym_name(&sym, frame);
		printf(" %llx %.*s", (unsigned long long)pc[i], (int)name.n, name.p);
	}
	printf("\n");
	sym_release(&sym);
}

static void
look(struct run *r)
{
	struct regs regs;
	uint64_t pc[DEPTH];
	enum unwind_end how;
	bool found = false;

	regs_get(r, &regs);
	if (r->variant->own && !called_by_main(function(r, regs.pc)))
		return;
	uint64_t sp = regs.r[7];
	struct iovec to = {r->stack, STACK}, from = {(void *)(uintptr_t)sp, STACK};
	ssize_t got = process_vm_readv(r->pid, &to, 1, &from, 1, 0); /* less at the stack's end */
	struct stack_copy stack = {sp, {r->stack, got > 0 ? (size_t)got : 0}};
	size_t n = unwind(&regs, &stack, &r->maps, &r->modules, pc, DEPTH, &how);
	for (size_t i = 0; i < n; i++)
		found = found || str_eq(function(r, pc[i]), STR("main"));
	bool ended = how == UNWIND_COMPLETE || r->variant->own;
	r->steps++;
	r->incomplete += !ended;
	r->lost_main += !found;
	if ((!found || !ended) && r->incomplete + r->lost_main < 4)
		show(r, pc, n, how);
}

static void
maps_read(struct run *r)
{
	char path[64];
	struct in in;

	(void)snprintf(path, sizeof path, "/proc/%d/maps", (int)r->pid);
	if (!in_open(&in, path))
		return;
	(void)maps_parse(&r->maps, in_rest(&in), &r->modules, (uint32_t)r->pid);
	(void)in_close(&in);
}

/* Let it run up to the next breakpoint. */
static bool
go_on(struct run *r)
{
	int status;

	for (int pass = 0;;) {
		(void)ptrace(PTRACE_CONT, r->pid, NULL, (void *)(intptr_t)pass);
		if (waitpid(r->pid, &status, 0) != r->pid || !WIFSTOPPED(status))
			return false;
		if (WSTOPSIG(status) == SIGTRAP)
			return true;
		pass = WSTOPSIG(status);
	}
}

static bool
at_breakpoint(const struct run *r)
{
	siginfo_t info;

	return !ptrace(PTRACE_GETSIGINFO, r->pid, NULL, &info) && info.si_signo == SIGTRAP &&
	       info.si_code == SI_KERNEL;
}

static void
step_through(struct run *r)
{
	int status, pass = 0;

	while (r->steps < STEPS_MAX) {
		(void)ptrace(PTRACE_SINGLESTEP, r->pid, NULL, (void *)(intptr_t)pass);
		if (waitpid(r->pid, &status, 0) != r->pid || !WIFSTOPPED(status))
			return;
		pass = WSTOPSIG(status) == SIGTRAP ? 0 : WSTOPSIG(status);
		if (at_breakpoint(r))
			return;
		if (!pass)
			look(r);
	}
}

static void
symbols_read(struct run *r, const char *path)
{
	struct elf e;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (!elf_open(&e, fd))
		symbols_add(&r->symbols, &e);
	symbols_sort(&r->symbols);
	elf_release(&e);
}

/* False: it could not be run at all. */
static bool
run(struct run *r, const char *dir)
{
	char victim[256], full[256];

	(void)snprintf(victim, sizeof victim, "%s/victim", dir);
	(void)snprintf(full, sizeof full, "%s/full", dir);
	symbols_read(r, full);
	r->pid = fork();
	if (!r->pid) {
		(void)ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		(void)execl(victim, victim, (char *)NULL);
		_exit(127);
	}
	int status; /* of the exec, which stops it before the first instruction */
	bool ok = waitpid(r->pid, &status, 0) == r->pid && WIFSTOPPED(status) && go_on(r);
	if (ok) {
		maps_read(r);
		step_through(r);
	}
	(void)kill(r->pid, SIGKILL);
	(void)waitpid(r->pid, NULL, 0);
	return ok;
}

static bool
build(const struct variant *v, const char *dir)
{
	char command[1024];

	(void)snprintf(command, sizeof command,
	               "D=%s S=tests/unit/data/victim.c; { %s; } >$D/log 2>&1 && "
	               "{ [ -e $D/victim ] || ln $D/full $D/victim; }",
	               dir, v->build);
	return system(command) == 0;
}

static void
variant_test(const struct variant *v)
{
	char dir[] = "/tmp/cflame-step.XXXXXX", command[64];
	static struct run r;

	r = (struct run){.variant = v, .modules = {.proc = "/proc"}};
	if (!mkdtemp(dir)) {
		printf("skip step %s: no temporary folder\n", v->name);
		return;
	}
	if (!build(v, dir)) {
		printf("skip step %s: cannot be built here\n", v->name);
	} else if (!run(&r, dir)) {
		printf("skip step %s: ptrace is not allowed\n", v->name);
	} else {
		unsigned allowed = r.steps / 1000 * v->missed + (v->missed != 0);
		bool ok = r.steps > 100 && r.incomplete <= allowed && r.lost_main <= allowed;
		printf("%s step %s%s\n", ok ? "ok" : "FAIL", v->name,
		       ok ? "" : ": stacks are lost");
		printf("  %u steps, %u incomplete, %u without main\n", r.steps, r.incomplete,
		       r.lost_main);
		unit_failed = !ok;
		unit_failures += unit_failed;
	}
	(void)snprintf(command, sizeof command, "rm -rf %s", dir);
	(void)!system(command);
	maps_release(&r.maps);
	modules_release(&r.modules);
	symbols_release(&r.symbols);
}

int
main(void)
{
	for (size_t i = 0; i < sizeof variants / sizeof *variants; i++)
		variant_test(&variants[i]);
	return unit_end();
}
