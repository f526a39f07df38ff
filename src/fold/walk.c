#include "fold/walk.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/utf8.h"

/* A batch is walked once it has so many steps. */
#define BATCH 4096

/* How many steps ahead what a step needs is asked for: its slot, then the node in it,
 * then the text of the node's name. */
#define SLOTS_AHEAD 64
#define NODES_AHEAD 40
#define TEXTS_AHEAD 20

/* Numbers of nodes that a thread takes at once. */
#define IDS 32

/* How far a walk came: to the end, to where the trie has no room, or to a name that
 * is not clean, which is only found when it is new. */
enum walked { WALKED, WALKED_FULL, WALKED_ODD };

/* Where a walk stands. */
struct at {
	size_t line, step;
	uint32_t node, depth;
};

void
shared_init(struct shared *s, struct trie *trie)
{
	*s = (struct shared){.trie = trie};
	trie->by_text = true;
	(void)pthread_rwlock_init(&s->lock, NULL);
	(void)pthread_mutex_init(&s->naming, NULL);
}

void
shared_alone(struct shared *s, void (*work)(struct trie *t))
{
	(void)pthread_rwlock_wrlock(&s->lock);
	work(s->trie);
	(void)pthread_rwlock_unlock(&s->lock);
}

void
shared_release(struct shared *s)
{
	(void)pthread_rwlock_destroy(&s->lock);
	(void)pthread_mutex_destroy(&s->naming);
	recall_release(&s->recall);
}

void
walk_begin(struct walk *w, bool alike)
{
	w->alike = alike && !w->reverse;
	trail_turn(&w->trail, (struct str){0}, 0);
}

uint32_t
walk_known(const struct walk *w, struct walk_line *line)
{
	line->shared = w->alike ? trail_shared(&w->trail, line->stack) : 0;
	return line->shared ? w->trail.end[line->shared - 1] + 1 : 0;
}

/* A step, and the hash of the path so far. */
__attribute__((always_inline)) static inline uint64_t
put_step(struct walk_step *step, const struct hash_key *key, const char *block, uint32_t from,
         uint32_t to, uint64_t parent)
{
	uint64_t name = hash_padded(key, block + from, to - from);
	uint64_t path = hash_path(key, parent, name);

	step->at = from;
	step->tags = (path & ~(uint64_t)UINT32_MAX) | slots_tag(name);
	step->n = to - from;
	return path;
}

static void
add_steps(struct walk *w, const char *block, struct str stack, const uint32_t *ends, size_t n)
{
	const struct hash_key *key = &w->shared->trie->names.key;
	uint32_t from = (uint32_t)(stack.p - block), to = from + (uint32_t)stack.n;
	struct walk_step *step = w->steps + w->n;
	uint64_t path = 0;

	w->n += n + 1;
	if (!w->reverse) {
		for (size_t i = 0; i < n; from = ends[i++] + 1)
			path = put_step(step++, key, block, from, ends[i], path);
	} else {
		for (size_t i = n; i > 0; to = ends[i]) {
			i--;
			path = put_step(step++, key, block, ends[i] + 1, to, path);
		}
	}
	(void)put_step(step, key, block, from, to, path);
}

/* The same where some frames are known. */
static void
add_steps_behind(struct walk *w, const char *block, const struct walk_line *line,
                 const uint32_t *ends, size_t n)
{
	const struct hash_key *key = &w->shared->trie->names.key;
	struct trail *trail = &w->trail;
	uint32_t begin = (uint32_t)(line->stack.p - block), from = begin, last = line->shared;
	struct walk_step *step = w->steps + w->n;
	uint64_t path = 0;

	w->n += n + 1;
	if (last--) {
		from += trail->end[last] + 1;
		path = trail->path[last];
	}
	trail_turn(trail, line->stack, line->shared);
	for (size_t i = 0; i < n; from = ends[i++] + 1) {
		path = put_step(step++, key, block, from, ends[i], path);
		trail_add(trail, ends[i] - begin, path);
	}
	(void)put_step(step, key, block, from, begin + (uint32_t)line->stack.n, path);
}

