#include "sample/symbols.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "sample/sort.h"

enum {
	ENTRY = 24, /* bytes of a symbol, and of a relocation */
	TYPE_NONE = 0,
	TYPE_FUNCTION = 2,
	TYPE_IFUNC = 10,
	BIND_LOCAL = 0,
	BIND_WEAK = 2,
	SECTION_UNDEFINED = 0,
	SECTION_ABSOLUTE = 0xfff1,
	RANK_SIZED = 16,
	RANK_FUNCTION = 8,
	NESTED_MAX = 16,
};

struct entry {
	uint32_t name;
	uint8_t type, bind;
	uint16_t section;
	uint64_t addr, size;
};

/* A little-endian number: a plain load.  The caller has looked at the bounds. */
static inline uint64_t
number(const char *p, unsigned size)
{
	uint64_t v = 0;

	for (unsigned i = 0; i < size; i++)
		v |= (uint64_t)(unsigned char)p[i] << (8 * i);
	return v;
}

/* Of the ENTRY bytes at p. */
static inline struct entry
entry_parse(const char *p)
{
	uint8_t info = (uint8_t)p[4];

	return (struct entry){.name = (uint32_t)number(p, 4), .type = info & 15, .bind = info >> 4,
	                      .section = (uint16_t)number(p + 6, 2), .addr = number(p + 8, 8),
	                      .size = number(p + 16, 8)};
}

static uint32_t
text_add(struct symbols *s, struct str text)
{
	if (text.n >= UINT32_MAX - s->text_n - 1)
		return UINT32_MAX;
	s->text = mem_grow(s->text, &s->text_cap, s->text_n + text.n + 1, 1);
	if (text.n)
		memcpy(s->text + s->text_n, text.p, text.n);
	s->text[s->text_n + text.n] = 0;
	uint32_t at = (uint32_t)s->text_n;
	s->text_n += text.n + 1;
	return at;
}

static void
add(struct symbols *s, uint64_t addr, uint64_t size, uint32_t name, uint8_t rank)
{
	s->list = mem_grow(s->list, &s->cap, s->n + 1, sizeof *s->list);
	s->list[s->n++] = (struct symbol){.addr = addr, .name = name, .rank = rank,
	                                  .size = size > UINT32_MAX ? UINT32_MAX : (uint32_t)size};
}

/* The end of the code around the symbol: of its section, else of the segment. */
static uint64_t
end_of_code(const struct elf *e, const struct entry *s)
{
	if (s->section < e->n_sections) {
		const struct elf_section *in = &e->sections[s->section];
		return in->flags & ELF_SECTION_CODE ? in->addr + in->size : 0;
	}
	for (size_t i = 0; i < e->n_segments; i++) {
		const struct elf_segment *in = &e->segments[i];
		if (in->executable && s->addr >= in->addr && s->addr - in->addr < in->size)
			return in->addr + in->size;
	}
	return 0;
}

static uint8_t
rank_of(const struct entry *s)
{
	unsigned bind = s->bind == BIND_LOCAL ? 0 : s->bind == BIND_WEAK ? 1 : 2;

	return (uint8_t)((s->size ? RANK_SIZED : 0u) + (s->type ? RANK_FUNCTION : 0u) + bind);
}

static void
table_add(struct symbols *s, const struct elf *e, struct str table, struct str names)
{
	uint32_t base = table.n >= ENTRY && names.n ? text_add(s, names) : UINT32_MAX;

	for (; base != UINT32_MAX && table.n >= ENTRY; table = str_rest(table, ENTRY)) {
		struct entry entry = entry_parse(table.p);
		bool function = entry.type == TYPE_FUNCTION || entry.type == TYPE_IFUNC;
		if ((!function && entry.type != TYPE_NONE) || entry.name >= names.n ||
		    entry.section == SECTION_UNDEFINED || entry.section == SECTION_ABSOLUTE)
			continue;
		char first = names.p[entry.name];
		uint64_t end = end_of_code(e, &entry);
		if (!first || first == '$' || (!function && !end))
			continue;
		uint64_t size = entry.size;
		if (!size)
			size = end > entry.addr ? end - entry.addr : 1;
		add(s, entry.addr, size, base + entry.name, rank_of(&entry));
	}
}

