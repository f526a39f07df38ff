#include "sample/jit.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "sample/sort.h"

enum {
	BACK_MAX = 4096, /* how many entries that begin before an address are looked at */
	NAME_MAX_BYTES = 4096,
	DUMP_MAGIC = 0x4a695444,
	DUMP_HEADER = 40,
	DUMP_RECORD = 16,
	DUMP_TSC = 1, /* flag: times are not of a clock that we know */
	DUMP_LOAD = 0,
	DUMP_MOVE = 1,
};

static struct str
keep(struct jit *j, struct str name)
{
	if (name.n > NAME_MAX_BYTES)
		name.n = NAME_MAX_BYTES;
	return (struct str){arena_copy(&j->text, name.p, name.n), name.n};
}

static void
add(struct jit *j, struct jit_code code)
{
	if (code.start >= code.end || j->n == UINT32_MAX)
		return;
	code.order = (uint32_t)j->n;
	code.tag = JIT_UNTAGGED;
	j->list = mem_grow(j->list, &j->cap, j->n + 1, sizeof *j->list);
	j->list[j->n++] = code;
}

static uint64_t
end_of(uint64_t start, uint64_t size)
{
	return size > UINT64_MAX - start ? UINT64_MAX : start + size;
}

size_t
jit_parse_map(struct jit *j, struct str text)
{
	struct str rest = text;

	for (;;) {
		struct cut line = str_cut(rest, '\n');
		if (!line.ok)
			return text.n - rest.n;
		rest = line.tail;
		struct cut start = str_cut(str_trim(line.head), ' ');
		struct cut size = str_cut(start.tail, ' ');
		struct jit_code code = {0};
		uint64_t n;
		if (!str_hex(start.head, &code.start) || !str_hex(size.head, &n) || !size.tail.n)
			continue;
		code.end = end_of(code.start, n);
		code.name = keep(j, size.tail);
		add(j, code);
	}
}

/* Compilers count their code from 0 or 1; other indexes cannot move. */
static void
name_by_index(struct jit *j, uint64_t index, struct str name)
{
	if (index >= 2 * j->n + 1024)
		return;
	size_t n = (size_t)index + 1;
	j->moved = mem_grow(j->moved, &j->moved_cap, n, sizeof *j->moved);
	for (; j->n_moved < n; j->n_moved++)
		j->moved[j->n_moved] = (struct str){NULL, 0};
	j->moved[index] = name;
}

static void
dump_load(struct jit *j, struct bytes b, uint64_t time_ns)
{
	struct jit_code code = {.from_ns = time_ns};

	bytes_skip(&b, 4 + 4 + 8);
	code.start = bytes_u64(&b);
	code.end = end_of(code.start, bytes_u64(&b));
	code.index = bytes_u64(&b);
	struct str name = bytes_string(&b);
	if (b.bad)
		return;
	code.name = keep(j, name);
	add(j, code);
	name_by_index(j, code.index, code.name);
}

static void
dump_move(struct jit *j, struct bytes b, uint64_t time_ns)
{
	struct jit_code code = {.from_ns = time_ns};

	bytes_skip(&b, 4 + 4 + 8);
	bytes_skip(&b, 8);
	code.start = bytes_u64(&b);
	code.end = end_of(code.start, bytes_u64(&b));
	code.index = bytes_u64(&b);
	if (b.bad || code.index >= j->n_moved || !j->moved[code.index].p)
		return;
	code.name = j->moved[code.index];
	add(j, code);
}

static bool
dump_start(struct jit *j, struct bytes *b)
{
	bool magic = bytes_u32(b) == DUMP_MAGIC;

	bytes_skip(b, 4);
	uint32_t size = bytes_u32(b);
	bytes_skip(b, 4 + 4 + 4 + 8);
	j->ignore_time = bytes_u64(b) & DUMP_TSC;
	j->started = true;
	j->refused = !magic || size < DUMP_HEADER;
	bytes_skip(b, j->refused ? 0 : size - DUMP_HEADER);
	return !j->refused && !b->bad;
}

size_t
jit_parse_dump(struct jit *j, struct str bytes)
{
	struct bytes b = bytes_of(bytes);

	if (j->refused)
		return bytes.n;
	if (!j->started) {
		if (bytes.n < DUMP_HEADER)
			return 0;
		if (!dump_start(j, &b)) {
			j->refused = true;
			return bytes.n;
		}
	}
	for (;;) {
		struct bytes record = b;
		uint32_t id = bytes_u32(&record);
		uint32_t size = bytes_u32(&record);
		uint64_t time_ns = bytes_u64(&record);
		if (record.bad || size > bytes_left(&b))
			return b.at;
		if (size < DUMP_RECORD) {
			j->refused = true;
			return bytes.n;
		}
		record.n = b.at + size;
		if (id == DUMP_LOAD)
			dump_load(j, record, j->ignore_time ? 0 : time_ns);
		else if (id == DUMP_MOVE)
			dump_move(j, record, j->ignore_time ? 0 : time_ns);
		b.at += size;
	}
}

static void
index_all(struct jit *j)
{
	uint64_t reach = 0;

	sort_by_address(j->list, j->n, sizeof *j->list);
	j->reach = mem_grow(j->reach, &j->reach_cap, j->n, sizeof *j->reach);
	for (size_t i = 0; i < j->n; i++) {
		reach = j->list[i].end > reach ? j->list[i].end : reach;
		j->reach[i] = reach;
	}
	j->n_sorted = j->n;
}

struct jit_code *
jit_find(struct jit *j, uint64_t addr, uint64_t time_ns)
{
	struct jit_code *best = NULL;

	if (j->n_sorted < j->n)
		index_all(j);
	size_t low = 0, high = j->n;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (j->list[mid].start <= addr)
			low = mid + 1;
		else
			high = mid;
	}
	for (size_t i = 0; i < BACK_MAX && low > 0 && j->reach[low - 1] > addr; i++) {
		struct jit_code *code = &j->list[--low];
		if (code->end > addr && (!time_ns || code->from_ns <= time_ns) &&
		    (!best || code->order > best->order))
			best = code;
	}
	return best;
}

void
jit_release(struct jit *j)
{
	free(j->list);
	free(j->reach);
	free(j->moved);
	arena_release(&j->text);
	*j = (struct jit){0};
}
