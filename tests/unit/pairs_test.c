#include "fold/pairs.h"
#include "fold/scan.h"
#include "unit.h"

/* Blocks as a thread may meet them: the first may be one in which no line begins, or
 * none that counts for something. */
static void
a_hand_counts_blocks_without_lines(void)
{
	static const char none[SCAN_PAD + 1] = "", zero[SCAN_PAD + 8] = "a;b 0\n",
	                  some[SCAN_PAD + 16] = "a;b 2\nc 1\na;b 3\n";
	const struct str blocks[] = {{none, 0}, {zero, 6}, {some, 16}};
	struct pairs pairs;
	struct pairs_hand hand = {0};
	struct usual usual = {0};

	pairs_init(&pairs, sizeof some);
	for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
		CHECK(usual_lines(&usual, blocks[i].p, blocks[i].n));
		CHECK(pairs_count(&pairs, &hand, PAIRS_AFTER, &usual));
		CHECK(hand.n == (i == 2 ? 2 : 0));
	}
	CHECK(hand.total[PAIRS_BEFORE] == 0 && hand.total[PAIRS_AFTER] == 6 && !hand.overflow);
	for (size_t i = 0; i < hand.n; i++) {
		const struct pair *pair = pairs_at(&pairs, hand.found[i].place);
		CHECK(pair->count[PAIRS_AFTER] == (pair->n == 3 ? 5 : 1));
	}
	usual_release(&usual);
	pairs_hand_release(&hand);
	pairs_release(&pairs);
}

int
main(void)
{
	TEST(a_hand_counts_blocks_without_lines);
	return unit_end();
}
