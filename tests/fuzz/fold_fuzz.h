/* A target for one format, FORMAT: any bytes are folded, as they are and with all
 * options.  What comes out adds up to what was counted, and is folded text that folds
 * to itself. */
#include <stdlib.h>

#include "collapse/format.h"
#include "fold/tree.h"

extern const struct format FORMAT, format_folded;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The folded text of input in o; false where the format or a sum refused it. */
static bool
fold_text(const struct format *format, struct str input, struct fold_options opt, struct out *o)
{
	struct report report = {0};
	struct stacks s;
	struct in in;
	uint64_t sum = 0;

	opt.report = &report;
	stacks_init(&s, TRIE_ALL);
	in_from_memory(&in, "input", input);
	bool ok = format->fold(&in, &s, &opt);
	(void)in_close(&in);
	for (uint32_t i = 0; i < s.trie.n; i++)
		sum += s.trie.nodes[i].self;
	if (!s.trie.overflow && sum != s.added)
		abort();
	out_to_memory(o);
	ok = stacks_write(&s, o) && ok;
	stacks_release(&s);
	return ok;
}

static void
check(struct str input, struct fold_options opt)
{
	struct out once, twice;

	if (fold_text(&FORMAT, input, opt, &once)) {
		struct fold_options raw = {.raw_names = true};
		if (!fold_text(&format_folded, out_memory(&once), raw, &twice) ||
		    !str_eq(out_memory(&once), out_memory(&twice)))
			abort();
		(void)out_close(&twice);
	}
	(void)out_close(&once);
}

/* In pieces, as threads take them, and without: the same text. */
static void
check_split(struct str input)
{
	struct out whole, split;
	bool ok = fold_text(&FORMAT, input, (struct fold_options){.jobs = 1}, &whole);

	if (fold_text(&FORMAT, input, (struct fold_options){.jobs = 1, .piece = 1}, &split) != ok ||
	    !str_eq(out_memory(&whole), out_memory(&split)))
		abort();
	out_drop(&whole);
	out_drop(&split);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str input = {(const char *)data, size};
	const char *label = "job";

	diag_quiet();
	(void)FORMAT.probe((struct str){input.p, size < FORMAT_HEAD ? size : FORMAT_HEAD});
	check(input, (struct fold_options){0});
	check_split(input);
	check(input, (struct fold_options){.pid = true, .tid = true, .threads = CHOICE_YES,
	                                   .modules = CHOICE_YES, .addrs = true, .srcline = true,
	                                   .counts = true, .raw_names = true,
	                                   .labels = {.list = &label, .n = 1}});
	return 0;
}
