/* What the tests of the sampler sample: a program that does one thing, by its first
 * argument, in functions whose names tell which. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define KEEP __attribute__((noinline, noclone))
#define NOT_A_TAIL __asm__ volatile("")

static double
thread_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Uses the CPU for so long, without calls but once in a while. */
KEEP static void
spin(double seconds)
{
	double end = thread_seconds() + seconds;

	while (thread_seconds() < end)
		for (volatile int i = 0; i < 20000; i++)
			;
	NOT_A_TAIL;
}

/* Events that happen an exact number of times. */
KEEP void
target(void)
{
	NOT_A_TAIL;
}

KEEP static void
level2(void)
{
	target();
	NOT_A_TAIL;
}

KEEP static void
level1(void)
{
	level2();
	NOT_A_TAIL;
}

KEEP static void
touch(char *p)
{
	*(volatile char *)p = 1;
	NOT_A_TAIL;
}

KEEP static int
exact(void)
{
	char *p = mmap(NULL, 500 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	madvise(p, 500 * 4096, MADV_NOHUGEPAGE);
	for (int i = 0; i < 1000; i++)
		level1();
	for (int i = 0; i < 500; i++)
		touch(p + i * 4096);
	return 7;
}

KEEP static void
seventy(void)
{
	spin(0.007);
	NOT_A_TAIL;
}

KEEP static void
twenty(void)
{
	spin(0.002);
	NOT_A_TAIL;
}

KEEP static void
ten(void)
{
	spin(0.001);
	NOT_A_TAIL;
}

KEEP static int
split(double seconds)
{
	while (thread_seconds() < seconds) {
		seventy();
		twenty();
		ten();
	}
	return 0;
}

/* Work of the C library under functions of known names, in several threads. */
static int
compare(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return (x > y) - (x < y);
}

KEEP static void
do_sort(void)
{
	int v[1000];

	for (int i = 0; i < 1000; i++)
		v[i] = (i * 7919) % 1000;
	qsort(v, 1000, sizeof *v, compare);
	NOT_A_TAIL;
}

KEEP static void
do_print(void)
{
	char text[200];

	for (int i = 0; i < 100; i++)
		snprintf(text, sizeof text, "%d %f %s", i, i * 1.1, "text");
	NOT_A_TAIL;
}

KEEP static void
do_copy(void)
{
	static char from[1 << 16];
	char *to = malloc(sizeof from);

	for (int i = 0; i < 10; i++)
		memcpy(to, from, sizeof from - (size_t)i);
	free(to);
	NOT_A_TAIL;
}

KEEP static void *
truth_thread(void *seconds)
{
	while (thread_seconds() < *(double *)seconds) {
		do_sort();
		do_print();
		do_copy();
	}
	return NULL;
}

KEEP static int
truth(double seconds)
{
	pthread_t threads[3];

	for (int i = 0; i < 3; i++)
		pthread_create(&threads[i], NULL, truth_thread, &seconds);
	for (int i = 0; i < 3; i++)
		pthread_join(threads[i], NULL);
	return 0;
}

static void *
wait_thread(void *unused)
{
	(void)unused;
	pause();
	return NULL;
}

KEEP static void *
busy_thread(void *unused)
{
	(void)unused;
	spin(100);
	return NULL;
}

/* Many threads that sleep, and one that does not; it says so, and never ends. */
static int
threads(int n)
{
	pthread_attr_t attr;
	pthread_t thread;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, 65536);
	for (int i = 0; i < n; i++)
		if (pthread_create(&thread, &attr, wait_thread, NULL))
			return 1;
	pthread_create(&thread, &attr, busy_thread, NULL);
	puts("ready");
	fflush(stdout);
	pause();
	return 0;
}

static void *
named_thread(void *name)
{
	prctl(PR_SET_NAME, name);
	spin(0.05);
	return NULL;
}

KEEP static int
names(void)
{
	static const char *const list[] = {"a;b", "new\nline", "q\"uote'", "12345 6", "\xff\xfe!",
	                                   "# x", ":colon 42 [0]"};
	pthread_t thread;

	for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
		pthread_create(&thread, NULL, named_thread, (void *)(uintptr_t)list[i]);
		pthread_join(thread, NULL);
	}
	return 0;
}

