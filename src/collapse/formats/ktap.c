/* ktap: a table keyed by stack(), printed with its counts.
 *
 *	ktap -e 's = {}; profile-1ms { s[stack(-1, 12)] += 1 }
 *	    trace_end { for (k, v in pairs(s)) { print(k, v, "\n") } }'
 *
 *	Tracing... Hit Ctrl-C to end.
 *	native_safe_halt
 *	default_idle
 *	cpu_startup_entry
 *	        2404
 *
 * Frames are plain symbols, maybe with an offset. */
#include <string.h>

#include "collapse/counted.h"
#include "collapse/tidy.h"

static bool
is_frame(struct str line)
{
	struct str name = counted_offset(line);
	char c = name.n ? *name.p : '0';

	if (!(c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')))
		return false;
	for (size_t i = 0; i < name.n; i++)
		if (memchr(" \t`:;/\"'<>(){}[]=,+-#%", name.p[i], 22))
			return false;
	return true;
}

static bool
take_before(struct counted *c, struct str line)
{
	return !c->begun && !is_frame(line);
}

static void
add(struct frames *f, struct str line)
{
	struct str name = counted_offset(line);

	frames_add(f, tidy_id(f->s, f->opt, name.n ? name : STR("-"), STR("")));
}

static bool
fold(struct in *in, struct stacks *s, const struct fold_options *opt)
{
	static const struct counted_way way = {take_before, add};

	return counted_fold(in, s, opt, &way);
}

/* Only plain symbols and counts, but for what ktap says first. */
static enum claim
probe(struct str head)
{
	size_t frames = 0, counts = 0;
	uint64_t n;

	for (struct cut c = {.tail = head}; c.tail.n;) {
		c = str_cut(c.tail, '\n');
		struct str line = str_trim(c.head);
		if (!line.n || str_starts(line, STR("Tracing")) || !c.ok)
			continue;
		if (is_frame(line))
			frames++;
		else if (!str_u64(line, &n) || !frames)
			return CLAIM_NO;
		else
			counts++;
	}
	return frames && counts ? CLAIM_MAYBE : CLAIM_NO;
}

const struct format format_ktap = {
	"ktap", "ktap tables keyed by stack()", probe, fold,
};