/* The first table of that type; false where there is none. */
static bool
section_add(struct symbols *s, struct elf *e, uint32_t type)
{
	for (size_t i = 0; i < e->n_sections; i++) {
		const struct elf_section *t = &e->sections[i];
		if (t->type != type || t->link >= e->n_sections)
			continue;
		table_add(s, e, elf_bytes(e, t), elf_bytes(e, &e->sections[t->link]));
		return true;
	}
	return false;
}

void
symbols_add(struct symbols *s, struct elf *e)
{
	/* .symtab has what .dynsym has. */
	bool any = section_add(s, e, ELF_SYMTAB) || section_add(s, e, ELF_DYNSYM);

	/* Without sections nothing says how many there are; the names follow them. */
	if (!any && e->dynamic_strings > e->dynamic_symbols && e->dynamic_symbols)
		table_add(s, e,
		          elf_at(e, e->dynamic_symbols, e->dynamic_strings - e->dynamic_symbols),
		          elf_at(e, e->dynamic_strings, e->dynamic_strings_size));
}

/* The PLT: each entry jumps through a slot of the GOT, and a relocation of that slot
 * names the function. */

struct slot {
	uint64_t addr;
	struct str name;
};

struct slots {
	struct slot *list;
	size_t n, cap;
};

static bool
is_slot(enum elf_machine machine, uint32_t type)
{
	return machine == ELF_AARCH64 ? type == 1025 || type == 1026 : type == 6 || type == 7;
}

static void
slots_add(struct slots *slots, struct elf *e, const struct elf_section *rela)
{
	struct str table = elf_bytes(e, rela), symbols, names;

	if (!rela || rela->link >= e->n_sections || e->sections[rela->link].link >= e->n_sections)
		return;
	symbols = elf_bytes(e, &e->sections[rela->link]);
	names = elf_bytes(e, &e->sections[e->sections[rela->link].link]);
	for (; table.n >= ENTRY; table = str_rest(table, ENTRY)) {
		uint64_t addr = number(table.p, 8), index = number(table.p + 12, 4);
		if (!is_slot(e->machine, (uint32_t)number(table.p + 8, 4)) ||
		    (index + 1) * ENTRY > symbols.n)
			continue;
		struct entry entry = entry_parse(symbols.p + index * ENTRY);
		struct bytes name = bytes_of(str_rest(names, entry.name));
		slots->list = mem_grow(slots->list, &slots->cap, slots->n + 1, sizeof *slots->list);
		slots->list[slots->n++] = (struct slot){addr, bytes_string(&name)};
	}
}

static struct str
slot_name(const struct slots *slots, uint64_t addr)
{
	size_t low = 0, high = slots->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (slots->list[mid].addr < addr)
			low = mid + 1;
		else
			high = mid;
	}
	return low < slots->n && slots->list[low].addr == addr ? slots->list[low].name
	                                                       : (struct str){"", 0};
}

/* The slot that an entry of that many bytes jumps through, or 0.  x86-64: jmp
 * *disp(%rip), ff 25 disp32. */
static uint64_t
slot_x86_64(struct str entry, uint64_t addr)
{
	for (size_t i = 0; i + 6 <= entry.n; i++) {
		if ((unsigned char)entry.p[i] != 0xff || entry.p[i + 1] != 0x25)
			continue;
		struct bytes b = bytes_of(str_rest(entry, i + 2));
		uint64_t disp = bytes_u32(&b);
		return addr + i + 6 + (disp ^ 0x80000000) - 0x80000000;
	}
	return 0;
}

/* AArch64: adrp x16, page; ldr x17, [x16, offset]. */
static uint64_t
slot_aarch64(struct str entry, uint64_t addr)
{
	struct bytes b = bytes_of(entry);

	while (bytes_left(&b) >= 8) {
		uint64_t at = addr + b.at;
		uint32_t adrp = bytes_u32(&b);
		if ((adrp & 0x9f00001f) != 0x90000010)
			continue;
		struct bytes next = b;
		uint32_t ldr = bytes_u32(&next);
		if ((ldr & 0xffc003ff) != 0xf9400211)
			continue;
		uint64_t page = (adrp >> 29 & 3) | (adrp >> 5 & 0x7ffff) << 2;
		page = (page ^ 0x100000) - 0x100000;
		return (at & ~UINT64_C(4095)) + (page << 12) + (ldr >> 10 & 0xfff) * 8;
	}
	return 0;
}

