/* bpftrace: maps keyed by stacks, as it prints them when it ends.
 *
 *	bpftrace -e 'profile:hz:99 { @[kstack, ustack, comm] = count(); }'
 *
 *	Attaching 1 probe...
 *	@[
 *	    tcp_recvmsg+808
 *	    entry_SYSCALL_64_after_hwframe+61
 *	]: 3
 *	@waits[
 *	    schedule+46
 *	,
 *	    read+10
 *	    main+32
 *	, shop]: 7
 *	@calls[shop, 1234]: 12
 *
 * A key of several parts has its words (comm, pid) first, from the root, and then its
 * stacks, the last of them first: kstack, ustack is kernel frames called by user
 * frames.  Of several maps only one is counted, as their values mean different things:
 * the first that has a stack, or the one that --value names.  stats() and avg() count
 * with their total.  bpftrace -f json is read as its text (bpftracejson.c). */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "collapse/formats/bpftracejson.h"
#include "collapse/frames.h"

/* A key is a row of parts; a stack is its frames, leaf first. */
struct part {
	size_t from, n; /* in ids */
	bool stack;
};

struct map {
	struct frames frames;
	struct part *parts;
	size_t n_parts, cap_parts;
	uint32_t *ids;
	size_t n_ids, cap_ids;
	struct str only; /* the map that is counted, without '@' */
	bool open;       /* in a key of several lines */
	bool wanted;     /* ... of that map */
	bool any;
};

static void
new_part(struct map *m, bool stack)
{
	m->parts = mem_grow(m->parts, &m->cap_parts, m->n_parts + 1, sizeof *m->parts);
	m->parts[m->n_parts++] = (struct part){m->n_ids, 0, stack};
}

static void
add_frame(struct map *m, struct str text)
{
	struct frame_ids ids = frames_name(&m->frames, text);

	m->ids = mem_grow(m->ids, &m->cap_ids, m->n_ids + ids.n, sizeof *m->ids);
	for (size_t i = 0; i < ids.n; i++)
		m->ids[m->n_ids++] = ids.list[i];
	m->parts[m->n_parts - 1].n = m->n_ids - m->parts[m->n_parts - 1].from;
}

/* "tcp_recvmsg+808"; of ustack(perf) "56421d19628a main+44 (/home/user/shop)". */
static struct str
plain(struct str frame)
{
	struct cut word = str_cut(frame, ' ');
	uint64_t address;

	if (word.ok && word.head.n > 3 && str_hex(word.head, &address))
		frame = str_trim(word.tail);
	size_t module = str_find(frame, STR(" (/"));
	if (module != SIZE_MAX)
		frame.n = module;
	struct cut c = str_rcut(frame, '+');
	uint64_t offset;

	return c.ok && c.head.n && str_u64(c.tail, &offset) ? c.head : frame;
}

static void
add_stack_line(struct map *m, struct str line)
{
	if (!m->n_parts || !m->parts[m->n_parts - 1].stack)
		new_part(m, true);
	add_frame(m, plain(line));
}

/* "(shop", "1234)": a part of a tuple in a key. */
static struct str
without_tuple(struct str word)
{
	if (str_starts(word, STR("(")) && !str_has(word, STR(")")))
		return str_rest(word, 1);
	if (str_ends(word, STR(")")) && !str_has(word, STR("(")))
		word.n--;
	return word;
}

/* "shop, 1234": the parts of a key on one line; empty ones are stacks without frames. */
static void
add_words(struct map *m, struct str text)
{
	for (struct cut c = {.ok = true, .tail = text}; c.ok;) {
		c = str_cut(c.tail, ',');
		struct str word = without_tuple(str_trim(c.head));
		if (!word.n)
			continue;
		new_part(m, false);
		add_frame(m, word);
	}
}

static void
push_parts(const struct map *m)
{
	for (size_t i = 0; i < m->n_parts; i++)
		for (size_t k = 0; !m->parts[i].stack && k < m->parts[i].n; k++)
			stacks_push_name(m->frames.s, m->ids[m->parts[i].from + k]);
	for (size_t i = m->n_parts; i-- > 0;)
		for (size_t k = m->parts[i].n; m->parts[i].stack && k-- > 0;)
			stacks_push_name(m->frames.s, m->ids[m->parts[i].from + k]);
}

/* "3", "count 5, average 10, total 50". */
static bool
value_of(struct str text, uint64_t *value)
{
	size_t total = str_find(text, STR("total "));

	text = str_trim(total == SIZE_MAX ? text : str_rest(text, total + 6));
	return str_u64(text, value);
}

/* The end of a key: what stands behind "]: ". */
static void
end_key(struct map *m, struct pos at, struct str text)
{
	uint64_t value;

	m->open = false;
	if (!m->wanted)
		return;
	if (!value_of(text, &value)) {
		report_bad(m->frames.opt->report, at, "no whole number behind the key");
		return;
	}
	push_parts(m);
	if (!m->frames.s->n)
		stacks_push(m->frames.s, STR("(no stack)"));
	stacks_add(m->frames.s, m->frames.opt->counts ? 1 : value);
	m->any = true;
}

