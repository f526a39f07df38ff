#include "fold/change.h"

#include "unit.h"

static void
change_of(struct changes *c, struct tree *t, struct trie *trie, const uint64_t counts[3][2])
{
	static const char *const names[] = {"same", "slower", "gone"};
	static const struct tree_options by_name;

	trie_init(trie, TRIE_ALL);
	for (size_t i = 0; i < 3; i++) {
		uint32_t id = names_get(&trie->names, str_from(names[i]));
		uint32_t node = trie_path(trie, &id, 1);
		trie_count_before(trie, node, counts[i][0]);
		trie_count(trie, node, counts[i][1]);
	}
	CHECK(!tree_build(t, trie, &by_name));
	changes_of(c, t, CHANGE_SELF);
}

static void
release(struct changes *c, struct tree *t, struct trie *trie)
{
	changes_release(c);
	tree_release(t);
	trie_release(trie);
}

static void
what_moved_most_comes_first(void)
{
	static const uint64_t counts[3][2] = {{7000, 7000}, {1000, 3000}, {2000, 0}};
	struct changes c;
	struct tree t;
	struct trie trie;

	change_of(&c, &t, &trie, counts);
	CHECK(c.n == 3 && c.weight_before == 1000 && c.weight_after == 1000);
	SAME(names_str(t.names, c.list[0].name), STR("gone"));
	SAME(names_str(t.names, c.list[1].name), STR("slower"));
	CHECK(moved_by(&c.list[1].self) > 0.199 && moved_by(&c.list[1].self) < 0.201);
	CHECK(c.list[0].self.before == 2000 && c.list[0].self.after == 0);
	release(&c, &t, &trie);
}

/* Ten samples against ten say little; ten thousand say the same with certainty. */
static void
few_samples_are_noise(void)
{
	static const uint64_t few[3][2] = {{7, 6}, {2, 3}, {1, 1}};
	static const uint64_t many[3][2] = {{7001, 6002}, {2000, 3001}, {1000, 1001}};
	struct changes c;
	struct tree t;
	struct trie trie;

	change_of(&c, &t, &trie, few);
	CHECK(c.list[0].self.noise && c.list[1].self.noise && c.list[2].self.noise);
	release(&c, &t, &trie);
	change_of(&c, &t, &trie, many);
	CHECK(c.weight_before == 1);
	CHECK(!c.list[0].self.noise && !c.list[1].self.noise && c.list[2].self.noise);
	release(&c, &t, &trie);
}

int
main(void)
{
	TEST(what_moved_most_comes_first);
	TEST(few_samples_are_noise);
	return unit_end();
}
