/* Keyed hashes of names, of paths of names, and of lines.
 *
 * They only choose where to look: every hit is compared, so a collision costs time
 * and never a wrong count.  The key is drawn anew by every process, so nobody can
 * choose names that collide.  No hash shows in any output.
 *
 * The step is a multiplication of 64 by 64 bits whose halves are combined, as in
 * wyhash (Wang Yi, 2019, public domain). */
#ifndef FOLD_HASH_H
#define FOLD_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/str.h"

/* Where "padded" is said, this many bytes behind the text can be read too. */
#define HASH_PAD 16

struct hash_key {
	uint64_t k[4];
};

__extension__ typedef unsigned __int128 hash_wide;

static inline uint64_t
hash_mix(uint64_t a, uint64_t b)
{
	hash_wide product = (hash_wide)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t
hash_word(const char *p)
{
	uint64_t word;

	memcpy(&word, p, sizeof word);
	return word;
}

/* Masks of the first n of 16 bytes, as two words, without a branch. */
static inline const char *
hash_mask(size_t n)
{
	static const unsigned char mask[32] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	                                       0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
	return (const char *)mask + 16 - n;
}

/* Of a padded text. */
static inline uint64_t
hash_padded(const struct hash_key *key, const char *p, size_t n)
{
	uint64_t h = key->k[0] ^ n;

	for (; n > 16; n -= 16, p += 16)
		h = hash_mix(hash_word(p) ^ key->k[1], hash_word(p + 8) ^ h);
	const char *mask = hash_mask(n);
	uint64_t a = hash_word(p) & hash_word(mask);
	uint64_t b = hash_word(p + 8) & hash_word(mask + 8);
	return hash_mix(a ^ key->k[2], b ^ h);
}

/* The same of any text. */
uint64_t hash_name(const struct hash_key *key, struct str name);

/* Of a path: from that of its parent and the hash of its last name.  The root's
 * is 0. */
static inline uint64_t
hash_path(const struct hash_key *key, uint64_t parent, uint64_t name)
{
	return hash_mix(parent ^ key->k[3], name);
}

/* Of a padded line, made for long ones. */
uint64_t hash_line(const struct hash_key *key, const char *p, size_t n);

/* Whether two padded texts of n bytes are equal. */
static inline bool
hash_same(const char *a, const char *b, size_t n)
{
	for (; n > 16; n -= 16, a += 16, b += 16)
		if ((hash_word(a) ^ hash_word(b)) | (hash_word(a + 8) ^ hash_word(b + 8)))
			return false;
	const char *mask = hash_mask(n);
	uint64_t low = (hash_word(a) ^ hash_word(b)) & hash_word(mask);
	uint64_t high = (hash_word(a + 8) ^ hash_word(b + 8)) & hash_word(mask + 8);
	return !(low | high);
}

#endif