/* A library that is loaded, run and closed, and another one, likely at its place. */
KEEP static void
run_library(const char *path)
{
	void *library = dlopen(path, RTLD_NOW);
	void (*run)(void (*)(double)) = library ? (void (*)(void (*)(double)))(uintptr_t)dlsym(
	                                              library, "run")
	                                        : NULL;

	if (!run)
		exit(1);
	run(spin);
	dlclose(library);
	NOT_A_TAIL;
}

KEEP static void
handler(int number)
{
	(void)number;
	spin(0.1);
}

KEEP static int
altstack(void)
{
	static char memory[1 << 16];
	stack_t stack = {.ss_sp = memory, .ss_size = sizeof memory};
	struct sigaction action = {.sa_handler = handler, .sa_flags = SA_ONSTACK};

	sigaltstack(&stack, NULL);
	sigaction(SIGUSR1, &action, NULL);
	raise(SIGUSR1);
	return 0;
}

/* A process for each of n, that becomes this program again and is soon gone. */
static int
storm(const char *self, int n)
{
	for (int i = 0; i < n; i++) {
		pid_t pid = fork();
		if (pid == 0) {
			execl(self, self, "spin", "0.002", (char *)NULL);
			_exit(1);
		}
		waitpid(pid, NULL, 0);
	}
	return 0;
}

/* Code of a JIT compiler, with a frame pointer: calls spin(seconds). */
#ifdef __x86_64__
static const unsigned char code[] = {0x55, 0x48, 0x89, 0xe5, 0xff, 0xd7, 0x5d, 0xc3};
#else
/* stp x29, x30, [sp, -16]!; mov x29, sp; blr x0; ldp x29, x30, [sp], 16; ret */
static const unsigned char code[] = {0xfd, 0x7b, 0xbf, 0xa9, 0xfd, 0x03, 0x00, 0x91, 0x00, 0x00,
                                     0x3f, 0xd6, 0xfd, 0x7b, 0xc1, 0xa8, 0xc0, 0x03, 0x5f, 0xd6};
#endif

KEEP static void
called_by_code(void)
{
	spin(0.15);
}

static void
write_map(const char *mode, const void *start)
{
	char map[64], other[80];

	snprintf(map, sizeof map, "/tmp/perf-%d.map", (int)getpid());
	snprintf(other, sizeof other, "%s.other", map);
	unlink(map);
	if (!strcmp(mode, "none"))
		return;
	if (!strcmp(mode, "fifo")) {
		mkfifo(map, 0666);
		return;
	}
	FILE *f = fopen(strcmp(mode, "link") ? map : other, "w");
	fprintf(f, "%lx %lx jitted_function\n", (unsigned long)(uintptr_t)start,
	        (unsigned long)sizeof code);
	fclose(f);
	if (!strcmp(mode, "link"))
		(void)!symlink(other, map);
	if (!strcmp(mode, "huge"))
		(void)!truncate(map, (off_t)8 << 30);
	if (!strcmp(mode, "other"))
		(void)!chown(map, 12345, 12345);
}

KEEP static int
jit(const char *mode)
{
	char *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS,
	               -1, 0);

	if (p == MAP_FAILED)
		return 77;
	memcpy(p, code, sizeof code);
	__builtin___clear_cache(p, p + sizeof code);
	write_map(mode, p);
	((void (*)(void (*)(void)))(uintptr_t)p)(called_by_code);
	return 0;
}

KEEP static int
blocked(void)
{
	struct timespec t = {.tv_nsec = 200000000};

	nanosleep(&t, NULL);
	return 0;
}

int
main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	const char *arg = argc > 2 ? argv[2] : "";

	if (!strcmp(what, "exact"))
		return exact();
	if (!strcmp(what, "split"))
		return split(atof(arg));
	if (!strcmp(what, "truth"))
		return truth(atof(arg));
	if (!strcmp(what, "threads"))
		return threads(atoi(arg));
	if (!strcmp(what, "names"))
		return names();
	if (!strcmp(what, "altstack"))
		return altstack();
	if (!strcmp(what, "storm"))
		return storm(argv[0], atoi(arg));
	if (!strcmp(what, "jit"))
		return jit(arg);
	if (!strcmp(what, "blocked"))
		return blocked();
	if (!strcmp(what, "spin"))
		spin(atof(arg));
	for (int i = 2; i < argc && !strcmp(what, "libraries"); i++)
		run_library(argv[i]);
	return 0;
}
