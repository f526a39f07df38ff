/* The functions of one file by address.
 *
 * From .symtab of the file or of its debug file, .gnu_debugdata and .dynsym, with
 * names for the entries of the PLT ("read@plt").  Where several symbols are at one
 * address the choice is the same in every run: sized before unsized, functions
 * before labels, global before weak before local, fewer leading underscores, the
 * shorter, then the smaller name ("free" of free, cfree and __libc_free). */
#ifndef SAMPLE_SYMBOLS_H
#define SAMPLE_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "sample/elf.h"

struct symbol {
	uint64_t addr;
	uint32_t size; /* unsized: up to the end of its section */
	uint32_t name; /* in symbols.text, up to a NUL */
	uint8_t rank;  /* of the choice; higher is better */
};

struct symbols {
	struct symbol *list; /* by address, one for each; owned */
	size_t n, cap;
	char *text;          /* owned */
	size_t text_n, text_cap;
};

/* Add the symbols of .symtab, else of .dynsym; symbols_add_plt() those of the PLT.
 * The names are copied.  After the last, symbols_sort(). */
void symbols_add(struct symbols *s, struct elf *e);
void symbols_add_plt(struct symbols *s, struct elf *e);
void symbols_sort(struct symbols *s);

/* The symbol around addr, or NULL; its name is valid as long as s. */
const struct symbol *symbols_find(const struct symbols *s, uint64_t addr);
/* Without the @VERSION. */
struct str symbols_name(const struct symbols *s, const struct symbol *symbol);

/* The address of the symbol with that name, for breakpoints; false: none. */
bool symbols_lookup(const struct symbols *s, struct str name, uint64_t *addr);

void symbols_release(struct symbols *s);

#endif
