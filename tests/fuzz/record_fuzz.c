/* Records of any bytes under any attributes: nothing outside of them is read, and
 * slices lie inside. */
#include <stdint.h>
#include <stdlib.h>

#include "sample/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_inside(struct str all, const void *p, size_t n)
{
	const char *at = p;

	if (n && (at < all.p || at > all.p + all.n || n > (size_t)(all.p + all.n - at)))
		abort();
}

static void
check_record(const struct record *r, struct str all)
{
	switch (r->type) {
	case RECORD_SAMPLE:
		check_inside(all, r->sample.chain.p, r->sample.chain.n);
		check_inside(all, r->sample.regs.p, r->sample.regs.n);
		check_inside(all, r->sample.stack.p, r->sample.stack.n);
		break;
	case RECORD_MMAP2:
		check_inside(all, r->mmap.build_id.p, r->mmap.build_id.n);
		check_inside(all, r->mmap.path.p, r->mmap.path.n);
		break;
	default:
		check_inside(all, r->comm.p, r->comm.n);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes b = {.p = data, .n = size};
	struct event_attr attr;
	struct record r;

	event_attr_parse(&attr, bytes_sub(&b, 0, size < 112 ? size : 112));
	bytes_skip(&b, size < 112 ? size : 112);
	struct record_layout layout = record_layout(&attr);
	struct str rest = bytes_take(&b, bytes_left(&b));
	while (rest.n >= 8) {
		size_t n = (unsigned char)rest.p[6] | (size_t)(unsigned char)rest.p[7] << 8;
		struct str one = {rest.p, n < 8 || n > rest.n ? rest.n : n};
		if (record_parse(&r, one, &layout))
			check_record(&r, one);
		(void)record_time(one, &layout);
		(void)record_identifier(one, &layout);
		rest = str_rest(rest, one.n);
	}
	return 0;
}
