/* Folded text read the plain way, line by line: what the fast reader is tested
 * against. */
#ifndef TESTS_ORACLE_H
#define TESTS_ORACLE_H

#include <stdlib.h>

#include "base/in.h"
#include "base/mem.h"
#include "base/out.h"
#include "fold/folded.h"
#include "fold/load.h"
#include "fold/write.h"

static uint64_t
oracle_count(struct trie *t, struct folded_count c)
{
	if (c.whole > (UINT64_MAX - c.part) / FOLDED_ONE)
		t->overflow = true;
	return c.whole * FOLDED_ONE + c.part;
}

static uint32_t
oracle_node(struct trie *t, struct str stack, bool reverse)
{
	uint32_t *ids = mem_alloc(size_add(stack.n, 1), sizeof *ids);
	size_t n = 0;

	for (struct cut c = {.ok = stack.n > 0}; c.ok; stack = reverse ? c.head : c.tail) {
		c = reverse ? str_rcut(stack, ';') : str_cut(stack, ';');
		struct str frame = reverse && c.ok ? c.tail : c.head;
		ids[n++] = names_get(&t->names, c.ok ? frame : folded_trim_end(frame));
	}
	if (reverse && n)
		ids[0] = names_leading(&t->names, ids[0]);
	uint32_t node = trie_path(t, ids, n);
	free(ids);
	return node;
}

static inline void
oracle_write(struct trie *t, unsigned scale, struct out *o)
{
	enum tree_order order = t->merge == TRIE_ALL ? TREE_BY_NAME : TREE_BY_INPUT;
	struct tree_options opt = {.order = order, .scale = scale};
	struct tree tree;

	if (!tree_build(&tree, t, &opt))
		folded_write(&tree, order, o);
	else
		out_text(o, "overflow\n");
	tree_release(&tree);
}

/* What text folds to, in units of 10^-9, so nothing where a count is above 2^64/10^9
 * ("overflow").  two: it has two columns. */
static inline void
oracle_fold(struct str text, const struct load_options *opt, bool two, struct out *o)
{
	struct trie t;
	struct in in;
	struct str line;
	struct folded f;

	trie_init(&t, opt->merge);
	if (two)
		trie_need_before(&t);
	if (str_starts(text, STR("\xef\xbb\xbf")))
		text = str_rest(text, 3);
	in_from_memory(&in, "text", text);
	while (in_line(&in, &line)) {
		enum folded_result r = folded_parse(line, two, &f);
		if (r == FOLDED_TOO_LARGE)
			t.overflow = true;
		uint64_t now = oracle_count(&t, f.count), before = oracle_count(&t, f.before);
		if (r != FOLDED_LINE || !(now || before))
			continue;
		uint32_t node = oracle_node(&t, f.stack, opt->reverse);
		trie_count(&t, node, now);
		if (two)
			trie_count_before(&t, node, before);
	}
	oracle_write(&t, FOLDED_DECIMALS, o);
	(void)in_close(&in);
	trie_release(&t);
}

/* What the fast reader makes of it; its own errors are "overflow", too. */
static inline void
oracle_load(struct str text, const struct load_options *opt, struct out *o, bool *two)
{
	struct load load;

	if (load_text(&load, "text", text, opt))
		oracle_write(&load.trie, load.scale, o);
	else
		out_text(o, "overflow\n");
	*two = load.differential;
	load_release(&load);
}

#endif
