/* DTrace: an aggregation on stack(), ustack() or jstack(), of one or of both.
 *
 *	dtrace -x ustackframes=100 -n 'profile-97 /arg1/ { @[execname, ustack()] = count(); }'
 *
 *	CPU     ID                    FUNCTION:NAME
 *	  0  64091                        :tick-60s
 *	  prog
 *	              libc.so.1`__pollsys+0xa
 *	              prog`shop::Cart::add(int)+0x3
 *	              prog`main+0x20
 *	             1641
 *
 * A frame is module`function+offset; the module stays in front of it (--no-modules
 * drops it).  A key before the stack (execname) becomes its root.  What a script says
 * before the first stack stands at the line's beginning; keys and frames do not. */
#include <string.h>

#include "collapse/counted.h"
#include "collapse/tidy.h"

static bool
is_frame(struct str line)
{
	const char *tick = memchr(line.p, '`', line.n);

	return tick && tick > line.p && !memchr(line.p, ' ', (size_t)(tick - line.p));
}

static bool
is_header(struct str line)
{
	struct str rest = str_trim(str_cut(line, ' ').tail);
	uint64_t n;

	return str_starts(line, STR("CPU ")) || str_starts(line, STR("dtrace:")) ||
	       (str_u64(str_cut(line, ' ').head, &n) && str_u64(str_cut(rest, ' ').head, &n));
}

/* A word before a stack, as "prog" of execname: Java's frames have a '/' or '('. */
static bool
is_key(struct str line)
{
	for (size_t i = 0; i < line.n; i++)
		if (memchr("`+/(.[", line.p[i], 6))
			return false;
	return !str_starts(line, STR("0x"));
}

static void
add(struct frames *f, struct str line)
{
	struct str name = counted_offset(line), module = str_cut(name, '`').head;
	struct out tidied, whole;

	if (!is_frame(name) || f->opt->raw_names) {
		frames_add_inlined(f, name.n ? name : STR("-"), STR(""));
		return;
	}
	out_to_memory(&tidied);
	out_to_memory(&whole);
	struct str function = str_rest(name, module.n + 1);
	if (f->opt->modules != CHOICE_NO) {
		out_str(&whole, module);
		out_char(&whole, '`');
	}
	out_str(&whole, tidy_name(function, &tidied));
	frames_add_inlined(f, out_memory(&whole), STR(""));
	out_drop(&tidied);
	out_drop(&whole);
}

static bool
take_before(struct counted *c, struct str line)
{
	const struct frames *f = &c->frames;

	if (!c->begun && (is_header(line) || (!c->indented && !is_frame(line))))
		return true;
	if (c->rooted || !is_key(line))
		return false;
	c->root = stacks_name(f->s, line);
	c->rooted = f->opt->threads != CHOICE_NO;
	return true;
}

static bool
fold(struct in *in, struct stacks *s, const struct fold_options *opt)
{
	static const struct counted_way way = {take_before, add};

	return counted_fold(in, s, opt, &way);
}

static enum claim
probe(struct str head)
{
	return counted_looks(head, is_frame) ? CLAIM_YES : CLAIM_NO;
}

const struct format format_dtrace = {
	"dtrace", "DTrace aggregations on stack(), ustack(), jstack()", probe, fold,
};
