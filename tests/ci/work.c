/* A program in two versions: with an argument, encode() does three times the work.
 * Each step needs the one before it, so the time of a round hardly varies. */
#include <stdint.h>

static volatile uint64_t sink;

static inline uint64_t
turn(uint64_t x, uint64_t rounds)
{
	while (rounds--)
		x = x * 6364136223846793005u + 1442695040888963407u;
	return x;
}

__attribute__((noinline)) static void
parse(uint64_t rounds)
{
	sink = turn(sink, rounds);
}

__attribute__((noinline)) static void
encode(uint64_t rounds)
{
	sink = turn(sink + 1, rounds);
}

int
main(int argc, char **argv)
{
	(void)argv;
	for (int i = 0; i < 2000; i++) {
		parse(100000);
		encode(argc > 1 ? 300000 : 100000);
	}
	return 0;
}
