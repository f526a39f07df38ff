/* Where a process runs: node, namespace, pod and container, from the path of its
 * cgroup and from what the kubelet keeps for log collectors,
 *
 *     /var/log/containers/POD_NAMESPACE_CONTAINER-ID.log
 *     /var/log/pods/NAMESPACE_POD_UID/
 *
 * without asking any service. */
#ifndef SAMPLE_LABELS_H
#define SAMPLE_LABELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

#define LABELS_MAX 4
#define LABEL_TEXT 320

struct label_link;

struct labels {
	const char *root; /* where /var/log is: "", or the host's root in a container */
	struct str node;  /* the name of this machine; borrowed */
	/* private */
	struct arena text;
	struct label_link *links;
	size_t n, cap;
	uint64_t read_ns; /* when the links were read last; 0: never */
};

/* What a cgroup path says; empty where it says nothing. */
struct cgroup_ids {
	char pod[40];       /* the pod's UID, with dashes */
	char container[72]; /* 64 hexadecimal digits, or the name of an LXC container */
};
void cgroup_parse(struct str path, struct cgroup_ids *ids);

/* The path in a /proc/PID/cgroup: of version 2, else of the pids, memory or cpu
 * controller.  Empty where there is none. */
struct str cgroup_path(struct str text);

/* The labels of a process by the text of its /proc/PID/cgroup, outermost first:
 * "node:NAME", "namespace:NAME", "pod:NAME", "container:NAME".  Only "node:" for one
 * that is in no container.  Their number; text is overwritten. */
size_t labels_of(struct labels *l, struct str cgroup, char text[LABELS_MAX][LABEL_TEXT]);

void labels_release(struct labels *l);

#endif
