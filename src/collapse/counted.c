#include "collapse/counted.h"

#include <stdlib.h>

#include "base/mem.h"

static void
add_ids(struct counted *c, struct frame_ids ids)
{
	c->ids = mem_grow(c->ids, &c->cap, c->n + ids.n + 1, sizeof *c->ids);
	for (size_t i = 0; i < ids.n; i++)
		c->ids[c->n++] = ids.list[i];
}

static void
count(struct counted *c, uint64_t count)
{
	if (c->rooted)
		stacks_push_name(c->frames.s, c->root);
	for (size_t i = c->n; i-- > 0;)
		stacks_push_name(c->frames.s, c->ids[i]);
	stacks_add(c->frames.s, c->frames.opt->counts ? 1 : count);
	c->any = true;
	c->rooted = false;
	c->n = 0;
}

bool
counted_fold(struct in *in, struct stacks *s, const struct fold_options *opt, counted_line *take)
{
	struct counted c = {0};
	struct str line;
	uint64_t n;

	frames_init(&c.frames, s, opt);
	while (in_line(in, &line)) {
		if (str_starts(line, STR("^C"))) /* typed to end the tracer */
			line = str_rest(line, 2);
		line = str_trim(line);
		if (!line.n)
			continue;
		if (!str_u64(line, &n))
			add_ids(&c, take(&c, line));
		else if (c.n || c.rooted)
			count(&c, n);
		else
			report_bad(opt->report, in->pos, "a count without a stack");
	}
	if (c.n && c.any)
		report_bad(opt->report, in->pos, "the last stack has no count");
	if (!c.any)
		warn_at(in->pos, "no stack with a count behind it");
	frames_release(&c.frames);
	free(c.ids);
	return c.any;
}

bool
counted_looks(struct str head, bool (*is_frame)(struct str line))
{
	size_t frames = 0;
	uint64_t n;

	for (struct cut c = {.tail = head}; c.tail.n;) {
		c = str_cut(c.tail, '\n');
		struct str line = str_trim(c.head);
		if (!line.n)
			continue;
		if (is_frame(line))
			frames++;
		else if (frames)
			return str_u64(line, &n);
	}
	return false;
}

struct str
counted_offset(struct str frame)
{
	struct cut c = str_rcut(frame, '+');
	uint64_t offset;

	if (!c.ok || !c.head.n)
		return frame;
	struct str text = str_cut(c.tail, '/').head;
	bool number = str_starts(text, STR("0x")) ? str_hex(text, &offset) : str_u64(text, &offset);
	return number ? str_trim(c.head) : frame;
}
