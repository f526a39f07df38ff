#include "collapse/addr2line.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/pipe.h"

/* An address that no object has.  It is asked behind each question: its answer of three
 * lines is where the answer before it ends. */
#define NOWHERE "ffffffffffffffff"

/* What addr2line takes of a line at once. */
#define LONGEST 96

#define LARGEST_ANSWER (1 << 20)

/* What has been read of an answer. */
struct answer {
	char *text; /* owned */
	size_t n, cap, at;
};

static struct str
take_line(struct str *s)
{
	struct cut c = str_cut(*s, '\n');

	*s = c.tail;
	return c.head;
}

/* The next line of an answer, as an offset, for the text moves; false at its end. */
static bool
read_line(int fd, struct answer *a, size_t *start, size_t *n)
{
	size_t seen = a->at;

	for (;;) {
		const char *nl = a->n > seen ? memchr(a->text + seen, '\n', a->n - seen) : NULL;
		if (nl) {
			*start = a->at;
			*n = (size_t)(nl - a->text) - a->at;
			a->at += *n + 1;
			return true;
		}
		seen = a->n;
		if (a->n > LARGEST_ANSWER)
			return false;
		a->text = mem_grow(a->text, &a->cap, a->n + 4096, 1);
		ssize_t k = read(fd, a->text + a->n, 4096);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return false;
		a->n += (size_t)k;
	}
}

static bool
skip_lines(int fd, struct answer *a, unsigned lines)
{
	size_t start, n;

	while (lines && read_line(fd, a, &start, &n))
		lines--;
	return !lines;
}

/* How the address that is nowhere is answered, before anything else is asked. */
static bool
learn_mark(struct addr2line_object *o)
{
	struct answer a = {0};
	size_t start, n;

	bool ok = pipe_say(o->fd, STR(NOWHERE "\n")) && read_line(o->fd, &a, &start, &n) && n &&
	          n < sizeof o->mark;
	if (ok) {
		memcpy(o->mark, a.text + start, n);
		o->mark[n] = '\0';
		ok = skip_lines(o->fd, &a, 2) && a.at == a.n;
	}
	free(a.text);
	return ok;
}

static void
end(struct addr2line_object *o)
{
	if (o->fd >= 0)
		pipe_end(o->fd, o->pid);
	o->fd = -1;
}

static void
start(struct addr2line *tool, struct addr2line_object *o)
{
	const char *const argv[] = {"addr2line", "-a", "-i", "-f", "-s", "-C", "-e", o->path, NULL};
	struct stat st;

	/* To open a pipe that nobody writes would wait for ever. */
	if (tool->missing || stat(o->path, &st) || !S_ISREG(st.st_mode))
		return;
	o->fd = pipe_talk(argv, &o->pid);
	if (o->fd < 0) {
		warn("addr2line cannot be started: %s; inlined calls are not shown", strerror(errno));
		tool->missing = true;
	} else if (!learn_mark(o)) {
		end(o);
	}
}

/* The place of an object: its own, or the one that was not asked for the longest time. */
static struct addr2line_object *
object(struct addr2line *tool, struct str path)
{
	struct addr2line_object *o, *oldest = tool->objects;

	for (o = tool->objects; o < tool->objects + ADDR2LINE_LIVE; o++) {
		if (o->path && str_eq(str_from(o->path), path))
			return o;
		if (o->asked < oldest->asked)
			oldest = o;
	}
	end(oldest);
	free(oldest->path);
	oldest->path = mem_zero(size_add(path.n, 1), 1);
	memcpy(oldest->path, path.p, path.n);
	start(tool, oldest);
	return oldest;
}

/* Everything up to the mark; false where the process is not to be asked again. */
static bool
ask(struct addr2line_object *o, struct str address, struct answer *a)
{
	char line[LONGEST + sizeof NOWHERE + 2];
	size_t start, n, used = address.n;

	memcpy(line, address.p, used);
	memcpy(line + used, "\n" NOWHERE "\n", sizeof "\n" NOWHERE "\n" - 1);
	if (!pipe_say(o->fd, (struct str){line, used + sizeof "\n" NOWHERE "\n" - 1}))
		return false;
	do {
		if (!read_line(o->fd, a, &start, &n))
			return false;
	} while (!str_eq((struct str){a->text + start, n}, str_from(o->mark)));
	return skip_lines(o->fd, a, 2) && a->at == a->n && (a->n = start) > 0;
}

/* What addr2line would read as one address, other than the mark. */
static bool
may_ask(struct str address)
{
	return address.n && address.n < LONGEST && !memchr(address.p, '\n', address.n) &&
	       !memchr(address.p, '\0', address.n) && !str_starts(address, STR(NOWHERE));
}

void
addr2line_init(struct addr2line *tool)
{
	*tool = (struct addr2line){.lock = PTHREAD_MUTEX_INITIALIZER};
	for (size_t i = 0; i < ADDR2LINE_LIVE; i++)
		tool->objects[i].fd = -1;
}

bool
addr2line(struct addr2line *tool, struct str address, struct str path,
          struct addr2line_frames *frames)
{
	struct answer a = {0};

	if (!may_ask(address) || !path.n || memchr(path.p, '\0', path.n))
		return false;
	(void)pthread_mutex_lock(&tool->lock);
	struct addr2line_object *o = object(tool, path);
	o->asked = ++tool->questions;
	bool ok = o->fd >= 0;
	if (ok && !ask(o, address, &a)) {
		end(o);
		ok = false;
	}
	(void)pthread_mutex_unlock(&tool->lock);
	if (ok) {
		frames->text = a.text;
		frames->rest = (struct str){a.text, a.n};
		(void)take_line(&frames->rest); /* the address */
		if (frames->rest.n && !str_starts(frames->rest, STR("??")))
			return true;
	}
	free(a.text);
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
addr2line_frames_release(struct addr2line_frames *frames)
{
	free(frames->text);
}

void
addr2line_release(struct addr2line *tool)
{
	for (struct addr2line_object *o = tool->objects; o < tool->objects + ADDR2LINE_LIVE; o++) {
		end(o);
		free(o->path);
	}
	(void)pthread_mutex_destroy(&tool->lock);
}
