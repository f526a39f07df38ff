/* Addresses to names: symbol tables, debug files, stripped and deleted programs, JIT
 * maps, on programs that the system's compiler makes. */
#define _GNU_SOURCE /* mkdtemp, unshare */
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/in.h"
#include "base/out.h"
#include "sample/elf.h"
#include "sample/sym.h"
#include "unit.h"

static char dir[] = "/tmp/cflame-sym.XXXXXX";

static bool
shell(const char *command)
{
	char text[2048];

	(void)snprintf(text, sizeof text, "D=%s; { %s; } >>$D/log 2>&1", dir, command);
	return system(text) == 0;
}

static const char *
path_of(const char *name)
{
	static char path[128];

	(void)snprintf(path, sizeof path, "%s/%s", dir, name);
	return path;
}

static struct symbols
symbols_of(const char *name)
{
	struct symbols s = {0};
	struct elf e;

	if (!elf_open(&e, open(path_of(name), O_RDONLY | O_CLOEXEC))) {
		symbols_add(&s, &e);
		symbols_add_plt(&s, &e);
	}
	symbols_sort(&s);
	elf_release(&e);
	return s;
}

static struct str
name_at(const struct symbols *s, uint64_t addr)
{
	const struct symbol *symbol = symbols_find(s, addr);

	return symbol ? symbols_name(s, symbol) : STR("-");
}

static uint64_t
address(const struct symbols *s, const char *name)
{
	uint64_t addr = 0;

	CHECK(symbols_lookup(s, str_from(name), &addr));
	return addr;
}

static void
one_name_an_address(void)
{
	if (!shell("printf '%s\\n' '.text' '.globl plain, _plain, plain_longer, sized' "
	           "'.type sized,@function' '.type local,@function' '.weak feeble' "
	           "'.type feeble,@function' '_plain: plain: plain_longer: nop' "
	           "'local: feeble: sized: inner: nop' 'label: nop' 'nop' "
	           "'.size sized, 3' '.size feeble, 3' '.size local, 3' 'behind: nop; nop' "
	           ">$D/a.s && gcc -shared -nostdlib -o $D/names $D/a.s")) {
		printf("skip one name an address: no compiler\n");
		return;
	}
	struct symbols s = symbols_of("names");
	uint64_t at = address(&s, "sized");
	SAME(name_at(&s, at - 1), STR("plain"));
	SAME(name_at(&s, at), STR("sized"));
	SAME(name_at(&s, at + 1), STR("sized")); /* not the label inside */
	SAME(name_at(&s, at + 3), STR("behind"));
	SAME(name_at(&s, at + 4), STR("behind"));
	SAME(name_at(&s, at + 5), STR("-"));
	symbols_release(&s);
}

static void
entries_of_the_plt(void)
{
	static const char *const links[] = {"-Wl,-z,lazy", "-Wl,-z,now",
	                                    "-fcf-protection -Wl,-z,lazy,-z,ibtplt",
	                                    "-fuse-ld=gold", "-fuse-ld=lld"};
	char command[512];

	for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
		(void)snprintf(command, sizeof command,
		               "printf '%%s\\n' 'int getpid(void); int getppid(void);' "
		               "'int main(void) { return getpid() + getppid(); }' >$D/a.c && "
		               "gcc -O1 %s -o $D/plt $D/a.c",
		               links[i]);
		if (!shell(command)) {
			printf("skip entries of the plt, %s: cannot be linked\n", links[i]);
			continue;
		}
		struct symbols s = symbols_of("plt");
		uint64_t first = address(&s, "getpid@plt"), second = address(&s, "getppid@plt");
		CHECK(first != second);
		SAME(name_at(&s, first + 5), STR("getpid@plt"));
		SAME(name_at(&s, second + 5), STR("getppid@plt"));
		symbols_release(&s);
	}
}

static void
entries_of_the_plt_of_aarch64(void)
{
	if (!shell("aarch64-linux-gnu-gcc -O1 -o $D/plt64 $D/a.c")) {
		printf("skip entries of the plt of aarch64: no aarch64-linux-gnu-gcc\n");
		return;
	}
	struct symbols s = symbols_of("plt64");
	CHECK(address(&s, "getpid@plt") != address(&s, "getppid@plt"));
	symbols_release(&s);
}

/* A program that stops itself; its maps, as long as it lives. */

