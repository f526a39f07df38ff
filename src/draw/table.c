#include "draw/table.h"

#include <stdlib.h>

#include "base/mem.h"
#include "draw/describe.h"
#include "draw/markdown.h"
#include "draw/text.h"
#include "fold/functions.h"

#define COLUMN 12 /* characters */

struct table {
	struct out *o;
	const struct tree *tree;
	const struct look *look;
	bool markdown;
	struct out cell; /* memory */
};

/* Pointers into a list by name. */
static int
by_self(const void *a, const void *b)
{
	const struct function *const *x = a, *const *y = b;

	if ((*x)->self != (*y)->self)
		return (*x)->self < (*y)->self ? 1 : -1;
	if ((*x)->total != (*y)->total)
		return (*x)->total < (*y)->total ? 1 : -1;
	return (*x > *y) - (*x < *y);
}

/* The cell that has been made, at the right of its column. */
static void
put_cell(struct table *t)
{
	struct str s = out_memory(&t->cell);

	if (t->markdown)
		out_text(t->o, "| ");
	for (size_t i = s.n; i < COLUMN && !t->markdown; i++)
		out_char(t->o, ' ');
	out_str(t->o, s);
	out_char(t->o, ' ');
	t->cell.used = 0;
}

static void
put_numbers(struct table *t, uint64_t count)
{
	describe_count(&t->cell, count, t->tree, t->look);
	put_cell(t);
	describe_share(&t->cell, count, t->tree->total[0]);
	put_cell(t);
}

static void
put_row(struct table *t, const struct function *f)
{
	struct str name = palette_shown(names_str(t->tree->names, f->name));

	put_numbers(t, f->self);
	put_numbers(t, f->total);
	if (!t->markdown) {
		out_char(t->o, ' ');
		out_name(t->o, name);
		out_char(t->o, '\n');
		return;
	}
	out_text(t->o, "| ");
	markdown_code(t->o, name);
	out_text(t->o, " |\n");
}

static void
put_head(struct table *t)
{
	static const char *const words[] = {"self", "self %", "total", "total %"};

	describe_count(t->o, t->tree->total[0], t->tree, t->look);
	out_char(t->o, ' ');
	text_clean(t->o, t->look->countname);
	out_text(t->o, "\n\n");
	for (int i = 0; i < 4; i++) {
		out_text(&t->cell, words[i]);
		put_cell(t);
	}
	out_text(t->o, t->markdown ? "| function |\n|---:|---:|---:|---:|---|\n" : " function\n");
}

void
table_write(struct out *o, const struct tree *tree, const struct look *look, bool markdown,
            uint64_t rows)
{
	struct table t = {.o = o, .tree = tree, .look = look, .markdown = markdown};
	struct functions f;

	out_to_memory(&t.cell);
	functions_of(&f, tree);
	const struct function **order = mem_alloc((size_t)f.n + 1, sizeof *order);
	for (uint32_t i = 0; i < f.n; i++)
		order[i] = &f.list[i];
	qsort(order, f.n, sizeof *order, by_self);
	put_head(&t);
	for (uint32_t i = 0; i < f.n && (!rows || i < rows); i++)
		put_row(&t, order[i]);
	free(order);
	functions_release(&f);
	(void)out_close(&t.cell);
}
