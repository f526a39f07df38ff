/* Palette files, palette maps and attribute files: any text is taken or refused, and
 * a map that is written reads back the same. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "draw/attr.h"
#include "draw/rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_map(struct str text)
{
	struct out first, second;
	struct in in;

	in_from_memory(&in, "map", text);
	struct rules *map = rules_read_map(&in);
	(void)in_close(&in);
	out_to_memory(&first);
	rules_write_map(map, &first);
	rules_free(map);

	in_from_memory(&in, "map", out_memory(&first));
	map = rules_read_map(&in);
	(void)in_close(&in);
	out_to_memory(&second);
	rules_write_map(map, &second);
	rules_free(map);
	if (!str_eq(out_memory(&first), out_memory(&second)))
		abort();
	(void)out_close(&first);
	(void)out_close(&second);
}

static void
check_rules(struct str text)
{
	struct in in;
	struct rgb rgb;

	in_from_memory(&in, "palette", text);
	struct rules *rules = rules_read(&in);
	(void)in_close(&in);
	(void)rules_rgb(rules, STR("main_[k]"), (struct palette_pick){0}, &rgb);
	(void)rules_rgb(rules, STR(""), (struct palette_pick){0}, &rgb);
	rules_free(rules);
}

static void
check_attrs(struct str text)
{
	struct in in;

	in_from_memory(&in, "attributes", text);
	struct attrs *attrs = attrs_read(&in);
	(void)in_close(&in);
	for (size_t i = 0; attrs && i < attrs_count(attrs); i++) {
		struct str href = attrs_of(attrs, attrs_name(attrs, i))->value[ATTR_HREF];
		struct cut scheme = str_cut(href, ':');
		bool plain = !scheme.ok || str_eq(scheme.head, STR("http")) ||
		             str_eq(scheme.head, STR("https"));
		for (size_t k = 0; !plain && k < scheme.head.n; k++)
			plain = strchr("/?#", scheme.head.p[k]);
		if (!plain)
			abort();
	}
	attrs_free(attrs);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = {(const char *)data, size};

	if (size > 4096)
		return 0;
	diag_quiet();
	check_map(text);
	check_rules(text);
	check_attrs(text);
	return 0;
}
