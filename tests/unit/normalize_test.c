#include "fold/normalize.h"

#include "fold/write.h"
#include "unit.h"

struct pair {
	const char *name;
	uint64_t before, after;
};

/* A tree of one level, normalised; the reason of a refusal. */
static const char *
normalized(const struct pair *pairs, size_t n, char *text, size_t size)
{
	static const struct tree_options by_name;
	struct trie trie;
	struct tree t;
	struct out o;

	trie_init(&trie, TRIE_ALL);
	for (size_t i = 0; i < n; i++) {
		uint32_t id = names_get(&trie.names, str_from(pairs[i].name));
		uint32_t node = trie_path(&trie, &id, 1);
		trie_count(&trie, node, pairs[i].after);
		trie_count_before(&trie, node, pairs[i].before);
	}
	CHECK(!tree_build(&t, &trie, &by_name));
	const char *why = normalize_before(&t);
	CHECK(why || t.total_before[0] == t.total[0]);
	out_to_memory(&o);
	folded_write(&t, TREE_BY_NAME, &o);
	(void)snprintf(text, size, "%.*s", (int)out_memory(&o).n, out_memory(&o).p);
	(void)out_close(&o);
	tree_release(&t);
	trie_release(&trie);
	return why;
}

static void
sums_become_equal(void)
{
	static const struct pair third[] = {{"a", 1, 1}, {"b", 1, 0}, {"c", 1, 0}};
	static const struct pair same[] = {{"a", 3, 1}, {"b", 1, 3}};
	char text[256];

	CHECK(!normalized(third, 3, text, sizeof text));
	SAME(str_from(text), STR("a 0.3334 1\nb 0.3333 0\nc 0.3333 0\n"));
	CHECK(!normalized(same, 2, text, sizeof text));
	SAME(str_from(text), STR("a 3 1\nb 1 3\n"));
}

static void
no_count_becomes_nothing(void)
{
	static const struct pair uneven[] = {{"a", 4000000000000000000, 2}, {"b", 1, 0}};
	char text[256];

	CHECK(!normalized(uneven, 2, text, sizeof text));
	SAME(str_from(text), STR("a 1.999999999 2\nb 0.000000001 0\n"));
}

static void
empty_sides_are_refused(void)
{
	static const struct pair none[] = {{"a", 0, 5}};
	char text[256];

	CHECK(normalized(none, 1, text, sizeof text) != NULL);
}

int
main(void)
{
	TEST(sums_become_equal);
	TEST(no_count_becomes_nothing);
	TEST(empty_sides_are_refused);
	return unit_end();
}
