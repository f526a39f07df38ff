/* A program in two versions: with an argument, encode() takes twice as long. */
#include <stdint.h>

static volatile uint64_t sink;

__attribute__((noinline)) static void
parse(uint64_t n)
{
	for (uint64_t i = 0; i < n; i++)
		sink += i * i;
}

__attribute__((noinline)) static void
encode(uint64_t n)
{
	for (uint64_t i = 0; i < n; i++)
		sink ^= i * 7;
}

int
main(int argc, char **argv)
{
	(void)argv;
	for (int round = 0; round < 12000; round++) {
		parse(100000);
		encode(argc > 1 ? 200000 : 100000);
	}
	return 0;
}
