#include "draw/chain.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/out.h"

void
chain_mark(struct trie *made, const struct trie *trie)
{
	struct trie_place *place = mem_zero(trie->n, sizeof *place); /* by node: in made */
	bool *waker = mem_zero(trie->n, 1);
	struct out name;

	out_to_memory(&name);
	trie_init(made, TRIE_ALL);
	trie_count(made, TRIE_ROOT, trie->nodes[TRIE_ROOT].self);
	for (uint32_t i = 1; i < trie->n; i++) {
		const struct trie_node *node = &trie->nodes[i];
		struct str text = names_str(&trie->names, node->name);
		bool below = waker[node->parent];
		waker[i] = below || str_eq(text, STR("--"));
		name.used = 0;
		out_str(&name, text);
		if (below && !str_ends(text, STR("_[w]")))
			out_text(&name, "_[w]");
		place[i] = trie_child(made, place[node->parent],
		                      names_get(&made->names, out_memory(&name)));
		trie_count(made, place[i].node, node->self);
		if (trie->before)
			trie_count_before(made, place[i].node, trie->before[i]);
	}
	(void)out_close(&name);
	free(place);
	free(waker);
}
