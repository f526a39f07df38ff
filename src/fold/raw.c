#include "fold/raw.h"

#include <stdbool.h>
#include <string.h>

/* How a format begins, or what stands somewhere in its first lines; both where
 * both are given. */
struct sign {
	const char *begin, *within, *what;
};

#define HEAD 4096

static const struct sign signs[] = {
	{"PERFILE2", "", "perf.data (perf script prints it)"},
	{"\x1f\x8b", "", "gzipped data"},
	{"@[", "", "the output of bpftrace"},
	{"Attaching ", "", "the output of bpftrace"},
	{"Full thread dump", "", "the output of jstack"},
	{"", "\nFull thread dump", "the output of jstack"},
	{"{", "\":", "JSON"},
	{"[", "{\"", "JSON"},
	{"<", ">", "XML"},
	{"# callgrind format", "", "the output of callgrind"},
	{"", "\nevents: ", "the output of callgrind"},
	{"", "\n#0  0x", "the output of gdb"},
	{"Analysis of sampling ", "", "the output of sample"},
	{"Call graph:", "", "the output of sample"},
	{"PeriodType: ", "", "the output of go tool pprof -raw"},
	{"CPU     ID", "", "the output of dtrace"},
	{"# ========", "", "the output of perf script"},
	{"", "+0x", "the output of perf script or dtrace"},
	{"", "`", "the output of dtrace"},
};

/* "java 12 [001] 4.5: cycles:" and below it "<tab>ffff81 schedule ([kernel])". */
static bool
has_perf_frames(struct str head)
{
	struct cut c = {.ok = true};

	for (; c.ok; head = c.tail) {
		c = str_cut(head, '\n');
		struct str word = str_cut(str_trim(c.head), ' ').head;
		uint64_t address;
		if (c.head.n && (c.head.p[0] == ' ' || c.head.p[0] == '\t') && word.n >= 4 &&
		    str_ends(c.head, STR(")")) && str_hex(word, &address))
			return true;
	}
	return false;
}

static bool
is_binary(struct str head)
{
	return head.n && memchr(head.p, 0, head.n);
}

const char *
raw_profile(struct str head)
{
	if (head.n > HEAD)
		head.n = HEAD;
	struct str text = str_trim(head);
	if (has_perf_frames(head))
		return "the output of perf script";
	for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
		if (str_starts(text, str_from(signs[i].begin)) &&
		    str_has(head, str_from(signs[i].within)))
			return signs[i].what;
	return is_binary(head) ? "a binary profile" : NULL;
}