void
walk_stack(struct walk *w, const char *block, const struct walk_line *line, const uint32_t *ends,
           size_t n)
{
	size_t most = size_add(w->n, n + 1 + SLOTS_AHEAD);

	if (most > w->cap)
		w->steps = mem_grow(w->steps, &w->cap, size_add(most, BATCH), sizeof *w->steps);
	if (line->stack.n && w->alike)
		add_steps_behind(w, block, line, ends, n);
	else if (line->stack.n)
		add_steps(w, block, line->stack, ends, n);
	w->lines = mem_grow(w->lines, &w->lines_cap, w->n_lines + 1, sizeof *w->lines);
	w->lines[w->n_lines] = *line;
	w->lines[w->n_lines++].end = w->n;
}

bool
walk_is_full(const struct walk *w)
{
	return w->n >= BATCH || w->n_lines >= BATCH;
}

/* Numbers that were taken and will not be used stay behind as empty nodes. */
static void
leave_ids(struct walk *w)
{
	for (; w->next_id < w->end_id; w->next_id++)
		w->shared->trie->nodes[w->next_id] = (struct trie_node){0};
}

/* A number above that of the parent, or 0 where there is no room. */
static uint32_t
next_id(struct walk *w, uint32_t parent)
{
	struct trie *t = w->shared->trie;

	if (w->next_id < w->end_id && w->next_id > parent)
		return w->next_id;
	leave_ids(w);
	uint32_t n = __atomic_load_n(&t->n, __ATOMIC_RELAXED), end;
	do {
		if (n >= t->limit)
			return 0;
		end = t->limit - n < IDS ? t->limit : n + IDS;
	} while (!__atomic_compare_exchange_n(&t->n, &n, end, false, __ATOMIC_RELAXED,
	                                      __ATOMIC_RELAXED));
	w->next_id = n;
	w->end_id = end;
	return n;
}

static inline bool
has_text(const struct names *names, uint32_t place, struct str text)
{
	struct str name = names_at(names, place);

	return name.n == text.n && hash_same_led(name.p, text.p, text.n);
}

/* names_find() of a led text, which is compared without a call. */
static uint32_t
find_name(const struct names *names, uint32_t tag, struct str text)
{
	const struct slots *s = &names->slots;

	for (size_t at = slots_first(s, tag);; at = slots_next(s, at)) {
		uint64_t slot = slots_load(s, at);
		if (!slot || (slot >> 32 == tag && has_text(names, (uint32_t)slot, text)))
			return (uint32_t)slot;
	}
}

/* The place of a step's name, which is put when it is new. */
static enum walked
name_of(struct walk *w, uint32_t tag, struct str text, uint32_t *place)
{
	struct names *names = &w->shared->trie->names;
	bool full = false;

	*place = find_name(names, tag, text);
	if (*place)
		return WALKED;
	if (!utf8_is_clean(text))
		return WALKED_ODD;
	(void)pthread_mutex_lock(&w->shared->naming);
	*place = find_name(names, tag, text);
	full = !*place && !names_fits(names, text.n);
	if (!*place && !full)
		*place = names_put(names, text, tag);
	(void)pthread_mutex_unlock(&w->shared->naming);
	return full ? WALKED_FULL : WALKED;
}

/* A node for a slot that was seen empty; *found 0 where another thread was first. */
static enum walked
make_node(struct walk *w, uint32_t parent, const struct walk_step *step, struct str text,
          uint64_t *slot, uint32_t *found)
{
	struct trie *t = w->shared->trie;
	uint32_t id = next_id(w, parent), name;
	uint64_t empty = 0;

	if (!id)
		return WALKED_FULL;
	enum walked walked = name_of(w, (uint32_t)step->tags, text, &name);
	if (walked != WALKED)
		return walked;
	t->nodes[id] = (struct trie_node){.parent = parent, .name = name};
	uint64_t full = (step->tags & ~(uint64_t)UINT32_MAX) | id;
	bool mine = __atomic_compare_exchange_n(slot, &empty, full, false, __ATOMIC_RELEASE,
	                                        __ATOMIC_RELAXED);
	w->next_id += mine;
	*found = mine ? id : 0;
	return WALKED;
}

/* The child of *node that a step leads to becomes *node. */
static enum walked
search(struct walk *w, const struct walk_step *step, struct str text, uint32_t *node)
{
	const struct trie *t = w->shared->trie;
	size_t at = slots_first(&t->slots, slots_tag(step->tags));

	for (;;) {
		uint64_t slot = slots_load(&t->slots, at);
		uint32_t found = (uint32_t)slot;
		if (!slot) {
			uint64_t *empty = &t->slots.list[at];
			enum walked walked = make_node(w, *node, step, text, empty, &found);
			if (walked != WALKED)
				return walked;
			if (!found)
				continue;
			*node = found;
			return WALKED;
		}
		if (slot >> 32 == step->tags >> 32 && t->nodes[found].parent == *node &&
		    has_text(&t->names, t->nodes[found].name, text)) {
			*node = found;
			return WALKED;
		}
		at = slots_next(&t->slots, at);
	}
}

