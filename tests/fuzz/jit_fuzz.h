/* Any bytes, in two pieces, as what a run time writes of its code; PARSE reads it. */
#include <stdint.h>
#include <stdlib.h>

#include "sample/jit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* In the middle of a function, at its time, is that one or one that came between. */
static void
check_found(struct jit *j)
{
	for (size_t i = 0; i < j->n && i < 64; i++) {
		const struct jit_code *code = &j->list[i];
		uint64_t addr = code->start + (code->end - code->start) / 2;
		uint64_t time_ns = code->from_ns;
		const struct jit_code *found = jit_find(j, addr, time_ns);
		if (!found || found->start > addr || found->end <= addr ||
		    (time_ns && found->from_ns > time_ns))
			abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct jit j = {0};
	size_t half = size / 2;

	size_t taken = PARSE(&j, (struct str){(const char *)data, half});
	if (taken > half)
		abort();
	struct str rest = {(const char *)data + taken, size - taken};
	if (PARSE(&j, rest) > rest.n)
		abort();
	check_found(&j);
	jit_release(&j);
	return 0;
}
