/* gen FAMILY BYTES SEED: a profile that never was, the same for the same arguments, to
 * standard output: folded text, or what a profiler prints.
 *
 * A program is a graph of functions in which each calls a few others; stacks are
 * walks through it, the first callee the likeliest. */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEEPEST 400
#define RECORD_ROOM (1 << 20)

/* A stack that is counted. */
struct sample {
	uint32_t path[DEEPEST]; /* functions, root first */
	uint32_t depth, count;
	uint64_t i;             /* from 0 */
};

struct family;

/* Append a sample to what is printed. */
typedef char *form(char *to, const struct family *f, const struct sample *s, uint64_t *state);

static form put_folded, put_perf, put_dtrace;

struct family {
	const char *name;
	form *put;
	const char *head;  /* what stands before all samples */
	uint32_t functions;
	uint32_t name_min, name_max;
	uint32_t depth_min, depth_max;
	uint32_t calls;    /* a function calls at most so many others */
	uint32_t single;   /* so many in 100 call one only */
	uint32_t end;      /* beyond depth_min, so many in 1000 frames are the last */
	uint32_t distinct; /* stacks to draw from; 0: each line is a new walk */
};

static const struct family families[] = {
	{"bushy", put_folded, "", 8000, 3, 16, 8, 14, 9, 20, 400, 0},
	{"broad", put_folded, "", 20000, 4, 32, 14, 20, 6, 10, 400, 0},
	{"deep", put_folded, "", 38000, 10, 80, 20, 120, 6, 62, 80, 0},
	{"chain", put_folded, "", 19000, 20, 60, 40, 386, 4, 95, 11, 0},
	{"repeating", put_folded, "", 33000, 10, 80, 20, 120, 6, 62, 80, 20000},
	{"wide", put_folded, "", 30000, 2, 6, 3, 9, 90, 0, 300, 0},
	{"perf", put_perf, "", 20000, 8, 70, 6, 100, 5, 50, 45, 60000},
	{"dtrace", put_dtrace, "CPU     ID                    FUNCTION:NAME\n"
	 "  0  64091                        :tick-60s\n\n", 3000, 4, 20, 4, 24, 5, 40, 150, 2000},
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

/* The stack of a walk. */
static void
walk(struct sample *s, const struct family *f, uint64_t seed)
{
	uint64_t state = mix(seed);

	s->path[0] = skewed(&state, 12);
	for (s->depth = 1; s->depth < f->depth_max; s->depth++) {
		if (s->depth >= f->depth_min && below(&state, 1000) < f->end)
			break;
		s->path[s->depth] = callee(f, s->path[s->depth - 1], &state);
	}
}

static char *
put_folded(char *to, const struct family *f, const struct sample *s, uint64_t *state)
{
	(void)state;
	for (uint32_t i = 0; i < s->depth; i++) {
		if (i)
			*to++ = ';';
		to = put_name(to, f, s->path[i]);
	}
	return to + sprintf(to, " %" PRIu32 "\n", s->count);
}

/* Where in a function of the path it is: a caller at its call, the leaf at one of a few
 * instructions. */
static uint32_t
offset(const struct sample *s, uint32_t i, uint64_t *state)
{
	uint64_t next_one = i + 1 < s->depth ? s->path[i + 1] : below(state, 4);

	return (uint32_t)mix(s->path[i] + (next_one << 32)) & 0xfff;
}

static const char *
module(uint32_t function)
{
	static const char *const modules[] = {
		"/usr/bin/prog", "/usr/lib/x86_64-linux-gnu/libc.so.6", "[kernel.kallsyms]",
		"/usr/lib/x86_64-linux-gnu/libruntime.so.3.1.0"};

	return modules[mix(function) % 4];
}

/* As perf script prints them: an event line, the frames from the leaf up, a blank line. */
static char *
put_perf(char *to, const struct family *f, const struct sample *s, uint64_t *state)
{
	uint32_t process = s->path[0] % 4, thread = process * 4 + below(state, 4);

	to += sprintf(to, "prog-%" PRIu32 " %" PRIu32 "/%" PRIu32 " [%03" PRIu32 "] %" PRIu64
	              ".%06" PRIu64 ": %10d cpu-clock:ppp: \n", process, 4000 + process, 4000 + thread,
	              thread % 8, 1000 + s->i / 1000, s->i % 1000 * 1000, 250000);
	for (uint32_t i = s->depth; i-- > 0;) {
		uint32_t at = offset(s, i, state);
		uint64_t address = 0x55d000000000 + (uint64_t)process * 0x1000000000 +
		                   (uint64_t)s->path[i] * 0x1000 + at;
		to += sprintf(to, "\t%16" PRIx64 " ", address);
		to = put_name(to, f, s->path[i]);
		to += sprintf(to, "+0x%" PRIx32 " (%s)\n", at, module(s->path[i]));
	}
	*to++ = '\n';
	return to;
}

/* As DTrace prints an aggregation by stack(). */
static char *
put_dtrace(char *to, const struct family *f, const struct sample *s, uint64_t *state)
{
	for (uint32_t i = s->depth; i-- > 0;) {
		to += sprintf(to, "              %s`", s->path[i] % 3 ? "unix" : "genunix");
		to = put_name(to, f, s->path[i]);
		to += sprintf(to, "+0x%" PRIx32 "\n", offset(s, i, state));
	}
	return to + sprintf(to, "%17" PRIu32 "\n\n", s->count);
}

static void
generate(const struct family *f, uint64_t bytes, uint64_t seed)
{
	char *record = malloc(RECORD_ROOM);
	uint64_t state = seed, done = fwrite(f->head, 1, strlen(f->head), stdout);
	struct sample s;

	for (s.i = 0; record && done < bytes; s.i++) {
		uint64_t stack = f->distinct ? skewed(&state, f->distinct) : s.i;
		walk(&s, f, mix(seed) + stack);
		s.count = 1 + skewed(&state, 1 + below(&state, 100));
		done += fwrite(record, 1, (size_t)(f->put(record, f, &s, &state) - record), stdout);
	}
	free(record);
}

int
main(int argc, char **argv)
{
	for (size_t i = 0; argc == 4 && i < sizeof families / sizeof families[0]; i++)
		if (!strcmp(argv[1], families[i].name)) {
			generate(&families[i], strtoull(argv[2], NULL, 10), strtoull(argv[3], NULL, 10));
			return fflush(stdout) != 0 || ferror(stdout);
		}
	fprintf(stderr, "usage: gen bushy|broad|deep|chain|repeating|wide|perf|dtrace BYTES SEED\n");
	return 2;
}
