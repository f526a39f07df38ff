/* SystemTap: an array keyed by backtrace(), printed with print_stack() and a count.
 *
 *	stap -D MAXBACKTRACE=100 -e 'global s; probe timer.profile { s[backtrace()] <<< 1; }
 *	    probe end { foreach (i in s+) { print_stack(i); printf("\t%d\n", @count(s[i])); } }'
 *
 *	 0xffffffff8103ce3b : native_safe_halt+0xb/0x10 [kernel]
 *	 0xffffffff81011d20 : cpu_idle+0xb0/0xf0 [kernel]
 *	 0x7f3c5b2d4058 : nanosleep+0x28/0x30 [/usr/lib/libc-2.17.so]
 *		2404 */
#include <string.h>

#include "collapse/counted.h"
#include "collapse/tidy.h"

static bool
is_frame(struct str line)
{
	size_t at = str_find(line, STR(" : "));
	uint64_t address;

	return at != SIZE_MAX && str_starts(line, STR("0x")) &&
	       str_hex((struct str){line.p, at}, &address);
}

/* "[kernel]", "[kernel+0x123]", "[/usr/lib/libc.so]" at the end. */
static struct str
take_module(struct str *s)
{
	struct cut c = str_rcut(*s, '[');

	if (!c.ok || !str_ends(*s, STR("]")))
		return STR("");
	*s = str_trim(c.head);
	return (struct str){c.tail.p, c.tail.n - 1};
}

static void
add(struct frames *f, struct str line)
{
	size_t at = str_find(line, STR(" : "));
	struct str name = is_frame(line) ? str_rest(line, at + 3) : line;
	struct str module = take_module(&name);
	bool kernel = f->opt->kernel && module.n && !memchr(module.p, '/', module.n);

	name = counted_offset(name);
	if (!name.n || str_eq(name, STR("0x0")))
		name = STR("-");
	frames_add_inlined(f, name, kernel ? STR("_[k]") : STR(""));
}

static bool
fold(struct in *in, struct stacks *s, const struct fold_options *opt)
{
	static const struct counted_way way = {NULL, add};

	return counted_fold(in, s, opt, &way);
}

static enum claim
probe(struct str head)
{
	return counted_looks(head, is_frame) ? CLAIM_YES : CLAIM_NO;
}

const struct format format_stap = {
	"stap", "SystemTap: print_stack() and a count", probe, fold,
};
