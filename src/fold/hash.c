#include "fold/hash.h"

#define LANES 4
#define STRIDE (16 * LANES)

uint64_t
hash_name(const struct hash_key *key, struct str name)
{
	char padded[16 + HASH_PAD] = {0};

	if (name.n > 16)
		return hash_long(key, name.p, name.n);
	if (name.n)
		memcpy(padded, name.p, name.n);
	return hash_padded(key, padded, name.n);
}

/* Independent lanes, so that the multiplications of one do not wait for another. */
uint64_t
hash_line(const struct hash_key *key, const char *p, size_t n)
{
	uint64_t lane[LANES], h = n;

	if (n <= STRIDE)
		return hash_padded(key, p, n);
	memcpy(lane, key->k, sizeof lane);
	for (; n > STRIDE; n -= STRIDE, p += STRIDE)
		for (int i = 0; i < LANES; i++)
			lane[i] = hash_mix(hash_word(p + 16 * i) ^ key->k[i],
			                   hash_word(p + 16 * i + 8) ^ lane[i]);
	for (int i = 0; i < LANES; i++)
		h = hash_mix(h ^ key->k[1], lane[i]);
	return hash_mix(h ^ key->k[2], hash_padded(key, p, n));
}
