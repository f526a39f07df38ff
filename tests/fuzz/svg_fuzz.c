/* What is drawn of any profile, under any look, is well-formed, and the data in it is
 * the profile. */
#include <stdint.h>

#include "../unit/decode.h"
#include "base/diag.h"
#include "draw/svg.h"
#include "fold/load.h"
#include "well_formed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_data(const struct tree *tree, struct str svg, bool zero)
{
	struct out lines;
	uint64_t n = 0, records = 0;

	out_to_memory(&lines);
	decode_folded(svg, zero, &lines);
	for (size_t i = 0; i < lines.used; i++)
		n += lines.buf[i] == '\n';
	for (uint32_t i = 1; i < tree->n; i++)
		records += tree->self[i] || tree->end[i] == i + 1 ||
		           (tree->self_before && tree->self_before[i]);
	if (n != records || str_has(out_memory(&lines), STR("\1")))
		abort();
	(void)out_close(&lines);
}

static void
choose(struct look *look, uint8_t a, uint8_t b, const char *text)
{
	look_init(look);
	for (size_t i = 0; i < b % 20u; i++)
		look->palette = palette_find(palette_name(i));
	look->inverted = a & 1;
	look->no_script = a & 2;
	look->negate = a & 4;
	look->red_blue = a & 8;
	look->diff_width = (enum look_width)(a >> 4 & 1);
	look->theme = (enum look_theme)(a >> 5 & 1);
	look->titled = a & 64 ? 3 : 1000;
	look->pick.way = a & 128 ? PALETTE_ALIKE : PALETTE_STABLE;
	if (b & 128) {
		look->title = look->subtitle = look->countname = look->fonttype = text;
		look->search = look->nametype = text;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct load_options load_opt = {.diff = LOAD_DIFF_AUTO, .jobs = 1};
	char text[33] = {0};
	struct load load = {0};
	struct tree tree = {0};
	struct look look;
	struct out o;

	if (size < 3)
		return 0;
	diag_quiet();
	memcpy(text, data + 3, size - 3 < 32 ? size - 3 : 32);
	choose(&look, data[0], data[1], text);
	const struct tree_options opt = {.max_frames = data[2] % 16u, .order = TREE_BY_NAME};
	if (load_text(&load, "fuzz", (struct str){(const char *)data + 3, size - 3}, &load_opt) &&
	    !tree_build(&tree, &load.trie, &opt)) {
		out_to_memory(&o);
		svg_write(&o, &tree, &look);
		if (!well_formed(out_memory(&o)))
			abort();
		if (!look.no_script && tree.levels < 500)
			check_data(&tree, out_memory(&o), tree.self_before || tree.cut_frames);
		o.used = 0;
		html_write(&o, &tree, &look);
		svg_write_message(&o, text, false, &look);
		(void)out_close(&o);
	}
	tree_release(&tree);
	load_release(&load);
	return 0;
}
