/* The JSON cursor ends on any bytes, inside them; and skipping a value and walking
 * over it agree where both find JSON. */
#include <stdlib.h>

#include "collapse/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Walk one level of a value and skip what is deeper. */
static void
walk(struct json *j)
{
	struct str s = {0};
	struct fixed f = {0};

	switch (json_peek(j)) {
	case JSON_OBJECT:
		if (json_object(j))
			while (json_key(j, &s))
				json_skip(j);
		break;
	case JSON_ARRAY:
		if (json_array(j))
			while (json_item(j))
				(void)json_fixed(j, 3, &f);
		break;
	case JSON_STRING:
		(void)json_string(j, &s);
		break;
	default:
		(void)json_number(j, &s);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = {(const char *)data, size};
	struct arena mem = {0};
	struct json walked = json_of(text, &mem), skipped = walked;

	walk(&walked);
	json_skip(&skipped);
	if (walked.p > walked.end || skipped.p > skipped.end || json_line(&walked) > size + 1)
		abort();
	if (!walked.why && !skipped.why && walked.p != skipped.p)
		abort();
	arena_release(&mem);
	return 0;
}
