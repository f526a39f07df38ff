#include "collapse/backtrace.h"

#include "collapse/tidy.h"

void
backtrace_init(struct backtrace *b, struct stacks *s, const struct fold_options *opt)
{
	*b = (struct backtrace){.opt = opt};
	frames_init(&b->frames, s, opt);
}

void
backtrace_frame(struct backtrace *b, struct str name)
{
	climb_put(&b->stack, frames_name(&b->frames, name));
}

void
backtrace_raw_frame(struct backtrace *b, struct str name)
{
	climb_put_one(&b->stack, stacks_name(b->frames.s, name));
}

void
backtrace_root(struct backtrace *b, size_t level, struct str name)
{
	if (level > b->n_roots)
		level = b->n_roots;
	b->roots[level] = stacks_name(b->frames.s, name);
	b->n_roots = level + 1;
}

void
backtrace_no_root(struct backtrace *b, size_t level)
{
	if (b->n_roots > level)
		b->n_roots = level;
}

void
backtrace_end_thread(struct backtrace *b, uint64_t count)
{
	if (!b->stack.n && !b->n_roots)
		return;
	for (size_t i = b->n_roots; i-- > 0;)
		climb_put_one(&b->stack, b->roots[i]);
	climb_count(&b->stack, b->frames.s, count);
	b->any = b->any || count;
}

void
backtrace_end(struct backtrace *b, uint64_t count)
{
	if (b->stack.n)
		backtrace_end_thread(b, count);
}

void
backtrace_drop(struct backtrace *b)
{
	b->stack.n = 0;
}

bool
backtrace_done(struct backtrace *b, const struct in *in)
{
	bool any = b->any;

	if (!any)
		warn_at((struct pos){in->pos.file, 0}, "no stacks");
	frames_release(&b->frames);
	climb_release(&b->stack);
	return any;
}

/* "J$$Lambda$1/0x00007f154c000a08.run": the address differs from run to run. */
static struct str
without_address(struct str name, struct out *made)
{
	size_t at = str_find(name, STR("/0x")), from = made->used;

	if (at == SIZE_MAX)
		return name;
	struct cut c = str_cut(str_rest(name, at), '.');
	out_str(made, (struct str){name.p, at});
	if (c.ok) {
		out_char(made, '.');
		out_str(made, c.tail);
	}
	return str_rest(out_memory(made), from);
}

struct str
backtrace_pool(struct str thread)
{
	struct cut c = str_rcut(thread, '-');
	uint64_t number;

	return c.ok && c.head.n && str_u64(c.tail, &number) ? c.head : thread;
}

struct str
backtrace_java(const struct backtrace *b, struct str text, struct out *made)
{
	struct str name = str_trim(str_cut(text, '(').head);
	struct cut module = str_cut(name, '/');

	/* "java.base@17.0.15/" and "app//" are a module and a loader */
	while (module.ok && !str_starts(module.tail, STR("0x"))) {
		name = module.tail;
		module = str_cut(name, '/');
	}
	if (!b->opt->shorten_pkgs)
		return without_address(name, made);
	struct out whole;
	out_to_memory(&whole);
	struct str shortened = tidy_package(without_address(name, &whole), made);
	out_drop(&whole);
	return shortened;
}
