/* An input in pieces: whole records, all of them, in order, whatever their length. */
#include <stdlib.h>

#include "base/diag.h"
#include "base/mem.h"
#include "collapse/pieces.h"
#include "fold/hash.h"
#include "unit.h"

/* Records start at lines that are not indented. */
static size_t
last_start(struct str text)
{
	for (size_t i = text.n; i-- > 1;)
		if (text.p[i - 1] == '\n' && text.p[i] != ' ')
			return i;
	return 0;
}

static const char text[] = "a\n b\n c\nd\n e\n a rather long line, longer than several pieces\nf\n";

static void
check_pieces(size_t size, size_t want)
{
	struct pieces pieces;
	struct piece piece = {0};
	struct in in;
	size_t at = 0, n = 0;

	in_from_memory(&in, "text", (struct str){text, sizeof text - 1});
	pieces_init(&pieces, &in, size, last_start);
	for (; pieces_next(&pieces, &piece); n++) {
		CHECK(piece.index == n);
		CHECK(*piece.text.p != ' ');
		CHECK(at + piece.text.n < sizeof text && !memcmp(piece.text.p, text + at, piece.text.n));
		for (size_t i = 0; i < HASH_PAD; i++)
			CHECK(!piece.text.p[piece.text.n + i]);
		at += piece.text.n;
		pieces_done(&pieces, &piece);
	}
	CHECK(at == sizeof text - 1);
	CHECK(n == want);
	piece_release(&piece);
	pieces_release(&pieces);
}

static void
pieces_are_the_input(void)
{
	check_pieces(1, 3);
	check_pieces(9, 3);
	check_pieces(sizeof text, 2);
}

/* Bad lines are counted over all pieces, in whatever order these are done. */
static void
bad_lines_have_their_place(void)
{
	struct report report = {0};
	struct pieces pieces;
	struct piece piece[3];
	struct in in;

	in_from_memory(&in, "text", STR("a\n b\nc\n d\ne\n"));
	memset(piece, 0, sizeof piece);
	pieces_init(&pieces, &in, 1, last_start);
	for (size_t i = 0; i < 3; i++) {
		CHECK(pieces_next(&pieces, &piece[i]));
		piece[i].lines = i < 2 ? 2 : 1;
		piece_bad(&piece[i], 1, "bad");
	}
	for (size_t i = 3; i-- > 0;)
		pieces_done(&pieces, &piece[i]);
	for (int i = 0; i < PIECES_BAD; i++)
		piece_bad(&piece[1], 2, "bad");
	pieces_done(&pieces, &piece[1]);
	diag_quiet();
	pieces_report(&pieces, &report);
	CHECK(report.bad == 3 + PIECES_BAD);
	CHECK(in.pos.line == 5);
	for (size_t i = 0; i < 3; i++)
		piece_release(&piece[i]);
	pieces_release(&pieces);
}

int
main(void)
{
	TEST(pieces_are_the_input);
	TEST(bad_lines_have_their_place);
	return unit_end();
}
