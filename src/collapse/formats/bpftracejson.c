/* bpftrace -f json: a record a line, keys as in the text.
 *
 *	{"type": "attached_probes", "data": {"probes": 1}}
 *	{"type": "map", "data": {"@waits": {"\n    schedule+46\n,\n    read+10\n,shop": 7}}}
 *	{"type": "stats", "data": {"@s": {"\n    read+10\n": {"count": 2, "total": 9}}}} */
#include "collapse/formats/bpftracejson.h"

#include "collapse/json.h"

bool
bpftracejson_is(struct str head)
{
	head = str_trim(head);
	return str_starts(head, STR("{\"type\": \"attached_probes\"")) ||
	       (str_starts(head, STR("{\"type\": \"")) && str_has(head, STR("\"data\": {\"@")));
}

/* The number, or the total of statistics; nothing for a histogram. */
static void
put_value(struct json *j, struct out *text)
{
	struct str key, number = STR("");

	if (json_peek(j) != JSON_OBJECT) {
		(void)json_number(j, &number);
	} else if (json_object(j)) {
		while (json_key(j, &key))
			if (str_eq(key, STR("total")))
				(void)json_number(j, &number);
			else
				json_skip(j);
	}
	out_str(text, number);
}

/* "data" of a record: maps that have keys. */
static void
put_maps(struct json *j, struct out *text)
{
	struct str name, key;

	if (!json_object(j))
		return;
	while (json_key(j, &name)) {
		if (!str_starts(name, STR("@")) || json_peek(j) != JSON_OBJECT) {
			json_skip(j);
			continue;
		}
		(void)json_object(j);
		while (json_key(j, &key)) {
			out_str(text, name);
			out_char(text, '[');
			out_str(text, key);
			out_text(text, "]: ");
			put_value(j, text);
			out_char(text, '\n');
		}
	}
}

void
bpftracejson_text(struct in *in, const struct fold_options *opt, struct out *text)
{
	struct arena mem = {0};
	struct str line, key;

	while (in_line(in, &line)) {
		struct json j = json_of(line, &mem);
		if (!str_starts(line, STR("{")) || !json_object(&j))
			continue;
		while (json_key(&j, &key))
			if (str_eq(key, STR("data")))
				put_maps(&j, text);
			else
				json_skip(&j);
		if (!json_done(&j))
			report_bad(opt->report, in->pos, "a record that is no JSON, or is cut");
	}
	arena_release(&mem);
}
