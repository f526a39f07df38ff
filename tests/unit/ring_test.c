/* Rings in our own memory, with a writer that does what the kernel does. */
#include "sample/merge.h"
#include "sample/ring.h"

#include <stdlib.h>

#include "bytes_maker.h"
#include "unit.h"

#define PAGE 4096
#define SIZE 8192

struct source {
	_Alignas(8) unsigned char memory[PAGE + SIZE];
	struct ring ring;
};

static const struct record_layout layout = {
    .sample_type = SAMPLE_IP | SAMPLE_TID | SAMPLE_TIME,
    .id_all = true,
};

static uint64_t *
word(struct source *s, size_t at)
{
	return (uint64_t *)(void *)(s->memory + at);
}

static void
source_init(struct source *s, uint64_t position)
{
	memset(s->memory, 0, sizeof s->memory);
	*word(s, 1024) = *word(s, 1032) = position;
	ring_over(&s->ring, s->memory, PAGE, SIZE);
}

/* What the kernel does: false where there is no room. */
static bool
kernel_writes(struct source *s, struct str bytes)
{
	uint64_t head = *word(s, 1024), tail = *word(s, 1032);

	if (SIZE - (head - tail) < bytes.n)
		return false;
	for (size_t i = 0; i < bytes.n; i++)
		s->memory[PAGE + ((head + i) & (SIZE - 1))] = (unsigned char)bytes.p[i];
	*word(s, 1024) = head + bytes.n;
	return true;
}

/* A sample of that time, with a body that tells one from another. */
static struct str
sample_at(struct maker *m, uint64_t time, size_t words)
{
	m->n = 0;
	size_t at = record_start(m, RECORD_SAMPLE, 0);
	put_u64(m, 1);
	put_u64(m, 2);
	put_u64(m, time);
	for (size_t i = 0; i < words; i++)
		put_u64(m, time * 1000 + i);
	return record_end(m, at);
}

static void
wrapped_records_come_whole(void)
{
	static struct source s;
	static struct maker m, again;
	struct str r;

	source_init(&s, SIZE - 24);
	for (uint64_t t = 1; t <= 500; t++) {
		CHECK(kernel_writes(&s, sample_at(&m, t, t % 40)));
		ring_look(&s.ring);
		CHECK(ring_next(&s.ring, &r));
		SAME(r, sample_at(&again, t, t % 40));
		CHECK(!ring_next(&s.ring, &r));
		ring_done(&s.ring);
	}
	CHECK(!s.ring.broken);
	ring_unmap(&s.ring);
}

static void
nonsense_is_skipped_and_counted(void)
{
	static struct source s;
	static const char bad[16] = {9, 0, 0, 0, 0, 0, 3, 0};
	struct str r;

	source_init(&s, 0);
	CHECK(kernel_writes(&s, (struct str){bad, sizeof bad}));
	ring_look(&s.ring);
	CHECK(!ring_next(&s.ring, &r));
	ring_done(&s.ring);
	CHECK(s.ring.broken == 16 && *word(&s, 1032) == 16);
	*word(&s, 1024) = 16 + 10 * SIZE;
	ring_look(&s.ring);
	CHECK(!ring_next(&s.ring, &r) && s.ring.broken == 16 + 10 * SIZE);
	ring_unmap(&s.ring);
}

/* Three rings, records of increasing time dealt at random, looked at in rounds of
 * the given length: the times that come out. */
static size_t
merged(unsigned seed, uint64_t round, uint64_t *times)
{
	static struct source s[3];
	static struct maker m;
	struct ring *rings[3];
	struct merge merge;
	struct str r;
	size_t n = 0;

	for (int i = 0; i < 3; i++) {
		source_init(&s[i], (uint64_t)i * 4000);
		rings[i] = &s[i].ring;
	}
	merge_init(&merge, rings, 3, &layout);
	for (uint64_t t = 1; t <= 300; t++) {
		seed = seed * 1103515245 + 12345;
		CHECK(kernel_writes(&s[(seed >> 16) % 3], sample_at(&m, t, 3)));
		if (t % round && t != 300)
			continue;
		merge_look(&merge);
		uint64_t cutoff = t == 300 ? UINT64_MAX : t > 3 ? t - 3 : 0;
		while (merge_next(&merge, cutoff, &r))
			times[n++] = record_time(r, &layout);
		merge_done(&merge);
	}
	merge_release(&merge);
	for (int i = 0; i < 3; i++)
		ring_unmap(&s[i].ring);
	return n;
}

static void
rings_merge_by_time_however_they_are_read(void)
{
	uint64_t times[400];

	for (uint64_t round = 1; round < 60; round += 7) {
		CHECK(merged((unsigned)round, round, times) == 300);
		for (uint64_t i = 0; i < 300; i++)
			CHECK(times[i] == i + 1);
	}
}

static void
newer_records_stay_in_the_ring(void)
{
	static struct source s;
	static struct maker m;
	struct ring *rings[] = {&s.ring};
	struct merge merge;
	struct str r;

	source_init(&s, 0);
	merge_init(&merge, rings, 1, &layout);
	CHECK(kernel_writes(&s, sample_at(&m, 10, 0)) && kernel_writes(&s, sample_at(&m, 20, 0)));
	merge_look(&merge);
	CHECK(merge_next(&merge, 15, &r) && record_time(r, &layout) == 10);
	CHECK(!merge_next(&merge, 15, &r));
	merge_done(&merge);
	CHECK(*word(&s, 1032) == 32);
	merge_look(&merge);
	CHECK(merge_next(&merge, 25, &r) && record_time(r, &layout) == 20);
	merge_done(&merge);
	CHECK(*word(&s, 1032) == 64);
	merge_release(&merge);
	ring_unmap(&s.ring);
}

int
main(void)
{
	TEST(wrapped_records_come_whole);
	TEST(nonsense_is_skipped_and_counted);
	TEST(rings_merge_by_time_however_they_are_read);
	TEST(newer_records_stay_in_the_ring);
	return unit_end();
}
