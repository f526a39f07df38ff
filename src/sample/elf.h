/* One ELF file, read without trusting it: where its segments and sections are.
 *
 * Source: System V ABI, chapters 4 and 5, and the supplements for x86-64 and
 * AArch64.  Only 64-bit little-endian files of these two machines are read. */
#ifndef SAMPLE_ELF_H
#define SAMPLE_ELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

enum elf_machine { ELF_X86_64 = 62, ELF_AARCH64 = 183 };

enum elf_section_type {
	ELF_SYMTAB = 2,
	ELF_STRTAB = 3,
	ELF_NOTE = 7,
	ELF_NOBITS = 8,
	ELF_DYNSYM = 11,
};

#define ELF_SECTION_CODE 4u /* among the flags of a section */

struct build_id {
	unsigned char bytes[32];
	uint8_t n; /* bytes; 0: none */
};

struct elf_segment { /* PT_LOAD */
	uint64_t offset, size; /* in the file */
	uint64_t addr;
	bool executable;
};

struct elf_section {
	struct str name; /* in the section names that elf keeps */
	uint32_t type, link, info;
	uint64_t flags, addr, offset, size, entry;
};

/* Parts of the file that have been read. */
struct elf_part;

struct elf {
	/* the file: a descriptor (closed by elf_release()), or the caller's memory */
	int fd;
	struct str memory;
	uint64_t size;
	enum elf_machine machine;
	bool executable;   /* ET_EXEC: addresses are where it is loaded */
	bool self_contained; /* needs no other file: static, or a libc */
	struct elf_segment *segments; /* owned */
	size_t n_segments;
	struct elf_section *sections; /* owned; none in a file without section headers */
	size_t n_sections;
	struct build_id build_id;
	uint32_t n_notes; /* places looked at for it */
	uint64_t frame_header; /* address of PT_GNU_EH_FRAME, or 0 */
	uint64_t frame_header_size;
	/* addresses in PT_DYNAMIC, for files without sections; or 0 */
	uint64_t dynamic_symbols, dynamic_strings, dynamic_strings_size;
	struct elf_part *parts, *headers; /* what has been read, and the last of the headers */
};

/* The largest part of a file that is read: a hostile one can claim anything. */
#define ELF_PART_MAX (UINT64_C(1) << 29)

/* Read the headers.  NULL, or why the file is refused; e is to be released either
 * way.  The descriptor is taken over in any case; the memory is borrowed. */
const char *elf_open(struct elf *e, int fd);
const char *elf_parse(struct elf *e, struct str file);
void elf_release(struct elf *e);

/* Close the file and free all but the segments and what the headers said. */
void elf_detach(struct elf *e);

/* Bytes of the file: all n from offset, or an empty slice where they are not there.
 * Valid until elf_release(), or elf_forget(), which frees what was read since the
 * headers. */
struct str elf_read(struct elf *e, uint64_t offset, uint64_t n);
void elf_forget(struct elf *e);

/* A section by name, or NULL.  Its bytes: empty for one without bytes in the file
 * (.bss, what objcopy --only-keep-debug left out). */
const struct elf_section *elf_section(const struct elf *e, struct str name);
struct str elf_bytes(struct elf *e, const struct elf_section *s);

/* The address of an offset of the file, by PT_LOAD; false where it is in none. */
bool elf_address(const struct elf *e, uint64_t offset, uint64_t *addr);

/* The other way: up to n bytes at an address, fewer where the segment ends. */
struct str elf_at(struct elf *e, uint64_t addr, uint64_t n);

/* The unwind tables: bytes and address of .eh_frame, found by its section or by
 * PT_GNU_EH_FRAME.  False where there are none. */
bool elf_frames(struct elf *e, struct str *bytes, uint64_t *addr);

/* .gnu_debuglink: the name of the file with the symbols; empty where there is none. */
struct str elf_debuglink(struct elf *e, uint32_t *crc);

#endif