struct stopped {
	pid_t pid;
	struct maps maps;
	struct modules modules;
	struct sym sym;
};

static bool
read_maps(struct stopped *t)
{
	char path[64];
	struct in in;

	(void)snprintf(path, sizeof path, "/proc/%d/maps", (int)t->pid);
	if (!in_open(&in, path))
		return false;
	(void)maps_parse(&t->maps, in_rest(&in), &t->modules, (uint32_t)t->pid);
	return in_close(&in);
}

static bool
start(struct stopped *t, const char *name)
{
	int status;

	*t = (struct stopped){.modules = {.proc = "/proc", .debug = path_of("debug")}};
	t->modules.debug = strdup(t->modules.debug);
	t->sym = (struct sym){.modules = &t->modules};
	t->pid = fork();
	if (!t->pid) {
		(void)execl(path_of(name), name, (char *)NULL);
		_exit(127);
	}
	if (waitpid(t->pid, &status, WUNTRACED) != t->pid || !WIFSTOPPED(status))
		return false;
	return read_maps(t);
}

static void
stop(struct stopped *t)
{
	union {
		const char *shown;
		char *owned;
	} debug = {t->modules.debug};

	(void)kill(t->pid, SIGKILL);
	(void)waitpid(t->pid, NULL, 0);
	sym_release(&t->sym);
	maps_release(&t->maps);
	modules_release(&t->modules);
	free(debug.owned);
}

/* The frame at an address of the program's file. */
static struct str
frame_at(struct stopped *t, uint64_t addr)
{
	for (size_t i = 0; i < t->maps.n; i++) {
		const struct map *m = &t->maps.list[i];
		uint64_t low;
		if (!str_starts(str_from(m->module->path), str_from(dir)) ||
		    !module_address(&t->modules, m->module, m->offset, &low) || addr < low ||
		    addr - low >= m->end - m->start)
			continue;
		uint32_t frame = sym_user(&t->sym, (uint32_t)t->pid, &t->maps,
		                          m->start + addr - low, 0);
		sym_settle(&t->sym);
		return sym_name(&t->sym, frame);
	}
	return STR("(no map)");
}

static uint64_t function;

static bool
program_made(void)
{
	bool ok = shell("printf '%s\\n' '#include <signal.h>' '#include <unistd.h>' "
	                "'__attribute__((noinline)) static int secret(int x) "
	                "{ return kill(getpid(), x); }' "
	                "'int main(void) { return secret(SIGSTOP); }' >$D/p.c && "
	                "gcc -O1 -g -Wl,--build-id -o $D/program $D/p.c");
	struct symbols s = {0};

	if (ok)
		s = symbols_of("program");
	if (ok)
		function = address(&s, "secret");
	symbols_release(&s);
	return ok;
}

static void
expect(const char *name, const char *want)
{
	struct stopped t;
	char stripped[64];

	if (!start(&t, name)) {
		CHECK(false);
	} else if (want) {
		SAME(frame_at(&t, function + 2), str_from(want));
	} else {
		(void)snprintf(stripped, sizeof stripped, "%s+0x%llx", name,
		               (unsigned long long)function);
		SAME(frame_at(&t, function + 2), str_from(stripped));
	}
	stop(&t);
}

static void
with_and_without_symbols(void)
{
	expect("program", "secret");
	CHECK(shell("strip -o $D/bare $D/program"));
	expect("bare", NULL);
}

static void
debug_file_by_build_id(void)
{
	CHECK(shell("id=$(readelf -n $D/program | sed -n 's/.*Build ID: //p') && "
	            "sub=$(echo $id | cut -c1-2) && "
	            "mkdir -p $D/debug/.build-id/$sub && objcopy --only-keep-debug $D/program "
	            "$D/debug/.build-id/$sub/$(echo $id | cut -c3-).debug"));
	expect("bare", "secret");
	CHECK(shell("rm -rf $D/debug"));
	expect("bare", NULL);
}

static void
debug_file_by_link(void)
{
	CHECK(shell("gcc -O1 -g -Wl,--build-id=none -o $D/linked $D/p.c && "
	            "objcopy --only-keep-debug $D/linked $D/linked.debug && strip $D/linked && "
	            "cd $D && objcopy --add-gnu-debuglink=linked.debug linked"));
	expect("linked", "secret");
	CHECK(shell("echo x >>$D/linked.debug")); /* its sum is another one now */
	expect("linked", NULL);
	CHECK(shell("rm $D/linked.debug"));
}

