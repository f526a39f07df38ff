#include "sample/labels.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"

#define UID_DIGITS 36
#define ID_DIGITS 64
#define READ_AGAIN_NS UINT64_C(10000000000)
#define LINKS_MAX 100000

/* One name in the kubelet's folders. */
struct label_link {
	struct str id; /* of the container, or the pod's UID */
	struct str pod, namespace, container;
};

static bool
hex_digit(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

/* 8-4-4-4-12 hexadecimal digits between dashes, or underscores as systemd has it; a
 * static pod's UID is 32 digits. */
static size_t
uid_length(struct str s)
{
	size_t n = 0, digits = 0;

	for (; n < s.n && n < UID_DIGITS; n++) {
		if (hex_digit(s.p[n]))
			digits++;
		else if (s.p[n] != '-' && s.p[n] != '_')
			break;
	}
	return digits == 32 && (n == 32 || n == UID_DIGITS) ? n : 0;
}

static void
find_pod(struct str path, struct cgroup_ids *ids)
{
	for (size_t i; (i = str_find(path, STR("pod"))) != SIZE_MAX;) {
		path = str_rest(path, i + 3);
		size_t n = uid_length(path);
		for (size_t k = 0; k < n; k++)
			ids->pod[k] = path.p[k] == '_' ? '-' : path.p[k];
		if (n) {
			ids->pod[n] = 0;
			return;
		}
	}
}

/* The last run of exactly 64 hexadecimal digits. */
static bool
find_container(struct str path, struct cgroup_ids *ids)
{
	for (size_t end = path.n; end >= ID_DIGITS;) {
		size_t start = end;
		while (start && hex_digit(path.p[start - 1]))
			start--;
		if (end - start == ID_DIGITS) {
			memcpy(ids->container, path.p + start, ID_DIGITS);
			ids->container[ID_DIGITS] = 0;
			return true;
		}
		end = start == end ? end - 1 : start;
	}
	return false;
}

/* /lxc.payload.NAME/..., also lxc/NAME */
static void
find_lxc(struct str path, struct cgroup_ids *ids)
{
	static const char *const before[] = {"/lxc.payload.", "/lxc.payload/", "/lxc/"};

	for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
		struct str mark = str_from(before[i]);
		size_t at = str_find(path, mark);
		if (at == SIZE_MAX)
			continue;
		struct str name = str_cut(str_rest(path, at + mark.n), '/').head;
		size_t n = name.n < sizeof ids->container ? name.n : sizeof ids->container - 1;
		memcpy(ids->container, name.p, n);
		ids->container[n] = 0;
		return;
	}
}

void
cgroup_parse(struct str path, struct cgroup_ids *ids)
{
	*ids = (struct cgroup_ids){0};
	find_pod(path, ids);
	if (!find_container(path, ids))
		find_lxc(path, ids);
}

static bool
known_controller(struct str list)
{
	for (struct cut c; list.n; list = c.tail) {
		c = str_cut(list, ',');
		if (str_eq(c.head, STR("pids")) || str_eq(c.head, STR("memory")) ||
		    str_eq(c.head, STR("cpu")))
			return true;
	}
	return false;
}

struct str
cgroup_path(struct str text)
{
	struct str found = STR("");

	while (text.n) {
		struct cut line = str_cut(text, '\n');
		struct cut number = str_cut(line.head, ':');
		struct cut list = str_cut(number.tail, ':');
		text = line.tail;
		if (!list.ok)
			continue;
		bool version2 = !list.head.n && list.tail.n > 1;
		if (version2)
			return list.tail;
		if (!found.n && known_controller(list.head))
			found = list.tail;
	}
	return found;
}

/* POD_NAMESPACE_CONTAINER-ID.log: none of the names has an underscore. */
static bool
parse_container(struct str name, struct label_link *link)
{
	struct cut pod = str_cut(name, '_');
	struct cut namespace = str_cut(pod.tail, '_');
	struct cut container = str_rcut(namespace.tail, '-');

	if (!container.ok || !str_ends(container.tail, STR(".log")))
		return false;
	container.tail.n -= 4;
	*link = (struct label_link){container.tail, pod.head, namespace.head, container.head};
	return container.tail.n == ID_DIGITS;
}

/* NAMESPACE_POD_UID */
static bool
parse_pod(struct str name, struct label_link *link)
{
	struct cut namespace = str_cut(name, '_');
	struct cut pod = str_cut(namespace.tail, '_');

	*link = (struct label_link){pod.tail, pod.head, namespace.head, STR("")};
	return pod.ok && pod.tail.n;
}

static void
read_links(struct labels *l, const char *folder, bool (*parse)(struct str, struct label_link *))
{
	char path[4096];
	struct label_link link;

	(void)snprintf(path, sizeof path, "%s%s", l->root, folder);
	DIR *dir = opendir(path);
	if (!dir)
		return;
	for (struct dirent *entry; (entry = readdir(dir)) && l->n < LINKS_MAX;) {
		size_t n = strlen(entry->d_name);
		if (!parse((struct str){entry->d_name, n}, &link))
			continue;
		(void)parse((struct str){arena_copy(&l->text, entry->d_name, n), n}, &link);
		l->links = mem_grow(l->links, &l->cap, l->n + 1, sizeof *l->links);
		l->links[l->n++] = link;
	}
	(void)closedir(dir);
}

static const struct label_link *
find_link(const struct labels *l, const char *id)
{
	for (size_t i = 0; i < l->n && *id; i++)
		if (str_eq(l->links[i].id, str_from(id)))
			return &l->links[i];
	return NULL;
}

/* What is known of a container, else of its pod; read again, but not all the time,
 * where nothing is. */
static const struct label_link *
look_up(struct labels *l, const struct cgroup_ids *ids)
{
	struct timespec now;
	const struct label_link *link = find_link(l, ids->container);

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	uint64_t now_ns = (uint64_t)now.tv_sec * UINT64_C(1000000000) + (uint64_t)now.tv_nsec;
	if (!link && (!l->read_ns || now_ns - l->read_ns > READ_AGAIN_NS)) {
		l->read_ns = now_ns;
		l->n = 0;
		arena_release(&l->text);
		read_links(l, "/var/log/containers", parse_container);
		read_links(l, "/var/log/pods", parse_pod);
		link = find_link(l, ids->container);
	}
	return link ? link : find_link(l, ids->pod);
}

static size_t
add(char text[LABELS_MAX][LABEL_TEXT], size_t n, const char *kind, struct str value)
{
	if (!value.n)
		return n;
	(void)snprintf(text[n], LABEL_TEXT, "%s:%.*s", kind,
	               (int)(value.n < LABEL_TEXT / 2 ? value.n : LABEL_TEXT / 2), value.p);
	return n + 1;
}

size_t
labels_of(struct labels *l, struct str cgroup, char text[LABELS_MAX][LABEL_TEXT])
{
	struct cgroup_ids ids;
	size_t n = add(text, 0, "node", l->node);

	cgroup_parse(cgroup_path(cgroup), &ids);
	if (!*ids.pod && !*ids.container)
		return n;
	const struct label_link *link = look_up(l, &ids);
	struct str short_id = {ids.container, strlen(ids.container)};
	short_id.n = short_id.n == ID_DIGITS ? 12 : short_id.n;
	if (link)
		n = add(text, n, "namespace", link->namespace);
	n = add(text, n, "pod", link ? link->pod : str_from(ids.pod));
	return add(text, n, "container", link && link->container.n ? link->container : short_id);
}

void
labels_release(struct labels *l)
{
	arena_release(&l->text);
	free(l->links);
	*l = (struct labels){0};
}
