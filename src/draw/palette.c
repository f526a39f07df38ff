#include "draw/palette.h"

#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "draw/glob.h"

#define SHADES 28 /* of a palette, over all its hues */
#define COLUMNS 7 /* of the shades of a hue with two values */

enum hue {
	HOT, MEM, IO, RED, GREEN, BLUE, YELLOW, PURPLE, AQUA, ORANGE, DARK_BLUE, LIGHT_BLUE, SLATE,
	HUES
};

/* From a value v1 or v2 in [0, 1): from + span * v. */
struct channel {
	uint8_t from, span;
	bool second; /* of v2, which tells more shades apart */
};

static const struct {
	const char *name;
	struct channel r, g, b;
} hues[HUES] = {
	/* flamegraph.pl's hues, bright enough for dark text on each shade */
	[HOT] = {"hot", {230, 24, true}, {96, 128, false}, {62, 42, true}},
	[MEM] = {"mem", {96, 30, true}, {190, 44, true}, {110, 100, false}},
	[IO] = {"io", {118, 64, false}, {150, 52, false}, {222, 28, true}},
	[RED] = {"red", {232, 20, false}, {104, 56, false}, {92, 52, false}},
	[GREEN] = {"green", {106, 56, false}, {186, 40, false}, {100, 48, false}},
	[BLUE] = {"blue", {110, 58, false}, {152, 48, false}, {228, 22, false}},
	[YELLOW] = {"yellow", {222, 24, false}, {190, 34, false}, {72, 36, false}},
	[PURPLE] = {"purple", {186, 36, false}, {124, 52, false}, {208, 30, false}},
	[AQUA] = {"aqua", {84, 58, false}, {184, 36, false}, {190, 30, false}},
	[ORANGE] = {"orange", {236, 14, false}, {142, 44, false}, {58, 36, false}},
	/* ours */
	[DARK_BLUE] = {"darkblue", {38, 34, false}, {66, 44, false}, {132, 48, false}},
	[LIGHT_BLUE] = {"lightblue", {128, 46, false}, {178, 40, false}, {228, 22, false}},
	[SLATE] = {"slate", {148, 36, false}, {158, 36, false}, {172, 36, false}},
};

/* The first pattern that fits a name, as written with its annotation, gives its hue. */
struct rule {
	const char *pattern; /* '*' any text, '?' one character; NULL: the end */
	enum hue hue;
};

static const struct rule chain[] = {{"*_[w]*", AQUA}, {NULL, BLUE}};

static const struct rule java[] = {
	{"*_[j]", GREEN}, {"*_[i]", AQUA},
	{"java/*", GREEN}, {"javax/*", GREEN}, {"jdk/*", GREEN}, {"net/*", GREEN},
	{"org/*", GREEN}, {"com/*", GREEN}, {"io/*", GREEN}, {"sun/*", GREEN},
	{"Ljava/*", GREEN}, {"Ljavax/*", GREEN}, {"Ljdk/*", GREEN}, {"Lnet/*", GREEN},
	{"Lorg/*", GREEN}, {"Lcom/*", GREEN}, {"Lio/*", GREEN}, {"Lsun/*", GREEN},
	{"*:::*", GREEN}, {"*::*", YELLOW}, {"*_[k]", ORANGE}, {NULL, RED},
};

static const struct rule perl[] = {
	{"*::*", YELLOW}, {"*Perl*", GREEN}, {"*.pl*", GREEN}, {"*_[k]", ORANGE}, {NULL, RED},
};

static const struct rule js[] = {
	{"*/*_[j]", GREEN}, {"*_[j]", AQUA}, {"*::*", YELLOW}, {"*/*.js*", GREEN}, {"*:*", AQUA},
	{" ", GREEN}, {"*_[k]*", ORANGE}, {NULL, RED},
};

