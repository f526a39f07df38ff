#include "draw/describe.h"

#include "base/utf8.h"
#include "draw/text.h"

static uint64_t
one(unsigned scale)
{
	uint64_t v = 1;

	while (scale--)
		v *= 10;
	return v;
}

/* whole, and the digits of part / 10^scale behind a point. */
static void
put_decimal(struct out *o, uint64_t whole, uint64_t part, unsigned scale)
{
	out_grouped(o, whole);
	if (!part)
		return;
	out_char(o, '.');
	for (uint64_t unit = one(scale) / 10; part; unit /= 10) {
		out_char(o, (char)('0' + part / unit));
		part %= unit;
	}
}

void
describe_count(struct out *o, uint64_t count, const struct tree *tree, const struct look *look)
{
	uint64_t unit = one(tree->scale);
	double v = look->factor == 1 ? 0 : (double)count / (double)unit * look->factor;

	if (look->factor == 1 || v >= 1e15) {
		put_decimal(o, count / unit, count % unit, tree->scale);
		return;
	}
	uint64_t hundredths = (uint64_t)(v * 100 + 0.5);
	put_decimal(o, hundredths / 100, hundredths % 100, 2);
}

/* How often whole goes into rest * times, and what remains in *rest, which is less
 * than whole: by addition where the product would overflow. */
static unsigned
divide(uint64_t *rest, unsigned times, uint64_t whole)
{
	uint64_t add = *rest, left = 0;
	unsigned n = 0;

	if (*rest <= UINT64_MAX / times) {
		add *= times;
		*rest = add % whole;
		return (unsigned)(add / whole);
	}
	while (times--) {
		bool full = left >= whole - add;
		left = full ? left - (whole - add) : left + add;
		n += full;
	}
	*rest = left;
	return n;
}

/* part / whole in hundredths of a percent, rounded. */
static uint64_t
hundredths_of(uint64_t part, uint64_t whole)
{
	uint64_t rest, n;

	if (!whole)
		return 0;
	if (part <= UINT64_MAX / 10000) {
		n = part * 10000 / whole;
		rest = part * 10000 - n * whole;
	} else {
		rest = part % whole;
		n = part / whole * 10000;
		n += 100 * divide(&rest, 100, whole);
		n += divide(&rest, 100, whole);
	}
	return n + (rest >= whole - rest);
}

void
describe_share(struct out *o, uint64_t part, uint64_t whole)
{
	uint64_t hundredths = hundredths_of(part, whole);

	out_u64(o, hundredths / 100);
	out_char(o, '.');
	out_char(o, (char)('0' + hundredths / 10 % 10));
	out_char(o, (char)('0' + hundredths % 10));
	out_char(o, '%');
}

void
describe_name(struct out *o, const struct box *box, const struct tree *tree)
{
	if (box->cut) {
		out_grouped(o, tree->cut_frames[box->node]);
		out_text(o, " frames not kept");
	} else if (!box->node) {
		out_text(o, "all");
	} else {
		out_str(o, palette_shown(names_str(tree->names, tree->name[box->node])));
	}
}

static void
put_change(struct out *o, uint64_t after, uint64_t before, const struct tree *tree,
           const struct look *look)
{
	bool rise = after > before;
	uint64_t whole = tree->total[0] ? tree->total[0] : tree->total_before[0];

	out_text(o, "; ");
	if (after != before)
		out_char(o, rise != look->negate ? '+' : '-');
	describe_share(o, rise ? after - before : before - after, whole);
	out_text(o, "; ");
	describe_count(o, before, tree, look);
	out_text(o, " \xe2\x86\x92 ");
	describe_count(o, after, tree, look);
	if (!before || !after) {
		out_text(o, before ? ", gone" : after ? ", new" : "");
		return;
	}
	double ratio = (double)after / (double)before;
	out_text(o, ", \xc3\x97");
	out_fixed(o, ratio < 1e6 ? ratio : 1e6, 2);
}

void
describe_box(struct out *o, const struct box *box, const struct tree *tree,
             const struct look *look)
{
	uint32_t i = box->node;
	bool root = !i && !box->cut;
	uint64_t after = box->cut ? tree->cut_total[i] : tree->total[i], before = 0;
	uint64_t whole = tree->total[0] > look->total ? tree->total[0] : look->total;

	if (tree->total_before)
		before = box->cut ? tree->cut_total_before[i] : tree->total_before[i];
	describe_name(o, box, tree);
	out_text(o, " (");
	describe_count(o, root && !tree->total_before ? whole : after, tree, look);
	out_char(o, ' ');
	text_clean(o, look->countname);
	out_text(o, ", ");
	if (root)
		out_text(o, "100%");
	else
		describe_share(o, after, whole);
	if (tree->total_before)
		put_change(o, after, before, tree, look);
	out_char(o, ')');
}
