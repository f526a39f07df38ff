#include "sample/kallsyms.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "sample/sort.h"

static bool
is_function(char type)
{
	return type == 'T' || type == 't' || type == 'W' || type == 'w';
}

bool
kallsyms_function(struct str line, struct kernel_symbol *symbol, char *type)
{
	struct cut addr = str_cut(line, ' ');
	struct cut kind = str_cut(addr.tail, ' ');
	struct cut name = str_cut(kind.tail, '\t');

	if (kind.head.n != 1 || !is_function(*kind.head.p) || !name.head.n ||
	    !str_hex(addr.head, &symbol->addr))
		return false;
	*type = *kind.head.p;
	symbol->name = name.head;
	symbol->module = name.tail;
	symbol->last = false;
	return true;
}

static void
append(struct kallsyms *k, const char *p, size_t n)
{
	k->text = mem_grow(k->text, &k->cap, size_add(k->n, n), 1);
	memcpy(k->text + k->n, p, n);
	k->n += n;
}

static void
append_line(struct kallsyms *k, struct str addr, struct str name)
{
	k->line = k->n;
	append(k, addr.p, addr.n);
	append(k, " ", 1);
	append(k, name.p, name.n);
	append(k, "\n", 1);
}

/* Of two at one address the global one, then the shorter name. */
static bool
better(char type, struct str name, char old_type, size_t old_n)
{
	bool global = type == 'T', old_global = old_type == 'T';

	return global != old_global ? global : name.n < old_n;
}

void
kallsyms_line(struct kallsyms *k, struct str line)
{
	struct kernel_symbol symbol;
	char type;

	if (!kallsyms_function(line, &symbol, &type))
		return;
	struct str addr = str_cut(line, ' ').head, name = str_rest(line, addr.n + 3);
	k->any = true;
	if (!symbol.addr)
		return;
	if (k->n && k->last == symbol.addr) {
		if (!better(type, name, k->type, k->name_n))
			return;
		k->n = k->line;
	}
	k->unsorted |= k->n && k->last > symbol.addr;
	append_line(k, addr, name);
	k->last = symbol.addr;
	k->name_n = name.n;
	k->type = type;
}

struct line {
	uint64_t addr;
	struct str text; /* without the address */
};

/* Where modules are in lower addresses than the kernel, they come behind it. */
static void
sort_lines(struct kallsyms *k)
{
	struct kallsyms old = *k;
	struct str text = {k->text, k->n};
	struct line *list = NULL;
	size_t n = 0, cap = 0;

	for (struct cut line; text.n; text = line.tail) {
		struct cut addr = str_cut((line = str_cut(text, '\n')).head, ' ');
		list = mem_grow(list, &cap, n + 1, sizeof *list);
		list[n].text = line.head;
		(void)str_hex(addr.head, &list[n++].addr);
	}
	sort_by_address(list, n, sizeof *list);
	*k = (struct kallsyms){.hidden = old.hidden};
	for (size_t i = 0; i < n; i++) {
		struct cut addr = str_cut(list[i].text, ' ');
		append_line(k, addr.head, addr.tail);
	}
	free(old.text);
	free(list);
}

void
kallsyms_end(struct kallsyms *k)
{
	k->hidden = k->any && !k->n;
	if (k->unsorted)
		sort_lines(k);
}

/* A line of the text from at on. */
static bool
line_at(struct str text, size_t at, struct kernel_symbol *symbol, size_t *next)
{
	struct cut line = str_cut(str_rest(text, at), '\n');
	struct cut addr = str_cut(line.head, ' ');
	struct cut name = str_cut(addr.tail, '\t');

	*next = text.n - line.tail.n;
	symbol->name = name.head;
	symbol->module = name.tail;
	return str_hex(addr.head, &symbol->addr) && name.head.n;
}

bool
kallsyms_find(struct str text, uint64_t addr, struct kernel_symbol *symbol)
{
	size_t low = 0, high = text.n, next;
	struct kernel_symbol middle;
	bool found = false;

	while (low < high) {
		size_t at = low + (high - low) / 2;
		while (at > low && text.p[at - 1] != '\n')
			at--;
		if (!line_at(text, at, &middle, &next))
			return false;
		if (middle.addr > addr) {
			high = at;
			continue;
		}
		*symbol = middle;
		found = true;
		low = next;
	}
	if (found)
		symbol->last = low >= text.n || !line_at(text, low, &middle, &next) ||
		               !str_eq(middle.module, symbol->module);
	return found;
}

void
kallsyms_release(struct kallsyms *k)
{
	free(k->text);
	*k = (struct kallsyms){0};
}
