#include "draw/rgb.h"

#define DARKEST_LIGHT 13000  /* luminances: below, light text is easier to read */
#define DARK_LIMIT 12000     /* of a box on a dark page */

/* Relative luminance from 0 to 65025, with a gamma of 2 in place of sRGB's curve. */
static unsigned
luminance(struct rgb c)
{
	return (213u * c.r * c.r + 715u * c.g * c.g + 72u * c.b * c.b) / 1000;
}

bool
rgb_wants_light_text(struct rgb c)
{
	return luminance(c) < DARKEST_LIGHT;
}

static uint8_t
between(uint8_t from, uint8_t to, unsigned part, unsigned parts)
{
	return (uint8_t)((from * (parts - part) + to * part + parts / 2) / parts);
}

struct rgb
rgb_between(struct rgb from, struct rgb to, unsigned part, unsigned parts)
{
	return (struct rgb){between(from.r, to.r, part, parts), between(from.g, to.g, part, parts),
	                    between(from.b, to.b, part, parts)};
}

/* Half of the grey in it goes first, or bright colours would turn to mud. */
struct rgb
rgb_dark(struct rgb c)
{
	static const struct rgb black = {0, 0, 0};
	uint8_t least = c.r < c.g ? c.r : c.g, grey = (uint8_t)((least < c.b ? least : c.b) / 2);
	struct rgb pure = {(uint8_t)(c.r - grey), (uint8_t)(c.g - grey), (uint8_t)(c.b - grey)};
	unsigned part = 90;

	while (part > 20 && luminance(rgb_between(black, pure, part, 100)) > DARK_LIMIT)
		part--;
	return rgb_between(black, pure, part, 100);
}

static unsigned
square(int d)
{
	return (unsigned)(d * d);
}

unsigned
rgb_distance(struct rgb a, struct rgb b)
{
	return 3 * square(a.r - b.r) + 6 * square(a.g - b.g) + square(a.b - b.b);
}

void
rgb_put(struct out *o, struct rgb c)
{
	char text[7] = "#";
	uint32_t bits = rgb_bits(c);

	for (int i = 0; i < 6; i++)
		text[1 + i] = "0123456789abcdef"[bits >> (20 - 4 * i) & 15];
	out_bytes(o, text, sizeof text);
}

static bool
parse_hex(struct str digits, struct rgb *rgb)
{
	uint64_t v;

	if ((digits.n != 3 && digits.n != 6) || str_starts(digits, STR("0x")) ||
	    !str_hex(digits, &v))
		return false;
	if (digits.n == 6)
		*rgb = (struct rgb){(uint8_t)(v >> 16), (uint8_t)(v >> 8 & 255), (uint8_t)(v & 255)};
	else
		*rgb = (struct rgb){(uint8_t)(v >> 8 & 15), (uint8_t)(v >> 4 & 15), (uint8_t)(v & 15)};
	if (digits.n == 3)
		*rgb = (struct rgb){(uint8_t)(rgb->r * 17), (uint8_t)(rgb->g * 17),
		                    (uint8_t)(rgb->b * 17)};
	return true;
}

/* "1,2,3" */
static bool
parse_numbers(struct str list, struct rgb *rgb)
{
	uint64_t v[3];

	for (int i = 0; i < 3; i++) {
		struct cut c = str_cut(list, ',');
		if (c.ok != (i < 2) || !str_u64(str_trim(c.head), &v[i]) || v[i] > 255)
			return false;
		list = c.tail;
	}
	*rgb = (struct rgb){(uint8_t)v[0], (uint8_t)v[1], (uint8_t)v[2]};
	return true;
}

bool
rgb_parse(struct str text, struct rgb *rgb)
{
	if (str_starts(text, STR("#")))
		return parse_hex(str_rest(text, 1), rgb);
	if (!str_starts(text, STR("rgb(")) || !str_ends(text, STR(")")))
		return false;
	return parse_numbers((struct str){text.p + 4, text.n - 5}, rgb);
}