static void
packed_symbols(void)
{
	if (!shell("objcopy --only-keep-debug $D/program $D/mini && strip -g $D/mini; "
	           "xz -k -f $D/mini && cp $D/bare $D/packed && "
	           "objcopy --add-section .gnu_debugdata=$D/mini.xz $D/packed")) {
		printf("skip packed symbols: no xz\n");
		return;
	}
	expect("packed", "secret");
}

static void
a_deleted_program(void)
{
	struct stopped t;

	CHECK(shell("cp $D/program $D/gone"));
	if (start(&t, "gone")) {
		CHECK(shell("rm $D/gone"));
		maps_clear(&t.maps);
		modules_release(&t.modules);
		CHECK(read_maps(&t));
		SAME(frame_at(&t, function + 2), STR("secret"));
	}
	stop(&t);
}

/* Another file under the same name is not the one that runs. */
static void
a_replaced_program(void)
{
	struct stopped t;

	CHECK(shell("cp $D/program $D/there"));
	if (start(&t, "there")) {
		CHECK(shell("gcc -O0 -o $D/new $D/p.c && mv $D/new $D/there"));
		struct str name = frame_at(&t, function + 2);
		CHECK(str_eq(name, STR("secret")) || str_eq(name, STR("(no map)")));
	}
	stop(&t);
}

static void
written(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	CHECK(f != NULL);
	if (!f)
		return;
	(void)fputs(text, f);
	(void)fclose(f);
}

/* Code of our own process that is in no file, with the map that a run time would write. */
struct jitted {
	struct modules modules;
	struct sym sym;
	struct maps maps;
	char path[64]; /* of its JIT map */
};

static void
jitted_of(struct jitted *t, uint32_t pid)
{
	*t = (struct jitted){.modules = {.proc = "/proc"}};
	t->sym = (struct sym){.modules = &t->modules};
	(void)snprintf(t->path, sizeof t->path, "/tmp/perf-%u.map", (unsigned)pid);
	(void)maps_parse(&t->maps, STR("10000000-10001000 rwxp 00000000 00:00 0 \n"), &t->modules,
	                 pid);
}

/* Names that have been asked for are forgotten, and the map is gone. */
static void
jitted_again(struct jitted *t)
{
	sym_release(&t->sym);
	(void)unlink(t->path);
}

static void
jitted_end(struct jitted *t)
{
	jitted_again(t);
	maps_release(&t->maps);
	modules_release(&t->modules);
}

static struct str
jitted_name(struct jitted *t, uint64_t addr)
{
	uint32_t frame = sym_user(&t->sym, (uint32_t)getpid(), &t->maps, addr, 0);

	sym_settle(&t->sym);
	return sym_name(&t->sym, frame);
}

static void
code_without_a_file(void)
{
	struct jitted t;
	char link[80];

	jitted_of(&t, (uint32_t)getpid());
	uint32_t early = sym_user(&t.sym, (uint32_t)getpid(), &t.maps, 0x10000010, 0);
	written(t.path, "10000000 20 late\n");
	SAME(jitted_name(&t, 0x10000010), STR("late_[j]"));
	SAME(sym_name(&t.sym, early), STR("late_[j]"));
	SAME(jitted_name(&t, 0x10000030), STR("[jit]_[j]"));
	SAME(jitted_name(&t, 0x20000000), STR("[unknown]"));
	jitted_again(&t);
	(void)snprintf(link, sizeof link, "%s/elsewhere", dir);
	written(link, "10000000 20 through_a_link\n");
	CHECK(!symlink(link, t.path));
	SAME(jitted_name(&t, 0x10000010), STR("[jit]_[j]"));
	jitted_again(&t);
	CHECK(!mkfifo(t.path, 0600));
	SAME(jitted_name(&t, 0x10000010), STR("[jit]_[j]"));
	jitted_end(&t);
}

/* Two maps that are not read: somebody else's, and one of endless zeros. */
static void
maps_that_are_refused(void)
{
	struct jitted t;

	jitted_of(&t, (uint32_t)getpid());
	written(t.path, "10000000 20 theirs\n");
	if (chown(t.path, 12345, 12345) == 0)
		SAME(jitted_name(&t, 0x10000010), STR("[jit]_[j]"));
	jitted_again(&t);
	written(t.path, "10000000 20 first\n");
	CHECK(truncate(t.path, (off_t)1 << 33) == 0);
	SAME(jitted_name(&t, 0x10000010), STR("first_[j]"));
	jitted_end(&t);
}