static inline enum walked
take_step(struct walk *w, const struct trie *t, const struct walk_step *step, const char *block,
          uint32_t *node)
{
	struct str text = {block + step->at, step->n};
	const struct trie_node *likely = &t->nodes[step->likely];

	if (!step->likely || likely->parent != *node || !has_text(&t->names, likely->name, text))
		return search(w, step, text, node);
	*node = step->likely;
	return WALKED;
}

/* Ask for what the steps ahead will need, each thing by the one before.  A step whose
 * node is not there yet needs its name among the names. */
static inline void
look_ahead(const struct trie *t, struct walk_step *step)
{
	struct walk_step *node = &step[NODES_AHEAD], *text = &step[TEXTS_AHEAD];
	const struct names *names = &t->names;
	const struct slots *nodes = &t->slots, *known = &names->slots;

	__builtin_prefetch(&nodes->list[slots_first(nodes, slots_tag(step[SLOTS_AHEAD].tags))]);
	node->likely = slots_likely(nodes, slots_tag(node->tags));
	if (node->likely)
		__builtin_prefetch(&t->nodes[node->likely]);
	else
		__builtin_prefetch(&known->list[slots_first(known, (uint32_t)node->tags)]);
	uint32_t place = text->likely ? t->nodes[text->likely].name
	                              : slots_likely(known, (uint32_t)text->tags);
	const struct names_head *head = names_head(names, place);
	__builtin_prefetch(head);
	__builtin_prefetch((const char *)(head + 1) + text->n);
}

static void
add_whole(struct trie *t, enum trie_column column, uint32_t node, uint64_t count)
{
	uint64_t *sum = column == TRIE_NOW ? &t->nodes[node].self : &t->before[node];

	if (__atomic_fetch_add(sum, count, __ATOMIC_RELAXED) > UINT64_MAX - count)
		__atomic_store_n(&t->overflow, true, __ATOMIC_RELAXED);
}

/* Parts of a count carry into the whole. */
static uint64_t
add_part(uint32_t *sum, uint32_t part)
{
	uint32_t had = __atomic_load_n(sum, __ATOMIC_RELAXED), has;

	do
		has = had + part < FOLDED_ONE ? had + part : had + part - FOLDED_ONE;
	while (!__atomic_compare_exchange_n(sum, &had, has, false, __ATOMIC_RELAXED,
	                                    __ATOMIC_RELAXED));
	return had + part >= FOLDED_ONE;
}

/* False where the trie has no place yet for parts of counts. */
static bool
can_count(const struct trie *t, const struct walk_line *line)
{
	return (!line->count[TRIE_NOW].part || t->part[TRIE_NOW]) &&
	       (!line->count[TRIE_BEFORE].part || t->part[TRIE_BEFORE]);
}

static void
count(struct trie *t, uint32_t node, const struct walk_line *line)
{
	for (int c = 0; c < TRIE_COLUMNS; c++) {
		struct folded_count n = line->count[c];
		if (n.part)
			n.whole += add_part(&t->part[c][node], n.part);
		if (n.whole || (c == TRIE_BEFORE && t->before))
			add_whole(t, (enum trie_column)c, node, n.whole);
	}
}

/* Where the frames that a line shares with the one before it lead; false where that
 * one's are not all clean. */
static bool
follow(const struct walk *w, const struct walk_line *line, struct at *at)
{
	if (at->depth >= line->shared)
		return true;
	at->depth = line->shared < w->clean ? line->shared : w->clean;
	if (at->depth < line->shared)
		return false;
	at->node = w->way[at->depth - 1];
	return true;
}

