#include "sample/demangle.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/out.h"
#include "base/pipe.h"
#include "base/rust.h"

/* What a name is made of: foo, and "@plt" or an annotation as "_[j]" (or both). */
struct parts {
	struct str core, suffix;
};

static struct parts
split(struct str name)
{
	struct parts m = {name, {name.p + name.n, 0}};

	if (m.core.n > 4 && name.p[name.n - 1] == ']' && name.p[name.n - 3] == '[' &&
	    name.p[name.n - 4] == '_')
		m.core.n -= 4;
	if (str_ends(m.core, STR("@plt")))
		m.core.n -= 4;
	m.suffix = str_rest(name, m.core.n);
	return m;
}

static struct str
joined(struct str core, struct str suffix, struct arena *mem)
{
	char *text = arena_copy(mem, core.p, size_add(core.n, suffix.n));

	return (struct str){text, core.n + suffix.n};
}

/* The name of a Rust function; false where it is none. */
static bool
rust(struct str *name, struct arena *mem)
{
	struct parts m = split(*name);
	struct out o;

	if (!str_starts(m.core, STR("_R")) && !str_starts(m.core, STR("_ZN")))
		return false;
	out_to_memory(&o);
	bool ok = rust_demangle(m.core, &o);
	if (ok) {
		out_str(&o, m.suffix);
		*name = joined(out_memory(&o), STR(""), mem);
	}
	(void)out_close(&o);
	return ok;
}

static bool
is_cpp(struct str name)
{
	return str_starts(name, STR("_Z"));
}

/* Put the lines that came back in the place of the names that went. */
static void
replace(struct str *names, size_t n, struct str lines, struct arena *mem)
{
	struct out o;

	out_to_memory(&o);
	for (size_t i = 0; i < n; i++) {
		if (!is_cpp(names[i]))
			continue;
		struct cut line = str_cut(lines, '\n');
		if (!line.ok)
			break;
		lines = line.tail;
		o.used = 0;
		out_str(&o, line.head);
		out_str(&o, split(names[i]).suffix);
		names[i] = joined(out_memory(&o), STR(""), mem);
	}
	(void)out_close(&o);
}

void
demangle(struct str *names, size_t n, struct arena *mem)
{
	static const char *const argv[] = {"c++filt", "-p", NULL};
	struct out o;
	char *lines;
	size_t lines_n, wanted = 0;

	out_to_memory(&o);
	for (size_t i = 0; i < n; i++) {
		if (rust(&names[i], mem) || !is_cpp(names[i]))
			continue;
		out_str(&o, split(names[i]).core);
		out_char(&o, '\n');
		wanted++;
	}
	if (wanted && pipe_filter(argv, out_memory(&o), &lines, &lines_n)) {
		replace(names, n, (struct str){lines, lines_n}, mem);
		free(lines);
	}
	(void)out_close(&o);
}