static void
plt_add(struct symbols *s, struct elf *e, const struct elf_section *plt, const struct slots *slots)
{
	struct str code = elf_bytes(e, plt);
	size_t step = plt && plt->entry == 8 ? 8 : 16;

	if (!plt)
		return;
	for (size_t at = 0; at + step <= code.n; at += step) {
		struct str entry = {code.p + at, step};
		uint64_t addr = plt->addr + at;
		uint64_t slot = e->machine == ELF_AARCH64 ? slot_aarch64(entry, addr)
		                                          : slot_x86_64(entry, addr);
		struct str name = slot_name(slots, slot);
		if (!name.n)
			continue;
		struct cut version = str_cut(name, '@');
		uint32_t text = text_add(s, version.head);
		if (text == UINT32_MAX)
			return;
		s->text_n--;
		(void)text_add(s, STR("@plt"));
		add(s, addr, step, text, 0);
	}
}

void
symbols_add_plt(struct symbols *s, struct elf *e)
{
	struct slots slots = {0};
	const struct elf_section *got = elf_section(e, STR(".plt.got"));

	slots_add(&slots, e, elf_section(e, STR(".rela.plt")));
	/* .rela.dyn is large, and mostly for one entry: __cxa_finalize's. */
	if (got && got->size > 2 * 8)
		slots_add(&slots, e, elf_section(e, STR(".rela.dyn")));
	sort_by_address(slots.list, slots.n, sizeof *slots.list);
	plt_add(s, e, elf_section(e, STR(".plt")), &slots);
	plt_add(s, e, elf_section(e, STR(".plt.sec")), &slots);
	plt_add(s, e, got, &slots);
	free(slots.list);
}

struct str
symbols_name(const struct symbols *s, const struct symbol *symbol)
{
	struct str name = str_from(s->text + symbol->name);
	struct cut version = str_cut(name, '@');

	return version.head.n && !str_eq(version.tail, STR("plt")) ? version.head : name;
}

static size_t
underscores(struct str name)
{
	size_t n = 0;

	while (n < name.n && name.p[n] == '_')
		n++;
	return n;
}

static bool
better(const struct symbols *s, const struct symbol *a, const struct symbol *b)
{
	if (a->rank != b->rank)
		return a->rank > b->rank;
	struct str x = symbols_name(s, a), y = symbols_name(s, b);
	size_t i = underscores(x), j = underscores(y);
	if (i != j)
		return i < j;
	return x.n != y.n ? x.n < y.n : str_cmp(x, y) < 0;
}

/* One symbol an address, and no labels inside of functions. */
void
symbols_sort(struct symbols *s)
{
	size_t n = 0;
	uint64_t end = 0; /* of the sized symbols so far */

	sort_by_address(s->list, s->n, sizeof *s->list);
	for (size_t i = 0; i < s->n;) {
		struct symbol best = s->list[i++];
		for (; i < s->n && s->list[i].addr == best.addr; i++)
			if (better(s, &s->list[i], &best))
				best = s->list[i];
		bool sized = best.rank >= RANK_SIZED;
		if (!sized && best.addr < end)
			continue;
		if (sized && best.addr + best.size > end)
			end = best.addr + best.size;
		s->list[n++] = best;
	}
	s->n = n;
}

const struct symbol *
symbols_find(const struct symbols *s, uint64_t addr)
{
	size_t low = 0, high = s->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (s->list[mid].addr <= addr)
			low = mid + 1;
		else
			high = mid;
	}
	/* Functions may lie in one another: hand-written entry points. */
	for (size_t i = 0; i < NESTED_MAX && low > 0; i++) {
		const struct symbol *symbol = &s->list[--low];
		if (addr - symbol->addr < symbol->size)
			return symbol;
	}
	return NULL;
}

bool
symbols_lookup(const struct symbols *s, struct str name, uint64_t *addr)
{
	for (size_t i = 0; i < s->n; i++) {
		if (!str_eq(symbols_name(s, &s->list[i]), name))
			continue;
		*addr = s->list[i].addr;
		return true;
	}
	return false;
}

void
symbols_release(struct symbols *s)
{
	free(s->list);
	free(s->text);
	*s = (struct symbols){0};
}
