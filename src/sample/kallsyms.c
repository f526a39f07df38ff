#include "sample/kallsyms.h"

#include <stdlib.h>

#include "base/mem.h"
#include "sample/sort.h"

static bool
is_function(char type)
{
	return type == 'T' || type == 't' || type == 'W' || type == 'w';
}

/* Of two at one address the global one, then the shorter name. */
static bool
better(char type, struct str name, char old_type, struct str old_name)
{
	bool global = type == 'T', old_global = old_type == 'T';

	return global != old_global ? global : name.n < old_name.n;
}

static bool
line_parse(struct str line, struct kernel_symbol *symbol, char *type)
{
	struct cut addr = str_cut(line, ' ');
	struct cut kind = str_cut(addr.tail, ' ');
	struct cut name = str_cut(kind.tail, '\t');

	if (!str_hex(addr.head, &symbol->addr) || kind.head.n != 1 || !name.head.n)
		return false;
	*type = *kind.head.p;
	symbol->name = name.head;
	symbol->module = name.tail;
	return is_function(*type);
}

void
kallsyms_parse(struct kallsyms *k, struct str text)
{
	bool sorted = true, any = false;
	char last = 0;

	while (text.n) {
		struct cut line = str_cut(text, '\n');
		struct kernel_symbol symbol;
		char type;
		text = line.tail;
		if (!line_parse(line.head, &symbol, &type))
			continue;
		any = true;
		if (!symbol.addr)
			continue;
		struct kernel_symbol *before = k->n ? &k->list[k->n - 1] : NULL;
		if (before && before->addr == symbol.addr) {
			if (better(type, symbol.name, last, before->name)) {
				*before = symbol;
				last = type;
			}
			continue;
		}
		sorted = sorted && (!before || before->addr < symbol.addr);
		k->list = mem_grow(k->list, &k->cap, k->n + 1, sizeof *k->list);
		k->list[k->n++] = symbol;
		last = type;
	}
	if (!sorted)
		sort_by_address(k->list, k->n, sizeof *k->list);
	k->hidden = any && !k->n;
}

const struct kernel_symbol *
kallsyms_find(const struct kallsyms *k, uint64_t addr)
{
	size_t low = 0, high = k->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (k->list[mid].addr <= addr)
			low = mid + 1;
		else
			high = mid;
	}
	return low ? &k->list[low - 1] : NULL;
}

void
kallsyms_release(struct kallsyms *k)
{
	free(k->list);
	*k = (struct kallsyms){0};
}