/* A process with a /tmp and a number of its own; it writes its map, and waits. */
static _Noreturn void
contained(int tell)
{
	if (unshare(CLONE_NEWNS | CLONE_NEWPID))
		_exit(1);
	pid_t inner = fork(); /* told by the parent; 0, that the map is there, by itself */
	if (inner)
		_exit(write(tell, &inner, sizeof inner) != sizeof inner);
	bool own = !mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) &&
	           !mount("none", "/tmp", "tmpfs", 0, NULL);
	FILE *f = own ? fopen("/tmp/perf-1.map", "w") : NULL;
	if (f) {
		(void)fputs("10000000 20 inside\n", f);
		(void)fclose(f);
	}
	(void)!write(tell, &inner, sizeof inner);
	for (;;)
		(void)pause();
}

static void
a_map_in_a_container(void)
{
	struct jitted t;
	int ends[2];
	pid_t said[2];

	CHECK(!pipe(ends));
	pid_t outer = fork();
	if (!outer)
		contained(ends[1]);
	(void)waitpid(outer, NULL, 0);
	(void)close(ends[1]);
	if (read(ends[0], &said[0], sizeof said[0]) != sizeof said[0] ||
	    read(ends[0], &said[1], sizeof said[1]) != sizeof said[1]) {
		printf("skip a map in a container: namespaces are not allowed\n");
	} else {
		pid_t inner = said[0] ? said[0] : said[1];
		jitted_of(&t, (uint32_t)inner);
		uint32_t frame = sym_user(&t.sym, (uint32_t)inner, &t.maps, 0x10000010, 0);
		uint32_t other = sym_user(&t.sym, (uint32_t)inner, &t.maps, 0x10000800, 0);
		(void)kill(inner, SIGKILL);
		sym_exit(&t.sym, (uint32_t)inner);
		SAME(sym_name(&t.sym, frame), STR("inside_[j]"));
		SAME(sym_name(&t.sym, other), STR("[jit]_[j]"));
		jitted_end(&t);
	}
	(void)close(ends[0]);
}

static void
names_are_demangled(void)
{
	struct jitted t;

	jitted_of(&t, (uint32_t)getpid());
	written(t.path, "10000000 10 _ZN5space3fooEi\n"
	                "10000010 10 _ZN4core3fmt5write17h0123456789abcdefE\n10000020 10 plain\n");
	SAME(jitted_name(&t, 0x10000010), STR("core::fmt::write_[j]"));
	SAME(jitted_name(&t, 0x10000020), STR("plain_[j]"));
	if (system("c++filt --version >/dev/null 2>&1") == 0)
		SAME(jitted_name(&t, 0x10000000), STR("space::foo_[j]"));
	jitted_end(&t);
}

static void
kernel_frames(void)
{
	struct modules modules = {0};
	char path[128];

	(void)snprintf(path, sizeof path, "%s", path_of("kallsyms"));
	written(path, "ffffffff81000000 T do_one\n");
	struct sym s = {.modules = &modules, .kallsyms = path};
	SAME(sym_name(&s, sym_kernel(&s, 0xffffffff81000010)), STR("do_one_[k]"));
	CHECK(!sym_kernel_hidden(&s));
	sym_release(&s);
	written(path, "0000000000000000 T do_one\n");
	SAME(sym_name(&s, sym_kernel(&s, 0xffffffff81000010)), STR("[kernel]_[k]"));
	CHECK(sym_kernel_hidden(&s));
	sym_release(&s);
}

int
main(void)
{
	if (!mkdtemp(dir))
		return 1;
	TEST(one_name_an_address);
	TEST(entries_of_the_plt);
	TEST(entries_of_the_plt_of_aarch64);
	if (program_made()) {
		TEST(with_and_without_symbols);
		TEST(debug_file_by_build_id);
		TEST(debug_file_by_link);
		TEST(packed_symbols);
		TEST(a_deleted_program);
		TEST(a_replaced_program);
	} else {
		printf("skip files of processes: no compiler\n");
	}
	TEST(code_without_a_file);
	TEST(maps_that_are_refused);
	TEST(a_map_in_a_container);
	TEST(names_are_demangled);
	TEST(kernel_frames);
	return unit_end() | !shell("rm -rf $D");
}
