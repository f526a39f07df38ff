#include "sample/labels.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit.h"

#define UID_DASHES "0a1b2c3d-1111-2222-3333-444455556666"
#define UID_UNDERSCORES "0a1b2c3d_1111_2222_3333_444455556666"
#define ID "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void
expect(const char *path, const char *pod, const char *container)
{
	struct cgroup_ids ids;

	cgroup_parse(str_from(path), &ids);
	SAME(str_from(ids.pod), str_from(pod));
	SAME(str_from(ids.container), str_from(container));
}

static void
paths_of_every_runtime(void)
{
	expect("/kubepods/burstable/pod" UID_DASHES "/" ID, UID_DASHES, ID);
	expect("/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod" UID_UNDERSCORES
	       ".slice/cri-containerd-" ID ".scope",
	       UID_DASHES, ID);
	expect("/kubepods.slice/kubepods-pod" UID_UNDERSCORES ".slice/crio-" ID ".scope", UID_DASHES,
	       ID);
	expect("/system.slice/containerd.service/kubepods-burstable-pod" UID_UNDERSCORES
	       ".slice:cri-containerd:" ID,
	       UID_DASHES, ID);
	expect("/../../kubepods/pod" UID_DASHES "/" ID "/init.scope", UID_DASHES, ID);
	expect("/docker/" ID, "", ID);
	expect("/system.slice/docker-" ID ".scope", "", ID);
	expect("/lxc.payload.web/system.slice", "", "web");
	expect("/lxc/db", "", "db");
}

static void
paths_without_a_container(void)
{
	expect("/", "", "");
	expect("", "", "");
	expect("/user.slice/user-1000.slice", "", "");
	expect("/podman/x", "", "");
	expect("/pod0123", "", "");
	expect("/docker/" ID "0", "", ""); /* one digit too many */
	expect("/kubepods/pod" UID_DASHES, UID_DASHES, "");
}

static void
files_of_either_version(void)
{
	SAME(cgroup_path(STR("0::/a/b\n")), STR("/a/b"));
	SAME(cgroup_path(STR("12:cpu,cpuacct:/x\n11:pids:/y\n0::/z\n")), STR("/z"));
	SAME(cgroup_path(STR("12:cpu,cpuacct:/x\n1:name=systemd:/w\n0::/\n")), STR("/x"));
	SAME(cgroup_path(STR("nonsense\n")), STR(""));
	SAME(cgroup_path(STR("")), STR(""));
}

static void
make(const char *root, const char *path, bool folder)
{
	char full[512];

	(void)snprintf(full, sizeof full, "%s%s", root, path);
	FILE *f = folder ? NULL : fopen(full, "w");
	CHECK(folder ? mkdir(full, 0700) == 0 : f != NULL);
	if (f)
		(void)fclose(f);
}

static void
names_from_the_links_of_the_kubelet(void)
{
	char root[] = "/tmp/labels.XXXXXX", text[LABELS_MAX][LABEL_TEXT];
	struct labels l = {.root = root, .node = STR("node-7")};

	CHECK(mkdtemp(root));
	make(root, "/var", true);
	make(root, "/var/log", true);
	make(root, "/var/log/containers", true);
	make(root, "/var/log/containers/web-5f6d_shop_nginx-" ID ".log", false);
	make(root, "/var/log/containers/junk", false);
	CHECK(labels_of(&l, STR("0::/kubepods/pod" UID_DASHES "/" ID "\n"), text) == 4);
	SAME(str_from(text[0]), STR("node:node-7"));
	SAME(str_from(text[1]), STR("namespace:shop"));
	SAME(str_from(text[2]), STR("pod:web-5f6d"));
	SAME(str_from(text[3]), STR("container:nginx"));
	CHECK(labels_of(&l, STR("0::/init.scope\n"), text) == 1);
	labels_release(&l);
	char command[128];
	(void)snprintf(command, sizeof command, "rm -rf %s", root);
	CHECK(system(command) == 0);
}

static void
ids_where_nothing_has_a_name(void)
{
	char text[LABELS_MAX][LABEL_TEXT];
	struct labels l = {.root = "/nonexistent"};

	CHECK(labels_of(&l, STR("0::/kubepods/pod" UID_DASHES "/" ID "\n"), text) == 2);
	SAME(str_from(text[0]), STR("pod:" UID_DASHES));
	SAME(str_from(text[1]), STR("container:0123456789ab"));
	labels_release(&l);
}

int
main(void)
{
	TEST(paths_of_every_runtime);
	TEST(paths_without_a_container);
	TEST(files_of_either_version);
	TEST(names_from_the_links_of_the_kubelet);
	TEST(ids_where_nothing_has_a_name);
	return unit_end();
}
