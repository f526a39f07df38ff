/* Keyed hashes of names, of paths of names, and of lines.
 *
 * They only choose where to look: every hit is compared, so a collision costs time
 * and never a wrong count.  The key is drawn anew by every process, so nobody can
 * choose names that collide.  No hash shows in any output.
 *
 * One step is a multiplication of 64 by 64 bits whose halves are combined, as in
 * wyhash (Wang Yi, 2019, public domain); the other is NH of UMAC (RFC 4418): products
 * of pairs of 32-bit words, each added to its part of the key, summed up. */
#ifndef FOLD_HASH_H
#define FOLD_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/str.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* Where "padded" is said, this many bytes behind the text can be read too; where "led"
 * is, this many before it. */
#define HASH_PAD 16

struct hash_key {
	uint64_t k[4];  /* for hash_mix() */
	uint64_t nh[8]; /* for hash_nh(), a part for each word of HASH_WINDOWS bytes */
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

/* A mask of the first n of 16 bytes: two words, found without a branch. */
static inline const char *
hash_mask(size_t n)
{
	static const unsigned char mask[32] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	                                       0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
	return (const char *)mask + 16 - n;
}

/* Four places of a text of more than 16 bytes, 16 bytes at each: all of the text, where
 * it has no more than HASH_WINDOWS. */
#define HASH_WINDOWS 64

struct hash_windows {
	size_t at[4];
};

static inline struct hash_windows
hash_windows(size_t n)
{
	size_t last = n - 16;

	return (struct hash_windows){{0, last < 16 ? last : 16, last < 32 ? last : 32, last}};
}

#ifdef __SSE2__

static inline __m128i
hash_load(const void *p)
{
	return _mm_loadu_si128(p);
}

static inline __m128i
hash_nh_window(const struct hash_key *key, const char *p, struct hash_windows w, int i)
{
	__m128i words = _mm_add_epi32(hash_load(p + w.at[i]), hash_load(key->nh + 2 * i));

	return _mm_mul_epu32(words, _mm_srli_epi64(words, 32));
}

static inline uint64_t
hash_nh(const struct hash_key *key, const char *p, struct hash_windows w)
{
	__m128i sum = _mm_add_epi64(_mm_add_epi64(hash_nh_window(key, p, w, 0),
	                                          hash_nh_window(key, p, w, 1)),
	                            _mm_add_epi64(hash_nh_window(key, p, w, 2),
	                                          hash_nh_window(key, p, w, 3)));
	sum = _mm_add_epi64(sum, _mm_unpackhi_epi64(sum, sum));
	uint64_t low;
	_mm_storel_epi64((__m128i *)(void *)&low, sum);
	return low;
}

/* Whether the first n, at most 16, of padded texts are equal. */
static inline bool
hash_same_few(const char *a, const char *b, size_t n)
{
	__m128i same = _mm_cmpeq_epi8(hash_load(a), hash_load(b));

	return !(~_mm_movemask_epi8(same) & ((1 << n) - 1));
}

/* Whether the last n of 16 bytes are equal. */
static inline bool
hash_same_last(const char *a, const char *b, size_t n)
{
	__m128i same = _mm_cmpeq_epi8(hash_load(a), hash_load(b));

	return !((_mm_movemask_epi8(same) ^ 0xffff) >> (16 - n));
}

static inline __m128i
hash_same_window(const char *a, const char *b, size_t at)
{
	return _mm_cmpeq_epi8(hash_load(a + at), hash_load(b + at));
}

static inline bool
hash_same_windows(const char *a, const char *b, struct hash_windows w)
{
	__m128i same = _mm_and_si128(_mm_and_si128(hash_same_window(a, b, w.at[0]),
	                                           hash_same_window(a, b, w.at[1])),
	                             _mm_and_si128(hash_same_window(a, b, w.at[2]),
	                                           hash_same_window(a, b, w.at[3])));
	return _mm_movemask_epi8(same) == 0xffff;
}

#else

static inline uint64_t
hash_nh(const struct hash_key *key, const char *p, struct hash_windows w)
{
	uint64_t sum = 0;

	for (int i = 0; i < 8; i++) {
		uint64_t word = hash_word(p + w.at[i / 2] + i % 2 * 8);
		uint32_t low = (uint32_t)word + (uint32_t)key->nh[i];
		uint32_t high = (uint32_t)(word >> 32) + (uint32_t)(key->nh[i] >> 32);
		sum += (uint64_t)low * high;
	}
	return sum;
}

static inline bool
hash_same_few(const char *a, const char *b, size_t n)
{
	const char *mask = hash_mask(n);
	uint64_t low = (hash_word(a) ^ hash_word(b)) & hash_word(mask);
	uint64_t high = (hash_word(a + 8) ^ hash_word(b + 8)) & hash_word(mask + 8);

	return !(low | high);
}

static inline bool
hash_same_last(const char *a, const char *b, size_t n)
{
	const char *mask = hash_mask(16 - n);
	uint64_t low = (hash_word(a) ^ hash_word(b)) & ~hash_word(mask);
	uint64_t high = (hash_word(a + 8) ^ hash_word(b + 8)) & ~hash_word(mask + 8);

	return !(low | high);
}

static inline bool
hash_same_windows(const char *a, const char *b, struct hash_windows w)
{
	uint64_t other = 0;

	for (size_t i = 0; i < 8; i++) {
		size_t at = w.at[i / 2] + i % 2 * 8;
		other |= hash_word(a + at) ^ hash_word(b + at);
	}
	return !other;
}

#endif

/* Of a text of more than 16 bytes. */
static inline uint64_t
hash_long(const struct hash_key *key, const char *p, size_t n)
{
	uint64_t h = key->k[0] ^ n;

	for (; n > HASH_WINDOWS; n = n > 2 * HASH_WINDOWS ? n - HASH_WINDOWS : HASH_WINDOWS) {
		h = hash_mix(hash_nh(key, p, hash_windows(HASH_WINDOWS)) ^ key->k[1], h);
		p += n > 2 * HASH_WINDOWS ? HASH_WINDOWS : n - HASH_WINDOWS;
	}
	return hash_mix(hash_nh(key, p, hash_windows(n)) ^ key->k[2], h);
}

/* Of a padded text. */
__attribute__((always_inline)) static inline uint64_t
hash_padded(const struct hash_key *key, const char *p, size_t n)
{
	if (n > 16)
		return hash_long(key, p, n);
	const char *mask = hash_mask(n);
	uint64_t a = hash_word(p) & hash_word(mask);
	uint64_t b = hash_word(p + 8) & hash_word(mask + 8);
	return hash_mix(a ^ key->k[2], b ^ key->k[0] ^ n);
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

/* Whether two texts of n bytes, more than 16, are equal. */
static inline bool
hash_same_long(const char *a, const char *b, size_t n)
{
	for (; n > HASH_WINDOWS; n -= 16, a += 16, b += 16)
		if (!hash_same_few(a, b, 16))
			return false;
	return hash_same_windows(a, b, hash_windows(n));
}

/* Whether two padded texts of n bytes are equal; two led ones. */
static inline bool
hash_same(const char *a, const char *b, size_t n)
{
	return n <= 16 ? hash_same_few(a, b, n) : hash_same_long(a, b, n);
}

static inline bool
hash_same_led(const char *a, const char *b, size_t n)
{
	return n <= 16 ? hash_same_last(a + n - 16, b + n - 16, n) : hash_same_long(a, b, n);
}

#endif
