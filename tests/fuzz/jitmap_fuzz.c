/* Any bytes as a perf map, in two pieces. */
#include <stdint.h>
#include <stdlib.h>

#include "sample/jit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct jit j = {0};
	size_t half = size / 2;

	size_t taken = jit_parse_map(&j, (struct str){(const char *)data, half});
	if (taken > half)
		abort();
	struct str rest = {(const char *)data + taken, size - taken};
	if (jit_parse_map(&j, rest) > rest.n)
		abort();
	for (size_t i = 0; i < j.n && i < 64; i++) {
		const struct jit_code *code = &j.list[i];
		uint64_t addr = code->start + (code->end - code->start) / 2;
		uint64_t time_ns = code->from_ns;
		const struct jit_code *found = jit_find(&j, addr, time_ns);
		if (!found || found->start > addr || found->end <= addr ||
		    (time_ns && found->from_ns > time_ns))
			abort();
	}
	jit_release(&j);
	return 0;
}
