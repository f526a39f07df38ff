#include "collapse/range.h"

struct range
range_of(const struct fold_options *opt, unsigned shift)
{
	return (struct range){opt->ranged, fixed_of_ns(opt->from_ns, shift),
	                      fixed_of_ns(opt->to_ns, shift)};
}

bool
range_has(const struct range *r, struct fixed at)
{
	return !r->limited || (fixed_cmp(at, r->from) >= 0 && fixed_cmp(at, r->to) < 0);
}

struct fixed
range_between(const struct range *r, struct fixed from, struct fixed to)
{
	if (r->limited && fixed_cmp(from, r->from) < 0)
		from = r->from;
	if (r->limited && fixed_cmp(to, r->to) > 0)
		to = r->to;
	return fixed_sub(to, from);
}