static enum walked
walk_on(struct walk *w, const char *block, struct at *at)
{
	struct trie *t = w->shared->trie;
	const struct trie view = *t; /* what stays while nobody has the trie alone */

	for (; at->line < w->n_lines; at->line++) {
		const struct walk_line *line = &w->lines[at->line];
		if (!follow(w, line, at))
			return WALKED_ODD;
		for (; at->step < line->end; at->step++) {
			struct walk_step *step = &w->steps[at->step];
			look_ahead(&view, step);
			enum walked walked = take_step(w, &view, step, block, &at->node);
			if (walked != WALKED)
				return walked;
			if (w->alike && at->depth < TRAIL_MOST)
				w->way[at->depth++] = at->node;
		}
		if (!can_count(t, line))
			return WALKED_FULL;
		count(t, at->node, line);
		if (line->hash)
			recall_note(&w->recall, line->hash, line->stack.p, (uint32_t)line->stack.n,
			            at->node);
		w->clean = at->depth;
		at->node = TRIE_ROOT;
		at->depth = 0;
	}
	return WALKED;
}

static void
grow(struct walk *w, const struct walk_line *line)
{
	struct trie *t = w->shared->trie;

	(void)pthread_rwlock_wrlock(&w->shared->lock);
	if (t->n >= t->limit)
		trie_room(t, 1, 0);
	if (!names_fits(&t->names, line->stack.n))
		names_room(&t->names, 1, line->stack.n);
	for (int c = 0; c < TRIE_COLUMNS; c++)
		if (line->count[c].part)
			trie_need_part(t, (enum trie_column)c);
	(void)pthread_rwlock_unlock(&w->shared->lock);
}

/* Nothing has been looked ahead for where a walk begins. */
static void
begin_at(struct walk *w, size_t step)
{
	for (size_t i = 0; w->n && i < NODES_AHEAD; i++)
		w->steps[step + i].likely = 0;
}

void
walk_batch(struct walk *w, const char *block)
{
	struct at at = {.node = TRIE_ROOT};
	enum walked walked;

	for (size_t i = 0; w->n && i < SLOTS_AHEAD; i++)
		w->steps[w->n + i] = w->steps[w->n - 1];
	begin_at(w, 0);
	do {
		(void)pthread_rwlock_rdlock(&w->shared->lock);
		walked = walk_on(w, block, &at);
		(void)pthread_rwlock_unlock(&w->shared->lock);
		if (walked == WALKED_FULL)
			grow(w, &w->lines[at.line]);
		if (walked == WALKED_ODD) {
			walk_plainly(w, &w->lines[at.line]);
			w->clean = at.depth;
			at = (struct at){at.line + 1, w->lines[at.line].end, TRIE_ROOT, 0};
			begin_at(w, at.step);
		}
	} while (walked != WALKED);
	w->n = w->n_lines = 0;
}

static void
push_frames(struct walk *w, struct str stack)
{
	w->n_frames = 0;
	for (struct cut c = {.ok = stack.n > 0}; c.ok; stack = c.tail) {
		c = str_cut(stack, ';');
		if (w->reverse && !w->n_frames)
			c.head = folded_trim_end(c.head);
		w->frames = mem_grow(w->frames, &w->frames_cap, w->n_frames + 1, sizeof *w->frames);
		w->frames[w->n_frames++] = names_get(&w->shared->trie->names, c.head);
	}
	for (size_t i = 0, k = w->n_frames; w->reverse && i < k; i++) {
		uint32_t id = w->frames[--k];
		w->frames[k] = w->frames[i];
		w->frames[i] = id;
	}
	if (w->rearranged && w->n_frames)
		w->frames[0] = names_leading(&w->shared->trie->names, w->frames[0]);
}

void
walk_plainly(struct walk *w, const struct walk_line *line)
{
	struct trie *t = w->shared->trie;

	grow(w, line);
	(void)pthread_rwlock_wrlock(&w->shared->lock);
	push_frames(w, line->stack);
	count(t, trie_path(t, w->frames, w->n_frames), line);
	t->n_open = t->walked;
	(void)pthread_rwlock_unlock(&w->shared->lock);
}

static void
add_known(void *trie, uint32_t node, uint64_t count)
{
	add_whole(trie, TRIE_NOW, node, count);
}

void
walk_recall(struct walk *w)
{
	recall_start(&w->recall, &w->shared->recall);
}

void
walk_forget(struct walk *w)
{
	(void)pthread_rwlock_rdlock(&w->shared->lock);
	recall_stop(&w->recall, add_known, w->shared->trie);
	(void)pthread_rwlock_unlock(&w->shared->lock);
}

void
walk_release(struct walk *w)
{
	walk_forget(w);
	if (w->end_id && w->end_id == w->shared->trie->n)
		w->shared->trie->n = w->next_id;
	else
		leave_ids(w);
	free(w->steps);
	free(w->lines);
	free(w->frames);
	*w = (struct walk){0};
}
