#include "draw/report.h"

#include "draw/markdown.h"

struct page {
	struct out *o;
	const struct report *report;
	const struct tree *tree;
	const struct changes *changes;
};

void
report_points(struct out *o, const struct moved *m)
{
	double points = moved_by(m) * 100;

	if (points > -0.005 && points < 0.005)
		points = 0;
	else if (points > 0)
		out_char(o, '+');
	out_fixed(o, points, 2);
	out_text(o, " pp");
}

static void
put_percent(struct out *o, double share)
{
	out_fixed(o, share * 100, 2);
	out_text(o, " %");
}

static void
put_ratio(struct out *o, const struct moved *m)
{
	if (m->share_before <= 0 || m->share_after <= 0) {
		out_text(o, m->share_before > 0 ? "gone" : "new");
		return;
	}
	double ratio = m->share_after / m->share_before;
	out_text(o, "x ");
	out_fixed(o, ratio < 1e6 ? ratio : 1e6, 2);
}

static void
put_counts(struct out *o, const struct tree *t, const struct moved *m)
{
	out_scaled(o, m->before, t->scale);
	out_text(o, " -> ");
	out_scaled(o, m->after, t->scale);
}

/* One column of the text report, moved to the right edge; field is emptied. */
static void
put_column(struct out *o, struct out *field, size_t columns)
{
	struct str s = out_memory(field);

	for (size_t i = s.n; i < columns; i++)
		out_char(o, ' ');
	out_str(o, s);
	field->used = 0;
}

static void
text_row(const struct page *p, struct out *field, const struct change *c)
{
	const struct moved *m = change_by(c, p->report->metric);

	report_points(field, m);
	put_column(p->o, field, 11);
	put_percent(field, m->share_before);
	put_column(p->o, field, 11);
	put_percent(field, m->share_after);
	put_column(p->o, field, 11);
	put_ratio(field, m);
	put_column(p->o, field, 10);
	put_counts(field, p->tree, m);
	put_column(p->o, field, 24);
	out_text(p->o, m->noise ? "  ~ " : "    ");
	out_name(p->o, names_str(p->tree->names, c->name));
	out_char(p->o, '\n');
}

static void
markdown_row(const struct page *p, const struct change *c)
{
	const struct moved *m = change_by(c, p->report->metric);

	out_text(p->o, "| ");
	report_points(p->o, m);
	out_text(p->o, " | ");
	put_percent(p->o, m->share_before);
	out_text(p->o, " | ");
	put_percent(p->o, m->share_after);
	out_text(p->o, " | ");
	put_ratio(p->o, m);
	out_text(p->o, " | ");
	put_counts(p->o, p->tree, m);
	out_text(p->o, m->noise ? " | noise | " : " | | ");
	markdown_code(p->o, names_str(p->tree->names, c->name));
	out_text(p->o, " |\n");
}

static void
json_moved(const struct page *p, const char *key, const struct moved *m)
{
	out_text(p->o, ", \"");
	out_text(p->o, key);
	out_text(p->o, "\": {\"before\": \"");
	out_scaled(p->o, m->before, p->tree->scale);
	out_text(p->o, "\", \"after\": \"");
	out_scaled(p->o, m->after, p->tree->scale);
	out_text(p->o, "\", \"share_before\": ");
	out_fixed(p->o, m->share_before, 9);
	out_text(p->o, ", \"share_after\": ");
	out_fixed(p->o, m->share_after, 9);
	out_text(p->o, m->noise ? ", \"noise\": true}" : ", \"noise\": false}");
}

static void
json_row(const struct page *p, const struct change *c)
{
	out_text(p->o, "    {\"name\": ");
	out_json(p->o, names_str(p->tree->names, c->name));
	json_moved(p, "self", &c->self);
	json_moved(p, "total", &c->total);
	out_char(p->o, '}');
}

static bool
stayed(const struct moved *m)
{
	double by = moved_by(m);

	return by >= 0 && by <= 0;
}

/* The rows that are shown: those that moved, as many as asked for. */
static uint32_t
shown(const struct page *p)
{
	uint32_t n = 0;

	while (n < p->changes->n && (!p->report->rows || n < p->report->rows) &&
	       !stayed(change_by(&p->changes->list[n], p->report->metric)))
		n++;
	return n;
}

static void
put_side(const struct page *p, const char *label, uint64_t total, uint64_t weight)
{
	out_text(p->o, label);
	out_scaled(p->o, total, p->tree->scale);
	if (!weight)
		return;
	out_text(p->o, " (");
	out_grouped(p->o, total / weight);
	out_text(p->o, total == weight ? " sample of " : " samples of ");
	out_scaled(p->o, weight, p->tree->scale);
	out_char(p->o, ')');
}

static void
put_sides(const struct page *p)
{
	put_side(p, "before ", p->tree->total_before[0], p->changes->weight_before);
	put_side(p, ", after ", p->tree->total[0], p->changes->weight_after);
	out_char(p->o, '\n');
}

static void
text_report(const struct page *p)
{
	uint32_t n = shown(p);
	struct out field;

	put_sides(p);
	if (!n) {
		out_text(p->o, "no function's share has changed\n");
		return;
	}
	out_text(p->o, p->report->metric == CHANGE_SELF ? "\nself" : "\ntotal");
	out_text(p->o, " share of each function; ~ marks what chance alone may explain\n\n"
	               "     change     before      after     ratio                  counts"
	               "    function\n");
	out_to_memory(&field);
	for (uint32_t i = 0; i < n; i++)
		text_row(p, &field, &p->changes->list[i]);
	(void)out_close(&field);
}

static void
markdown_report(const struct page *p)
{
	uint32_t n = shown(p);

	out_text(p->o, p->report->metric == CHANGE_SELF ? "### Self share of each function\n\n"
	                                                : "### Total share of each function\n\n");
	put_sides(p);
	if (!n) {
		out_text(p->o, "\nNo function's share has changed.\n");
		return;
	}
	out_text(p->o, "\n| change | before | after | ratio | counts | | function |\n"
	               "| ---: | ---: | ---: | ---: | ---: | --- | --- |\n");
	for (uint32_t i = 0; i < n; i++)
		markdown_row(p, &p->changes->list[i]);
}

static void
json_report(const struct page *p)
{
	uint32_t n = shown(p);

	out_text(p->o, "{\n  \"before\": \"");
	out_scaled(p->o, p->tree->total_before[0], p->tree->scale);
	out_text(p->o, "\",\n  \"after\": \"");
	out_scaled(p->o, p->tree->total[0], p->tree->scale);
	out_text(p->o, "\",\n  \"sample_before\": \"");
	out_scaled(p->o, p->changes->weight_before, p->tree->scale);
	out_text(p->o, "\",\n  \"sample_after\": \"");
	out_scaled(p->o, p->changes->weight_after, p->tree->scale);
	out_text(p->o, "\",\n  \"functions\": [");
	for (uint32_t i = 0; i < n; i++) {
		out_text(p->o, i ? ",\n" : "\n");
		json_row(p, &p->changes->list[i]);
	}
	out_text(p->o, n ? "\n  ]\n}\n" : "]\n}\n");
}

void
report_write(struct out *o, const struct report *report, const struct tree *tree,
             const struct changes *changes)
{
	const struct page page = {o, report, tree, changes};

	switch (report->format) {
	case REPORT_TEXT:
		text_report(&page);
		break;
	case REPORT_MARKDOWN:
		markdown_report(&page);
		break;
	case REPORT_JSON:
		json_report(&page);
		break;
	}
}
