/* Slices: a pointer and a length into text that somebody else owns.  No NUL
 * is needed and none is assumed; bytes are compared as unsigned. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct str {
	const char *p;
	size_t n;
};

/* What str_cut() found: the text before and after the separator.  ok false:
 * there is none, head is all of it and tail is empty. */
struct cut {
	struct str head, tail;
	bool ok;
};

#define STR(literal) ((struct str){"" literal, sizeof(literal) - 1})

/* The same for the rows of a constant table. */
#define STR_ROW(literal) {"" literal, sizeof(literal) - 1}

struct str str_from(const char *text); /* of a C string; NULL gives an empty slice */
struct cut str_cut(struct str s, char c);  /* around the first c */
struct cut str_rcut(struct str s, char c); /* around the last c */
bool str_eq(struct str a, struct str b);
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
int str_cmp(struct str a, struct str b);    /* bytes, then length; <0 0 >0 */
struct str str_trim(struct str s);          /* without blanks, tabs, CR at both ends */
struct str str_rest(struct str s, size_t n); /* without the first n bytes, or what there is */
struct str str_word(struct str *s);          /* cut off s: its first word; empty at the end */
struct str str_base(struct str path);        /* behind the last '/' */
size_t str_find(struct str s, struct str what); /* its first index, or SIZE_MAX */
bool str_has(struct str s, struct str what);

/* All of s as a decimal, or hexadecimal (with or without 0x), number.  False,
 * with *out untouched, when s is empty, has another byte or does not fit. */
bool str_u64(struct str s, uint64_t *out);
bool str_hex(struct str s, uint64_t *out);

#endif
