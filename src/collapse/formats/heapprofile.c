/* V8's sampling heap profiles (.heapprofile): node --heap-prof, Chrome.
 *
 *	{"head":{"callFrame":{"functionName":"(root)",...},"selfSize":0,"id":1,
 *	  "children":[{...}]},"samples":[...]}
 *
 * The weight of a stack is selfSize: the bytes that are estimated to be alive of
 * what it allocated.  Source: Chrome DevTools Protocol, HeapProfiler. */
#include "collapse/format.h"
#include "collapse/formats/v8.h"

static enum claim
probe(struct str head)
{
	bool has = json_has_key(head, STR("head")) && str_has(head, STR("\"selfSize\""));

	return has ? CLAIM_YES : CLAIM_NO;
}

static bool
fold(struct in *in, struct stacks *s, const struct fold_options *opt)
{
	struct arena mem = {0};
	struct json j = json_of(in_rest(in), &mem);
	struct v8 tree = {.s = s};
	struct str key;

	(void)opt;
	if (json_object(&j))
		while (json_key(&j, &key)) {
			if (str_eq(key, STR("head")))
				v8_node(&tree, &j, CHAIN_ROOT);
			else
				json_skip(&j);
		}
	bool ok = json_ended(&j, in->pos.file);
	v8_link(&tree);
	for (size_t i = 0; ok && i < tree.n; i++)
		if (tree.weight[i]) {
			v8_push(&tree, (uint32_t)i);
			stacks_add(s, tree.weight[i]);
		}
	v8_release(&tree);
	arena_release(&mem);
	return ok;
}

const struct format format_heapprofile = {"heapprofile", "V8 heap profile (node --heap-prof)", probe,
                                          fold};
