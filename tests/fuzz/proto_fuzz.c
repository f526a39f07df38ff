/* The protobuf reader ends on any bytes, and its slices lie inside them. */
#include <stdlib.h>

#include "collapse/proto.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct proto m = proto_of((struct str){(const char *)data, size});
	uint64_t v;

	while (proto_next(&m)) {
		struct proto_list list = proto_numbers(&m);
		size_t n = 0;
		while (proto_number(&list, &v))
			n++;
		if (n > size || (m.type == PROTO_BYTES && m.bytes.n > size))
			abort();
	}
	if (!m.left.bad && bytes_left(&m.left))
		abort();
	return 0;
}
