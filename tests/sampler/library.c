/* A library for the tests: one function, whose callee's name is given by -DNAME. */
__attribute__((noinline)) static void
NAME(void (*spin)(double))
{
	spin(0.1);
	__asm__ volatile("");
}

void
run(void (*spin)(double))
{
	NAME(spin);
	__asm__ volatile("");
}
