/* Whether a text is a well-formed XML document, of the kind that we write: no
 * document type, no processing instruction but the declaration. */
#ifndef TESTS_WELL_FORMED_H
#define TESTS_WELL_FORMED_H

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

struct wf {
	struct str rest;
	struct str *open; /* names of the open elements */
	size_t n, cap;
	bool seen_root;
};

static inline bool
wf_name_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
	       c == ':' || c == '_';
}

static inline struct str
wf_name(struct wf *w)
{
	size_t n = 0;

	while (n < w->rest.n && wf_name_byte(w->rest.p[n]))
		n++;
	struct str name = {w->rest.p, n};
	w->rest = str_rest(w->rest, n);
	return name;
}

static inline bool
wf_skip(struct wf *w, struct str what)
{
	if (!str_starts(w->rest, what))
		return false;
	w->rest = str_rest(w->rest, what.n);
	return true;
}

static inline bool
wf_to(struct wf *w, struct str end)
{
	size_t at = str_find(w->rest, end);

	if (at == SIZE_MAX)
		return false;
	w->rest = str_rest(w->rest, at + end.n);
	return true;
}

/* "&name;" of those that XML has, or "&#39;". */
static inline bool
wf_entity(struct wf *w)
{
	return wf_skip(w, STR("&amp;")) || wf_skip(w, STR("&lt;")) || wf_skip(w, STR("&gt;")) ||
	       wf_skip(w, STR("&quot;")) || wf_skip(w, STR("&#39;"));
}

/* Characters up to one of stop. */
static inline bool
wf_text(struct wf *w, const char *stop)
{
	while (w->rest.n && !strchr(stop, w->rest.p[0])) {
		if (w->rest.p[0] == '&') {
			if (!wf_entity(w))
				return false;
		} else if (w->rest.p[0] == '<' || str_starts(w->rest, STR("]]>"))) {
			return false;
		} else {
			w->rest = str_rest(w->rest, 1);
		}
	}
	return true;
}

static inline bool
wf_start_tag(struct wf *w)
{
	struct str name = wf_name(w);

	if (!name.n || (!w->n && w->seen_root))
		return false;
	w->seen_root = true;
	while (wf_skip(w, STR(" ")))
		if (!wf_name(w).n || !wf_skip(w, STR("=\"")) || !wf_text(w, "\"") ||
		    !wf_skip(w, STR("\"")))
			return false;
	if (wf_skip(w, STR("/>")))
		return true;
	w->open = mem_grow(w->open, &w->cap, w->n + 1, sizeof *w->open);
	w->open[w->n++] = name;
	return wf_skip(w, STR(">"));
}

static inline bool
wf_item(struct wf *w)
{
	if (wf_skip(w, STR("<![CDATA[")))
		return w->n && wf_to(w, STR("]]>"));
	if (wf_skip(w, STR("<!--"))) {
		size_t at = str_find(w->rest, STR("--"));
		return at != SIZE_MAX && wf_to(w, STR("-->")) && w->rest.p[-3] == '-';
	}
	if (wf_skip(w, STR("</"))) {
		struct str name = wf_name(w);
		return w->n && str_eq(name, w->open[--w->n]) && wf_skip(w, STR(">"));
	}
	if (wf_skip(w, STR("<")))
		return wf_start_tag(w);
	if (!w->n && w->rest.p[0] != '\n')
		return false;
	return wf_text(w, "<");
}

static inline bool
well_formed(struct str document)
{
	struct wf w = {.rest = document};
	bool ok = wf_skip(&w, STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"));

	for (size_t i = 0; ok && i < document.n; i++)
		ok = (unsigned char)document.p[i] >= 0x20 || document.p[i] == '\n';
	while (ok && w.rest.n)
		ok = wf_item(&w);
	ok = ok && !w.n && w.seen_root;
	free(w.open);
	return ok;
}

#endif
