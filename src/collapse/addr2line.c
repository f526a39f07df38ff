#include "collapse/addr2line.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/pipe.h"

static struct str
take_line(struct str *s)
{
	struct cut c = str_cut(*s, '\n');

	*s = c.tail;
	return c.head;
}

bool
addr2line(struct str address, struct str module, struct addr2line_frames *frames)
{
	struct arena mem = {0};
	const char *const argv[] = {
		"addr2line", "-a", "-i", "-f", "-s", "-C", "-e",
		arena_copy(&mem, module.p, module.n), arena_copy(&mem, address.p, address.n), NULL,
	};
	size_t n;

	bool ok = address.n && *address.p != '-' && pipe_filter(argv, STR(""), &frames->text, &n);
	arena_release(&mem);
	if (!ok)
		return false;
	frames->rest = (struct str){frames->text, n};
	(void)take_line(&frames->rest); /* the address */
	if (frames->rest.n && !str_starts(frames->rest, STR("??")))
		return true;
	free(frames->text);
	return false;
}

bool
addr2line_next(struct addr2line_frames *frames, struct str *name, struct str *source)
{
	if (!frames->rest.n)
		return false;
	*name = take_line(&frames->rest);
	*source = take_line(&frames->rest);
	size_t more = str_find(*source, STR(" (discriminator"));
	if (more != SIZE_MAX)
		source->n = more;
	return true;
}

bool
addr2line_more(const struct addr2line_frames *frames)
{
	return frames->rest.n > 0;
}

void
addr2line_release(struct addr2line_frames *frames)
{
	free(frames->text);
}