/* A line "@name[..." of a map: its name and what stands behind the bracket. */
static bool
is_key(struct str line, struct str *name, struct str *rest)
{
	struct cut c = str_cut(line, '[');

	if (!line.n || *line.p != '@' || !c.ok)
		return false;
	*name = str_rest(c.head, 1);
	*rest = c.tail;
	for (size_t i = 0; i < name->n; i++)
		if (memchr(" \t(:,.", name->p[i], 6))
			return false;
	return true;
}

/* "...]: 3": the key up to the bracket, and what is behind the colon. */
static bool
cut_end(struct str line, struct str *key, struct str *value)
{
	struct cut c = str_rcut(line, ']');

	if (!c.ok || !str_starts(c.tail, STR(":")))
		return false;
	*key = c.head;
	*value = str_rest(c.tail, 1);
	return true;
}

static void
take_line(struct map *m, struct pos at, struct str line)
{
	struct str name, rest, key, value = {NULL, 0};

	if (is_key(line, &name, &rest) && (!m->open || *line.p == '@')) {
		if (m->open)
			report_bad(m->frames.opt->report, at, "a key before this one has no end");
		m->n_parts = m->n_ids = 0;
		m->wanted = str_eq(name, m->only);
		m->open = !cut_end(rest, &key, &value);
		add_words(m, m->open ? rest : key);
		if (!m->open)
			end_key(m, at, value);
	} else if (m->open && *line.p == ',' && cut_end(line, &key, &value)) {
		add_words(m, key);
		end_key(m, at, value);
	} else if (m->open && *line.p == ']') {
		if (cut_end(line, &key, &value))
			end_key(m, at, value);
	} else if (m->open && *line.p == ',') {
		/* the next part; a stack does not go on in another */
		new_part(m, true);
		add_words(m, line);
	} else if (m->open && str_trim(line).n) {
		add_stack_line(m, str_trim(line));
	}
}

/* The map to be counted: the first of which a key goes on over lines, or the first. */
static struct str
find_map(struct str head)
{
	struct str first = STR(""), name, rest, key, value;
	bool any = false;

	for (struct cut c = {.tail = head}; c.tail.n;) {
		c = str_cut(c.tail, '\n');
		if (!is_key(c.head, &name, &rest))
			continue;
		if (!cut_end(c.head, &key, &value))
			return name;
		if (!any)
			first = name;
		any = true;
	}
	return first;
}

/* The same for text in memory. */
static void
take_text(struct map *m, const char *file, struct str text)
{
	for (struct cut c = {.tail = text}; c.tail.n;) {
		c = str_cut(c.tail, '\n');
		take_line(m, (struct pos){file, 0}, c.head);
	}
}

static void
choose_map(struct map *m, struct str head, struct arena *mem)
{
	struct str found = find_map(head);

	m->only = (struct str){arena_copy(mem, found.p, found.n), found.n};
	if (m->frames.opt->value)
		m->only = str_from(m->frames.opt->value + (*m->frames.opt->value == '@'));
}

static void
fold_json(struct map *m, struct in *in, struct arena *mem)
{
	struct out text;

	out_to_memory(&text);
	bpftracejson_text(in, m->frames.opt, &text);
	choose_map(m, out_memory(&text), mem);
	take_text(m, in->pos.file, out_memory(&text));
	out_drop(&text);
}

static bool
fold(struct in *in, struct stacks *s, const struct fold_options *opt)
{
	struct map m = {0};
	struct arena mem = {0};
	struct str line, head = in_peek(in, FORMAT_HEAD);

	frames_init(&m.frames, s, opt);
	if (bpftracejson_is(head)) {
		fold_json(&m, in, &mem);
	} else {
		choose_map(&m, head, &mem);
		while (in_line(in, &line))
			take_line(&m, in->pos, line);
	}
	if (m.open)
		report_bad(opt->report, in->pos, "the last key has no end");
	if (!m.any)
		warn_at(in->pos, "no key of the map @%.*s", (int)m.only.n, m.only.p);
	frames_release(&m.frames);
	free(m.parts);
	free(m.ids);
	arena_release(&mem);
	return m.any;
}

static enum claim
probe(struct str head)
{
	struct str name, rest, key, value = {NULL, 0};

	if (bpftracejson_is(head))
		return CLAIM_YES;
	for (struct cut c = {.tail = head}; c.tail.n;) {
		c = str_cut(c.tail, '\n');
		if (c.ok && is_key(c.head, &name, &rest))
			return !str_trim(rest).n || *str_trim(rest).p == ',' ||
			                       str_ends(str_trim(rest), STR(",")) ||
			                       cut_end(rest, &key, &value)
			               ? CLAIM_YES : CLAIM_NO;
	}
	return CLAIM_NO;
}

const struct format format_bpftrace = {
	"bpftrace", "bpftrace maps keyed by stacks (--value NAME: of that map)", probe, fold,
};
