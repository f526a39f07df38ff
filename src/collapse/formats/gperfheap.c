/* gperftools' heap profiles (HEAPPROFILE=prefix), and Go's in text (debug=1).
 *
 *	heap profile:      2:   300 [    5:   900] @ heapprofile
 *	     1:   100 [    3:   600] @ 0x55d0 0x55c1
 *	     1:   200 [    2:   300] @ 0x55d4
 *	#	0x55d3	main.alloc+0x63	/src/main.go:12
 *
 *	MAPPED_LIBRARIES:
 *	55c00000-55e00000 r-xp 00000000 08:01 123 /usr/bin/prog
 *
 * A line has the objects and bytes that are alive, those that were ever allocated, and
 * addresses, leaf first.  The value is inuse_space, or as asked for.  Go writes names
 * in lines with "#" behind a stack, leaf first too.  The counts are those of the file:
 * of a sampled profile ("@ heap/524288") they are the sampled objects and bytes. */
#include "base/mem.h"
#include "collapse/format.h"
#include "collapse/objects.h"

struct heap {
	struct in *in;
	const struct fold_options *opt;
	struct objects objects;
	struct str text;    /* the whole input */
	unsigned value;     /* which of the four numbers */
	uint64_t count;     /* of the stack that is pending */
	struct str stack;   /* its addresses */
	bool pending, named; /* named: frames have been pushed by name */
};

static const char *const values[] = {"inuse_objects", "inuse_space", "alloc_objects", "alloc_space"};

static enum claim
probe(struct str head)
{
	return str_starts(head, STR("heap profile: ")) ? CLAIM_YES : CLAIM_NO;
}

/* "  1:  100 [  3:  600] @ ...": the four numbers, and what follows the "@". */
static bool
numbers(struct str line, uint64_t n[4], struct str *rest)
{
	static const char ends[] = {':', '[', ':', ']'};

	for (int i = 0; i < 4; i++) {
		struct cut c = str_cut(line, ends[i]);
		if (!c.ok || !str_u64(str_trim(c.head), &n[i]))
			return false;
		line = c.tail;
	}
	line = str_trim(line);
	if (!str_starts(line, STR("@")))
		return false;
	*rest = str_rest(line, 1);
	return true;
}

static void
flush(struct heap *h)
{
	struct stacks *s = h->objects.s;
	uint64_t address;

	if (!h->pending)
		return;
	while (!h->named && h->stack.n) {
		struct str w = str_word(&h->stack);
		if (str_hex(w, &address))
			stacks_push_name(s, objects_name(&h->objects, address));
	}
	if (!s->n)
		stacks_push(s, STR("[unknown]"));
	stacks_reverse(s, 0);
	stacks_add(s, h->count);
	h->pending = h->named = false;
}

/* "#	0x55d3	main.alloc+0x63	/src/main.go:12" */
static void
named_frame(struct heap *h, struct str line)
{
	struct str rest = str_rest(line, 1);
	uint64_t address;

	if (!h->pending || !str_hex(str_word(&rest), &address))
		return;
	struct cut c = str_rcut(str_word(&rest), '+');
	stacks_push(h->objects.s, c.head.n ? c.head : STR("[unknown]"));
	h->named = true;
}

/* One line behind the first; false at the map of the memory. */
static bool
fold_line(struct heap *h, struct str line)
{
	uint64_t n[4];
	struct str rest;

	line = str_trim(line);
	if (str_starts(line, STR("#"))) {
		named_frame(h, line);
		return true;
	}
	flush(h);
	if (!line.n)
		return true;
	if (str_starts(line, STR("MAPPED_LIBRARIES:")))
		return false;
	if (!numbers(line, n, &rest)) {
		report_bad(h->opt->report, h->in->pos, "no counts of a heap profile");
		return true;
	}
	h->count = n[h->value];
	h->stack = rest;
	h->pending = true;
	return true;
}

static bool
choose(struct heap *h)
{
	h->value = h->opt->counts ? 0 : 1;
	if (!h->opt->value)
		return true;
	for (h->value = 0; h->value < 4; h->value++)
		if (str_eq(str_from(h->opt->value), str_from(values[h->value])))
			return true;
	warn_at((struct pos){h->in->pos.file, 0},
	        "no value '%s'; there are inuse_objects, inuse_space, alloc_objects, alloc_space",
	        h->opt->value);
	return false;
}

/* The map stands at the end, and is wanted from the start. */
static void
read_map(struct heap *h)
{
	size_t at = str_find(h->text, STR("\nMAPPED_LIBRARIES:"));

	for (struct cut c = {.tail = str_rest(h->text, at), .ok = at != SIZE_MAX}; c.ok;) {
		c = str_cut(c.tail, '\n');
		objects_line(&h->objects, c.head);
	}
}

static bool
fold(struct in *in, struct stacks *s, const struct fold_options *opt)
{
	struct heap h = {.in = in, .opt = opt, .objects.s = s};
	bool first = true, more = choose(&h), ok = more;

	h.text = in_rest(in);
	read_map(&h);
	for (struct cut c = {.tail = h.text, .ok = more}; c.ok && more;) {
		c = str_cut(c.tail, '\n');
		in->pos.line++;
		if (!first)
			more = fold_line(&h, c.head);
		first = false;
	}
	flush(&h);
	objects_release(&h.objects);
	return ok;
}

const struct format format_gperfheap = {"gperfheap", "gperftools heap profile", probe, fold};
