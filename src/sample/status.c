#include "sample/status.h"

#include <stdio.h>
#include <unistd.h>

#include "sample/summary.h"

#define SECOND_NS UINT64_C(1000000000)

void
status_show(struct status *s, const struct profile *p, uint64_t lost, uint64_t ns)
{
	struct out o;

	if (ns < s->next_ns || !isatty(STDERR_FILENO))
		return;
	s->next_ns = ns + SECOND_NS;
	s->shown = true;
	out_to_memory(&o);
	out_text(&o, "\r");
	out_fixed(&o, (double)ns / 1e9, 0);
	out_text(&o, " s: ");
	summary_facts(&o, p, lost);
	out_text(&o, "\033[K");
	struct str text = out_memory(&o);
	(void)fwrite(text.p, 1, text.n, stderr);
	out_drop(&o);
}

void
status_hide(struct status *s)
{
	if (s->shown)
		(void)fputs("\r\033[K", stderr);
	s->shown = false;
}