/* As inferno has them. */
static const struct rule python[] = {
	{"*site-packages/*", AQUA}, {"*dist-packages/*", AQUA}, {"*/python?/*", YELLOW},
	{"*/python?.*/*", YELLOW}, {"*/Python/*", YELLOW}, {"*/python/*", YELLOW},
	{"<built-in*", YELLOW}, {"<method*", YELLOW}, {"<frozen*", YELLOW}, {"*(<frozen*", YELLOW},
	{"*_[k]", ORANGE}, {NULL, RED},
};

static const struct rule rust[] = {
	{"<core::future::from_generator::GenFuture*", AQUA},
	{"core::*", ORANGE}, {"std::*", ORANGE}, {"alloc::*", ORANGE},
	{"<core::*", ORANGE}, {"<std::*", ORANGE}, {"<alloc::*", ORANGE},
	{"*`core::*", ORANGE}, {"*`std::*", ORANGE}, {"*`alloc::*", ORANGE},
	{"*`<core::*", ORANGE}, {"*`<std::*", ORANGE}, {"*`<alloc::*", ORANGE},
	{"*::*", AQUA}, {NULL, YELLOW},
};

/* Where the machine is: doing nothing, in a driver, in the kernel, in a program. */
static const struct rule kernel[] = {
	{"swapper*", SLATE}, {"*cpu_idle*", SLATE}, {"do_idle*", SLATE}, {"*_idle_[k]", SLATE},
	{"*_idle_*_[k]", SLATE}, {"cpuidle_*", SLATE}, {"*_safe_halt*", SLATE},
	{"mwait_*", SLATE}, {"cpu_startup_entry*", SLATE}, {"start_secondary*", SLATE},
	{"secondary_startup*", SLATE},
	{"*.ko_[k]", PURPLE}, {"nvme_*_[k]", PURPLE}, {"ahci_*_[k]", PURPLE}, {"ata_*_[k]", PURPLE},
	{"scsi_*_[k]", PURPLE}, {"sd_*_[k]", PURPLE}, {"mpt3sas_*_[k]", PURPLE},
	{"megasas_*_[k]", PURPLE}, {"virtio*_[k]", PURPLE}, {"virtqueue_*_[k]", PURPLE},
	{"vring_*_[k]", PURPLE}, {"virtnet_*_[k]", PURPLE}, {"e1000*_[k]", PURPLE},
	{"igb_*_[k]", PURPLE}, {"igc_*_[k]", PURPLE}, {"ixgbe*_[k]", PURPLE}, {"i40e_*_[k]", PURPLE},
	{"ice_*_[k]", PURPLE}, {"mlx4_*_[k]", PURPLE}, {"mlx5*_[k]", PURPLE}, {"bnxt_*_[k]", PURPLE},
	{"tg3_*_[k]", PURPLE}, {"ena_*_[k]", PURPLE}, {"gve_*_[k]", PURPLE}, {"vmxnet3_*_[k]", PURPLE},
	{"hv_*_[k]", PURPLE}, {"netvsc_*_[k]", PURPLE}, {"xennet_*_[k]", PURPLE},
	{"r8169_*_[k]", PURPLE}, {"rtl8*_[k]", PURPLE}, {"iwl*_[k]", PURPLE}, {"ath*k_*_[k]", PURPLE},
	{"usb_*_[k]", PURPLE}, {"xhci_*_[k]", PURPLE}, {"ehci_*_[k]", PURPLE}, {"drm_*_[k]", PURPLE},
	{"i915_*_[k]", PURPLE}, {"amdgpu_*_[k]", PURPLE}, {"nouveau_*_[k]", PURPLE},
	{"nvidia_*_[k]", PURPLE}, {"snd_*_[k]", PURPLE},
	{"*_[k]", ORANGE}, {"[k] *", ORANGE}, {NULL, GREEN},
};

