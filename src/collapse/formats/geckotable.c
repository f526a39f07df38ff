#include "collapse/formats/geckotable.h"

#include <stdlib.h>

#include "base/mem.h"

static void
append(struct column *c, struct json *j)
{
	struct fixed v;
	bool whole = json_fixed(j, c->shift, &v) && v.whole >= 0 && (c->shift || !v.nano);

	c->values = mem_grow(c->values, &c->cap, c->n + 1, sizeof *c->values);
	c->values[c->n++] = whole ? v.whole : -1;
}

static struct column *
named(struct column *columns, size_t n, struct str name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(name, str_from(columns[i].name)))
			return &columns[i];
	return NULL;
}

static void
read_schema(struct column *columns, size_t n, struct json *j)
{
	struct str key;

	if (!json_object(j))
		return;
	while (json_key(j, &key)) {
		struct column *c = named(columns, n, key);
		if (!c || !json_u64(j, &c->place)) {
			if (!c)
				json_skip(j);
			else
				c->place = UINT64_MAX;
		}
	}
}

/* One row; what it lacks is null. */
static void
read_row(struct column *columns, size_t n, struct json *j)
{
	uint64_t place = 0;
	size_t rows = columns[0].n;

	for (size_t i = 1; i < n; i++)
		rows = columns[i].n > rows ? columns[i].n : rows;
	if (json_array(j))
		for (; json_item(j); place++) {
			struct json value = *j;
			json_skip(j);
			for (size_t i = 0; i < n; i++) {
				struct json copy = value;
				if (columns[i].place == place)
					append(&columns[i], &copy);
			}
		}
	for (size_t i = 0; i < n; i++) {
		struct json nothing = json_of(STR("null"), j->mem);
		if (columns[i].place != UINT64_MAX && columns[i].n == rows)
			append(&columns[i], &nothing);
	}
}

size_t
column_read(struct column *columns, size_t n, struct json j)
{
	struct json data = {0};
	struct str key;
	size_t rows = 0;

	for (size_t i = 0; i < n; i++)
		columns[i].place = UINT64_MAX;
	if (!j.p || !json_object(&j))
		return 0;
	while (json_key(&j, &key)) {
		struct column *c = named(columns, n, key);
		if (c && json_array(&j)) {
			while (json_item(&j))
				append(c, &j);
		} else if (str_eq(key, STR("schema"))) {
			read_schema(columns, n, &j);
		} else if (!c) {
			if (str_eq(key, STR("data")))
				data = j;
			json_skip(&j);
		}
	}
	if (data.p && json_array(&data))
		while (json_item(&data))
			read_row(columns, n, &data);
	for (size_t i = 0; i < n; i++)
		rows = columns[i].n > rows ? columns[i].n : rows;
	return rows;
}

int64_t
column_at(const struct column *c, uint64_t row)
{
	return row < c->n ? c->values[row] : -1;
}

void
column_release(struct column *columns, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(columns[i].values);
		columns[i].values = NULL;
		columns[i].n = columns[i].cap = 0;
	}
}
