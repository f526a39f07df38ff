/* gen FAMILY BYTES SEED: folded text of a profile that never was, the same for the
 * same arguments, to standard output.
 *
 * A program is a graph of functions in which each calls a few others; stacks are
 * walks through it, the first callee the likeliest. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_ROOM (1 << 20)

struct family {
	const char *name;
	uint32_t functions;
	uint32_t name_min, name_max;
	uint32_t depth_min, depth_max;
	uint32_t calls;    /* a function calls at most so many others */
	uint32_t single;   /* so many in 100 call one only */
	uint32_t end;      /* beyond depth_min, so many in 1000 frames are the last */
	uint32_t distinct; /* stacks to draw from; 0: each line is a new walk */
};

static const struct family families[] = {
	{"bushy", 8000, 3, 16, 8, 14, 9, 20, 400, 0},
	{"deep", 38000, 10, 80, 20, 120, 6, 62, 80, 0},
	{"chain", 19000, 20, 60, 40, 386, 4, 95, 11, 0},
	{"repeating", 33000, 10, 80, 20, 120, 6, 62, 80, 20000},
	{"wide", 30000, 2, 6, 3, 9, 90, 0, 300, 0},
};

static uint64_t
mix(uint64_t v)
{
	v = (v ^ v >> 30) * 0xbf58476d1ce4e5b9;
	v = (v ^ v >> 27) * 0x94d049bb133111eb;
	return v ^ v >> 31;
}

static uint64_t
next(uint64_t *state)
{
	return mix(*state += 0x9e3779b97f4a7c15);
}

static uint32_t
below(uint64_t *state, uint32_t n)
{
	return (uint32_t)((next(state) >> 32) * n >> 32);
}

/* Small values are likelier. */
static uint32_t
skewed(uint64_t *state, uint32_t n)
{
	uint32_t a = below(state, n), b = below(state, n);

	return a < b ? a : b;
}

static char *
put_name(char *to, const struct family *f, uint32_t function)
{
	static const char *const words[] = {"get", "set", "run", "call", "read", "write", "alloc",
	                                    "node", "list", "page", "lock", "send", "recv", "hash",
	                                    "tree", "sched"};
	uint64_t state = function;
	uint32_t n = f->name_min + skewed(&state, f->name_max - f->name_min + 1);
	char *end = to + n;

	while (to < end) {
		const char *word = words[below(&state, 16)];
		for (; *word && to < end; word++)
			*to++ = *word;
		if (to < end)
			*to++ = (char)("_/.:"[below(&state, 4)]);
	}
	return to + sprintf(to, "%x", function);
}

static uint32_t
callee(const struct family *f, uint32_t function, uint64_t *state)
{
	uint64_t h = mix(function + 1);
	uint32_t calls = h % 100 < f->single ? 1 : 2 + (uint32_t)(h >> 32) % (f->calls - 1);

	return (uint32_t)(mix(h + skewed(state, calls)) % f->functions);
}

/* The stack of a walk; its length. */
static size_t
put_stack(char *line, const struct family *f, uint64_t seed)
{
	uint64_t state = mix(seed);
	uint32_t function = skewed(&state, 12);
	char *to = put_name(line, f, function);

	for (uint32_t depth = 1; depth < f->depth_max; depth++) {
		if (depth >= f->depth_min && below(&state, 1000) < f->end)
			break;
		function = callee(f, function, &state);
		*to++ = ';';
		to = put_name(to, f, function);
	}
	return (size_t)(to - line);
}

static void
generate(const struct family *f, uint64_t bytes, uint64_t seed)
{
	char *line = malloc(LINE_ROOM);
	uint64_t state = seed, done = 0;

	for (uint64_t i = 0; line && done < bytes; i++) {
		uint64_t stack = f->distinct ? skewed(&state, f->distinct) : i;
		size_t n = put_stack(line, f, mix(seed) + stack);
		n += (size_t)sprintf(line + n, " %u\n", 1 + skewed(&state, 1 + below(&state, 100)));
		done += fwrite(line, 1, n, stdout);
	}
	free(line);
}

int
main(int argc, char **argv)
{
	for (size_t i = 0; argc == 4 && i < sizeof families / sizeof families[0]; i++)
		if (!strcmp(argv[1], families[i].name)) {
			generate(&families[i], strtoull(argv[2], NULL, 10), strtoull(argv[3], NULL, 10));
			return fflush(stdout) != 0;
		}
	fprintf(stderr, "usage: gen bushy|deep|chain|repeating|wide BYTES SEED\n");
	return 2;
}
