#include "fold/functions.h"

#include "fold/stacks.h"
#include "unit.h"

/* The row of a name; a zeroed one where there is none. */
static struct function
row(const struct functions *f, const struct tree *t, const char *name)
{
	for (uint32_t i = 0; i < f->n; i++)
		if (str_eq(names_str(t->names, f->list[i].name), str_from(name)))
			return f->list[i];
	return (struct function){0};
}

static void
recursion_counts_once(void)
{
	struct stacks s;
	struct tree t;
	struct functions f;
	static const struct tree_options by_name;

	stacks_init(&s, TRIE_ALL);
	stacks_push(&s, STR("main"));
	stacks_push(&s, STR("walk"));
	stacks_push(&s, STR("step"));
	stacks_push(&s, STR("walk"));
	stacks_add(&s, 3);
	stacks_push(&s, STR("main"));
	stacks_push(&s, STR("walk"));
	stacks_add(&s, 4);
	stacks_push(&s, STR("walk"));
	stacks_add(&s, 5);
	CHECK(!tree_build(&t, &s.trie, &by_name));
	functions_of(&f, &t);
	CHECK(f.n == 3);
	SAME(names_str(t.names, f.list[0].name), STR("main"));
	CHECK(row(&f, &t, "walk").total == 12 && row(&f, &t, "walk").self == 12);
	CHECK(row(&f, &t, "walk").places == 3);
	CHECK(row(&f, &t, "main").total == 7 && row(&f, &t, "main").self == 0);
	CHECK(row(&f, &t, "step").total == 3 && row(&f, &t, "step").self == 0);
	functions_release(&f);
	tree_release(&t);
	stacks_release(&s);
}

int
main(void)
{
	TEST(recursion_counts_once);
	return unit_end();
}
