#include "fold/functions.h"

#include <stdlib.h>

#include "base/mem.h"

struct row {
	struct str text;
	struct function function;
};

static int
by_text(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	return str_cmp(x->text, y->text);
}

static void
sort_by_text(struct functions *f, const struct names *names)
{
	struct row *rows = mem_alloc(f->n, sizeof *rows);

	for (uint32_t i = 0; i < f->n; i++)
		rows[i] = (struct row){names_str(names, f->list[i].name), f->list[i]};
	qsort(rows, f->n, sizeof *rows, by_text);
	for (uint32_t i = 0; i < f->n; i++)
		f->list[i] = rows[i].function;
	free(rows);
}

/* open_until: by name, the end of the outermost subtree of that name that has
 * begun, so a node inside it is a recursion. */
static void
count_nodes(struct function *by_name, uint32_t *open_until, const struct tree *t)
{
	for (uint32_t i = 1; i < t->n; i++) {
		struct function *f = &by_name[t->name[i]];
		f->name = t->name[i];
		f->places++;
		f->self += t->self[i];
		f->self_before += t->self_before ? t->self_before[i] : 0;
		if (i < open_until[t->name[i]])
			continue;
		open_until[t->name[i]] = t->end[i];
		f->total += t->total[i];
		f->total_before += t->total_before ? t->total_before[i] : 0;
	}
}

void
functions_of(struct functions *f, const struct tree *tree)
{
	uint32_t n = tree->names->n;
	struct function *by_name = mem_zero((size_t)n + 1, sizeof *by_name);
	uint32_t *open_until = mem_zero((size_t)n + 1, sizeof *open_until);

	*f = (struct functions){.list = by_name};
	count_nodes(by_name, open_until, tree);
	for (uint32_t i = 0; i < n; i++)
		if (by_name[i].places)
			f->list[f->n++] = by_name[i];
	free(open_until);
	sort_by_text(f, tree->names);
}

void
functions_release(struct functions *f)
{
	free(f->list);
	*f = (struct functions){0};
}