/* Garbage collection and memory, the runtime, the program, what it imports, the standard library. */
static const struct rule go[] = {
	{"*_[k]", PURPLE}, {"runtime.gc*", RED}, {"runtime.(*gc*", RED}, {"runtime.malloc*", RED},
	{"runtime.scan*", RED}, {"runtime.mark*", RED}, {"runtime.sweep*", RED},
	{"runtime.bgsweep*", RED}, {"runtime.bgscavenge*", RED}, {"runtime.(*mheap)*", RED},
	{"runtime.(*mcache)*", RED}, {"runtime.(*mcentral)*", RED}, {"runtime.*", ORANGE},
	{"runtime/*", ORANGE}, {"internal/runtime/*", ORANGE}, {"main.*", GREEN}, {"*.*/*", AQUA},
	{NULL, YELLOW},
};

/* Where on a cluster, the kernel, the program. */
static const struct rule k8s[] = {
	{"node:*", DARK_BLUE}, {"namespace:*", DARK_BLUE}, {"ns:*", DARK_BLUE}, {"pod:*", DARK_BLUE},
	{"container:*", DARK_BLUE}, {"node=*", DARK_BLUE}, {"namespace=*", DARK_BLUE},
	{"ns=*", DARK_BLUE}, {"pod=*", DARK_BLUE}, {"container=*", DARK_BLUE},
	{"*_[k]", GREEN}, {"[k] *", GREEN}, {NULL, LIGHT_BLUE},
};

struct palette {
	const char *name;
	const struct rule *rules; /* NULL: one hue */
	enum hue hue;
	unsigned shades; /* of each hue */
};

static const struct palette palettes[] = {
	{"hot", NULL, HOT, SHADES}, {"mem", NULL, MEM, SHADES}, {"io", NULL, IO, SHADES},
	{"red", NULL, RED, SHADES / 2}, {"green", NULL, GREEN, SHADES / 2},
	{"blue", NULL, BLUE, SHADES / 2}, {"yellow", NULL, YELLOW, SHADES / 2},
	{"purple", NULL, PURPLE, SHADES / 2}, {"aqua", NULL, AQUA, SHADES / 2},
	{"orange", NULL, ORANGE, SHADES / 2}, {"wakeup", NULL, AQUA, SHADES / 2},
	{"chain", chain, HUES, SHADES / 2}, {"java", java, HUES, SHADES / 5},
	{"perl", perl, HUES, SHADES / 4}, {"js", js, HUES, SHADES / 5},
	{"python", python, HUES, SHADES / 4}, {"rust", rust, HUES, SHADES / 3},
	{"kernel", kernel, HUES, SHADES / 4}, {"go", go, HUES, SHADES / 6},
	{"k8s", k8s, HUES, SHADES / 3},
};

#define N_PALETTES (sizeof palettes / sizeof palettes[0])

const char *
palette_name(size_t i)
{
	return i < N_PALETTES ? palettes[i].name : NULL;
}

const char *
palette_name_of(const struct palette *p)
{
	return p->name;
}

const struct palette *
palette_find(const char *name)
{
	for (size_t i = 0; i < N_PALETTES; i++)
		if (!strcmp(palettes[i].name, name))
			return &palettes[i];
	return NULL;
}

struct str
palette_shown(struct str name)
{
	const char *end = name.p + name.n;

	if (name.n >= 4 && end[-1] == ']' && !memcmp(end - 4, "_[", 2) && strchr("kjiw", end[-2]))
		name.n -= 4;
	return name.n ? name : STR("(empty)");
}

/* Not 0 where one of eight bytes is c. */
static inline uint64_t
has_byte(uint64_t word, unsigned char c)
{
	uint64_t differ = word ^ BYTES_EACH(c);

	return (differ - BYTES_EACH(1)) & ~differ & BYTES_EACH(0x80);
}

/* What overloads and instances of a template have in common. */
static struct str
family(struct str name)
{
	size_t i = 1;
	uint64_t word;

	for (; i + sizeof word <= name.n; i += sizeof word) {
		memcpy(&word, name.p + i, sizeof word);
		if (has_byte(word, '(') | has_byte(word, '<'))
			break;
	}
	for (; i < name.n; i++)
		if (name.p[i] == '(' || name.p[i] == '<')
			return (struct str){name.p, i};
	return name;
}

