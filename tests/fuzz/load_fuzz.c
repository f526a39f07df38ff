/* The fast reader of folded text and the plain one make the same tree of any bytes,
 * by any number of threads and in blocks of any size; and what we write is read back
 * as the same.
 *
 * The first two bytes of an input are options. */
#include <stdint.h>
#include <stdlib.h>

#include "../unit/oracle.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool
same(const struct out *a, const struct out *b)
{
	return str_eq(out_memory(a), out_memory(b));
}

static bool
is_overflow(const struct out *o)
{
	return str_eq(out_memory(o), STR("overflow\n"));
}

/* Our own text, read again. */
static void
check_again(const struct out *fast, bool two)
{
	struct load_options opt = {.diff = two ? LOAD_DIFF_ON : LOAD_DIFF_OFF, .jobs = 1};
	struct out again;

	out_to_memory(&again);
	oracle_load(out_memory(fast), &opt, &again, &two);
	if (!same(fast, &again))
		abort();
	(void)out_close(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2)
		return 0;
	struct load_options opt = {
		.merge = data[0] & 1 ? TRIE_NEIGHBOURS : TRIE_ALL,
		.reverse = data[0] & 2,
		.diff = data[0] & 4 ? LOAD_DIFF_AUTO : data[0] & 8 ? LOAD_DIFF_ON : LOAD_DIFF_OFF,
		.jobs = data[0] & 16 ? 3 : 1,
		.block = data[1],
	};
	struct str text = {(const char *)data + 2, size - 2};
	struct out fast, plain;
	bool two;

	diag_quiet();
	out_to_memory(&fast);
	out_to_memory(&plain);
	oracle_load(text, &opt, &fast, &two);
	oracle_fold(text, &opt, two, &plain);
	if (!is_overflow(&plain) && !is_overflow(&fast)) {
		if (!same(&fast, &plain))
			abort();
		if (opt.merge == TRIE_ALL)
			check_again(&fast, two);
	}
	(void)out_close(&fast);
	(void)out_close(&plain);
	return 0;
}
