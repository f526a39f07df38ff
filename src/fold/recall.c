#include "fold/recall.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define ENTRIES 65536u
#define NO_TEXT UINT32_MAX

/* After so many lines, at least one in so many must have been seen before. */
#define JUDGED 16384u
#define REPEATED 8u

struct recall_entry {
	uint64_t hash;
	uint32_t node, n, text; /* text: where its bytes are, or NO_TEXT */
};

void
recall_start(struct recall *r, size_t room)
{
	*r = (struct recall){.room = room < NO_TEXT ? room : NO_TEXT - 1};
	r->list = mem_zero(ENTRIES, sizeof *r->list);
	r->text = mem_alloc(r->room, 1);
}

/* The entry of a line, or of the two that it could have the one to give up. */
static struct recall_entry *
entry_of(struct recall *r, uint64_t hash, uint32_t n)
{
	struct recall_entry *e = &r->list[hash & (ENTRIES - 1)];
	struct recall_entry *other = &r->list[(hash & (ENTRIES - 1)) ^ 1];

	if (e->hash == hash && e->n == n)
		return e;
	if (other->hash == hash && other->n == n)
		return other;
	return e->n && e->text != NO_TEXT ? other : e;
}

bool
recall_find(struct recall *r, uint64_t hash, const char *p, uint32_t n, uint32_t *node)
{
	const struct recall_entry *e = entry_of(r, hash, n);

	r->seen++;
	if (e->hash != hash || e->n != n)
		return false;
	r->again++;
	if (e->text == NO_TEXT || memcmp(r->text + e->text, p, n))
		return false;
	*node = e->node;
	return true;
}

static void
judge(struct recall *r)
{
	bool worth = r->again >= r->seen / REPEATED;

	r->seen = r->again = 0;
	if (!worth)
		recall_release(r);
}

void
recall_note(struct recall *r, uint64_t hash, const char *p, uint32_t n, uint32_t node)
{
	struct recall_entry *e = entry_of(r, hash, n);

	if (e->hash != hash || e->n != n) {
		if (!e->n || e->text == NO_TEXT)
			*e = (struct recall_entry){hash, node, n, NO_TEXT};
	} else if (e->text == NO_TEXT && n <= r->room - r->used) {
		memcpy(r->text + r->used, p, n);
		e->text = (uint32_t)r->used;
		e->node = node;
		r->used += n;
	}
	if (r->seen >= JUDGED)
		judge(r);
}

void
recall_release(struct recall *r)
{
	free(r->list);
	free(r->text);
	*r = (struct recall){0};
}
