#include "fold/scan.h"

#include <stdlib.h>
#include <string.h>

#include "base/cpu.h"
#include "base/mem.h"

#if defined __x86_64__
#include <immintrin.h>
#elif defined __aarch64__
#include <arm_neon.h>
#endif

/* equal_to: which of 64 bytes are c, the first in the lowest bit. */

#if defined __x86_64__

static inline uint64_t
equal_to(const char *p, char c)
{
	uint64_t mask = 0;

	for (int i = 0; i < 4; i++) {
		__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(p + 16 * i));
		__m128i same = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c));
		mask |= (uint64_t)(uint32_t)_mm_movemask_epi8(same) << 16 * i;
	}
	return mask;
}

#elif defined __aarch64__

static inline uint64_t
equal_to(const char *p, char c)
{
	static const uint8_t bits[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
	uint8x16_t part[4];

	for (int i = 0; i < 4; i++) {
		uint8x16_t bytes = vld1q_u8((const uint8_t *)p + 16 * i);
		part[i] = vandq_u8(vceqq_u8(bytes, vdupq_n_u8((uint8_t)c)), vld1q_u8(bits));
	}
	uint8x16_t sum = vpaddq_u8(vpaddq_u8(part[0], part[1]), vpaddq_u8(part[2], part[3]));
	return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(sum, sum)), 0);
}

#else

static inline uint64_t
equal_to(const char *p, char c)
{
	uint64_t mask = 0;

	for (int i = 0; i < 64; i++)
		mask |= (uint64_t)(p[i] == c) << i;
	return mask;
}

#endif

/* Offsets of the bits of a mask: two at a time, counted or not, so that there are fewer
 * branches to foresee. */
static inline uint32_t *
put_offsets(uint32_t *to, uint64_t mask, uint32_t base)
{
	uint32_t *end = to + __builtin_popcountll(mask);

	do {
		for (int i = 0; i < 2; i++) {
			*to++ = base + (uint32_t)__builtin_ctzll(mask | (uint64_t)1 << 63);
			mask &= mask - 1;
		}
	} while (to < end);
	return end;
}

static inline void
take_masks(struct scan *s, uint64_t frames, uint64_t lines, size_t at)
{
	s->frames[at / 64] = frames;
	for (; lines; lines &= lines - 1)
		s->lines[s->n_lines++] = (uint32_t)(at + (size_t)__builtin_ctzll(lines));
}

/* The first bits of a mask. */
static inline uint64_t
first_bits(size_t n)
{
	return n < 64 ? ((uint64_t)1 << n) - 1 : UINT64_MAX;
}

static void
scan_baseline(struct scan *s, const char *p, size_t n)
{
	for (size_t at = 0; at < n; at += 64)
		take_masks(s, equal_to(p + at, ';'),
		           equal_to(p + at, '\n') & first_bits(n - at), at);
}

static inline void
put_frames(struct scan *s, uint32_t from, uint32_t to)
{
	uint64_t keep = ~first_bits(from % 64);
	uint32_t *end = s->ends;

	for (uint32_t at = from - from % 64; at < to; at += 64, keep = UINT64_MAX)
		end = put_offsets(end, s->frames[at / 64] & keep & first_bits(to - at), at);
	s->n = (size_t)(end - s->ends);
}

#if defined __x86_64__

__attribute__((target("avx2"))) static inline uint64_t
equal_avx2(__m256i low, __m256i high, char c)
{
	__m256i want = _mm256_set1_epi8(c);
	uint32_t l = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, want));
	uint32_t h = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, want));

	return l | (uint64_t)h << 32;
}

__attribute__((target("avx2,bmi"))) static void
scan_avx2(struct scan *s, const char *p, size_t n)
{
	for (size_t at = 0; at < n; at += 64) {
		__m256i low = _mm256_loadu_si256((const __m256i *)(const void *)(p + at));
		__m256i high = _mm256_loadu_si256((const __m256i *)(const void *)(p + at + 32));
		take_masks(s, equal_avx2(low, high, ';'),
		           equal_avx2(low, high, '\n') & first_bits(n - at), at);
	}
}

__attribute__((target("bmi,popcnt"))) static void
put_frames_bmi(struct scan *s, uint32_t from, uint32_t to)
{
	put_frames(s, from, to);
}

#endif

static void
begin(struct scan *s, size_t n)
{
	s->n = s->n_lines = 0;
	if (n <= s->room)
		return;
	s->room = n;
	free(s->ends);
	free(s->lines);
	free(s->frames);
	s->ends = mem_alloc(size_add(n, 64), sizeof *s->ends);
	s->lines = mem_alloc(n, sizeof *s->lines);
	s->frames = mem_alloc(n / 64 + 1, sizeof *s->frames);
}

void
scan_block_plainly(struct scan *s, const char *p, size_t n)
{
	begin(s, n);
	scan_baseline(s, p, n);
}

void
scan_block(struct scan *s, const char *p, size_t n)
{
	begin(s, n);
#if defined __x86_64__
	if (cpu_has_avx2()) {
		scan_avx2(s, p, n);
		return;
	}
#endif
	scan_baseline(s, p, n);
}

void
scan_frames_plainly(struct scan *s, uint32_t from, uint32_t to)
{
	put_frames(s, from, to);
}

void
scan_frames(struct scan *s, uint32_t from, uint32_t to)
{
#if defined __x86_64__
	if (cpu_has_avx2()) {
		put_frames_bmi(s, from, to);
		return;
	}
#endif
	put_frames(s, from, to);
}

void
scan_release(struct scan *s)
{
	free(s->ends);
	free(s->lines);
	free(s->frames);
	*s = (struct scan){0};
}