#define FNV_PRIME 0x100000001b3u

/* FNV-1a with 64 bits, its bits mixed once more. */
static uint64_t
hash(struct str s, uint64_t seed)
{
	const unsigned char *p = (const unsigned char *)s.p, *end = p + s.n;
	uint64_t h = 0xcbf29ce484222325u ^ seed;

	for (; end - p >= 4; p += 4) {
		h = (h ^ p[0]) * FNV_PRIME;
		h = (h ^ p[1]) * FNV_PRIME;
		h = (h ^ p[2]) * FNV_PRIME;
		h = (h ^ p[3]) * FNV_PRIME;
	}
	for (; p < end; p++)
		h = (h ^ *p) * FNV_PRIME;
	h = (h ^ h >> 32) * 0x9e3779b97f4a7c15u;
	return h ^ h >> 32;
}

/* flamegraph.pl's --hash, from the front or the back of a name: its first three
 * characters, weighted, as a number from 0 to 1. */
static double
alike(struct str s, bool backwards)
{
	static const double weights[] = {1, 0.7, 0.49};
	double sum = 0;
	size_t skip = 0;

	for (size_t i = 1; i < s.n && !skip; i++)
		if (s.p[backwards ? s.n - 1 - i : i] == '`')
			skip = i + 1;
	for (size_t i = 0; i < 3 && skip + i < s.n; i++) {
		size_t at = backwards ? s.n - 1 - skip - i : skip + i;
		unsigned mod = 10 + (unsigned)i;
		sum += (double)((unsigned char)s.p[at] % mod) / (mod - 1) * weights[i];
	}
	return 1 - sum / 3.19;
}

/* Which of n shades, for v in [0, 1]. */
static unsigned
step(double v, unsigned n)
{
	unsigned k = (unsigned)(v * n);

	return k < n ? k : n - 1;
}

/* The middle of shade k of n. */
static uint8_t
value(struct channel c, unsigned k, unsigned n)
{
	return (uint8_t)(c.from + c.span * (2 * k + 1) / (2 * n));
}

static struct rgb
shade(enum hue h, unsigned shades, struct str name, struct palette_pick pick)
{
	unsigned columns = shades == SHADES ? COLUMNS : shades;
	unsigned rows = shades / columns, a, b;
	struct str known = family(palette_shown(name));

	if (pick.way == PALETTE_ALIKE) {
		a = step(alike(known, false), columns);
		b = step(alike(known, true), rows);
	} else {
		uint64_t v = hash(known, pick.way == PALETTE_RANDOM ? pick.seed : 0);
		a = (unsigned)((v >> 32) * columns >> 32);
		b = (unsigned)((v & 0xffffffffu) * rows >> 32);
	}
#define VALUE(c) value(c, (c).second ? b : a, (c).second ? rows : columns)
	return (struct rgb){VALUE(hues[h].r), VALUE(hues[h].g), VALUE(hues[h].b)};
#undef VALUE
}

struct rgb
palette_rgb(const struct palette *p, struct str name, struct palette_pick pick)
{
	enum hue h = p->hue;

	if (name.n == 2 && !memcmp(name.p, "--", 2))
		return (struct rgb){160, 160, 160};
	if (name.n == 1 && *name.p == '-')
		return (struct rgb){200, 200, 200};
	if (p->rules) {
		const struct rule *r = p->rules;
		while (r->pattern && !glob_fits(str_from(r->pattern), name))
			r++;
		h = r->hue;
	}
	return shade(h, p->shades, name, pick);
}

bool
palette_hue(const char *hue, struct str name, struct palette_pick pick, struct rgb *rgb)
{
	for (unsigned h = 0; h < HUES; h++)
		if (!strcmp(hues[h].name, hue)) {
			*rgb = shade((enum hue)h, SHADES / 4, name, pick);
			return true;
		}
	return false;
}
