/* What step_test.c runs, instruction by instruction: between the two breakpoints is
 * every kind of code that a stack can pass through. */
#define _GNU_SOURCE
#include <alloca.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#if defined __x86_64__
#define BREAK() __asm__ volatile("int3")
#else
#define BREAK() __asm__ volatile("brk #0")
#endif
#define OWN __attribute__((noinline, noclone))

volatile int sink;
volatile size_t room = 100;

static OWN int
leaf(int x)
{
	return x * 3 + sink;
}

static int
compare(const void *a, const void *b)
{
	const int *x = a, *y = b;
	return leaf(*x) - leaf(*y);
}

static OWN void
sorted(void)
{
	int list[6] = {5, 2, 9, 1, 7, 3};
	qsort(list, 6, sizeof list[0], compare);
	sink = list[0];
}

static OWN void
with_alloca(size_t n)
{
	char *p = alloca(n);
	memset(p, 1, n);
	sink = leaf(p[n / 2]);
}

static OWN void
aligned(void)
{
	_Alignas(64) volatile char line[128];
	line[room] = 1;
	sink = leaf(line[room]);
}

static OWN void
printed(long n)
{
	char text[64];
	sink = snprintf(text, sizeof text, "%d %s %ld", sink, "abc", n);
}

static void
handler(int number)
{
	sink = leaf(number);
}

static OWN void
signalled(void)
{
	(void)raise(SIGUSR1);
}

static OWN int
recursive(int n)
{
	return n ? recursive(n - 1) + leaf(n) : leaf(n);
}

static OWN void
timed(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	sink = (int)t.tv_nsec;
}

int
main(void)
{
	(void)signal(SIGUSR1, handler);
	BREAK();
	sorted();
	with_alloca(room);
	aligned();
	printed(15);
	sink = recursive(8);
	timed();
	signalled();
	free(malloc(room));
	BREAK();
	return 0;
}
