'use strict';

// Search: what matches is painted so, and exact shares are said.

const MATCH = '.cf-match';

/** the boxes that are painted as matches, left to right */
const matches = async t => (await t.boxes()).filter(b => b.cls.includes('cf-match'))
	.sort((a, b) => a.x - b.x || b.y - a.y);

module.exports = [
	['^main$ finds the frame main', async t => {
		await t.open('tour.svg');
		await t.search('^main$');
		await t.says('.cf-found', /95\.00\s?%/);
		await t.wait('both are painted as matches', async () => (await matches(t)).length === 2);
		const [first, second] = await matches(t);
		t.near(first.x, (await t.place('app;main')).x, 1, 'the first match');
		t.near(second.x, (await t.place('helper;main')).x, 1, 'the second match');
		t.same((await t.painted('app;main')).cls.includes('cf-match'), true, 'main is a match');
		t.same((await t.painted('app')).cls.includes('cf-match'), false, 'app is not');
		await t.shot('search');
	}],

	['an annotation is not a part of the name', async t => {
		await t.open('tour.svg');
		await t.search('^wait$');
		await t.says('.cf-found', /10\.00\s?%/);
		await t.search('\\[k\\]');
		await t.says('.cf-found', /no match/i);
	}],

	['overlapping matches count once', async t => {
		await t.open('tour.svg');
		await t.search('eval');
		await t.says('.cf-found', /21\.00\s?%/);
		await t.search('app|main|run|lex');
		await t.says('.cf-found', /100(\.00)?\s?%/);
	}],

	['no hit says so', async t => {
		await t.open('tour.svg');
		await t.search('nowhere');
		await t.says('.cf-found', /no match/i);
		t.same((await matches(t)).length, 0, 'painted matches');
	}],

	['"samples" does not match everything', async t => {
		await t.open('tour.svg');
		await t.search('samples');
		await t.says('.cf-found', /no match/i);
		t.same((await matches(t)).length, 0, 'painted matches');
	}],

	['an invalid pattern says so', async t => {
		await t.open('tour.svg');
		await t.search('(main');
		await t.says('.cf-found', /not a pattern|as text|invalid/i);
		await t.until('the box is marked', () =>
			document.querySelector('.cf-search').getAttribute('aria-invalid') === 'true');
		await t.search('main');
		await t.says('.cf-found', /95\.00\s?%/);
		t.same(await t.in(() => document.querySelector('.cf-search').getAttribute('aria-invalid')),
			'false', 'the mark is gone');
	}],

	['live: each keystroke, without Enter', async t => {
		await t.open('tour.svg');
		await t.press('/');
		const said = [];
		for (const key of 'lex') {
			await t.press(key);
			await t.settle();
			said.push(await t.text('.cf-found'));
		}
		t.matches(said[0], /%/, 'after "l"');
		t.matches(said[2], /12\.00\s?%/, 'after "lex"');
		t.check(said[0] !== said[2], 'it follows the typing');
	}],

	['smart case: an upper-case letter asks for itself', async t => {
		await t.open('tour.svg');
		await t.search('MAIN');
		await t.says('.cf-found', /no match/i);
		await t.search('main');
		await t.says('.cf-found', /95\.00\s?%/);
	}],

	['of the view and of all, anew when zoomed', async t => {
		await t.open('tour.svg');
		await t.search('alloc');
		await t.says('.cf-found', /9\.00\s?%/);
		await t.zoom('app;main;run;step');
		await t.says('.cf-found', /36\.00\s?% of view/);
		await t.says('.cf-found', /9\.00\s?% of all/);
	}],

	['next and previous: "i of n"', async t => {
		await t.open('tour.svg');
		await t.search('alloc');
		await t.press('Enter');
		await t.says('.cf-found', /1 of 2/);
		await t.press('Enter');
		await t.says('.cf-found', /2 of 2/);
		await t.press('Shift+Enter');
		await t.says('.cf-found', /1 of 2/);
		await t.page.evaluate(() => document.activeElement.blur());
		await t.press('n');
		await t.says('.cf-found', /2 of 2/);
		await t.press('Shift+N');
		await t.says('.cf-found', /1 of 2/);
	}],

	['Ctrl-F opens our search, and the box can be cleared', async t => {
		await t.open('tour.svg');
		await t.press('Control+f');
		await t.until('the search box has the keyboard', () =>
			document.activeElement && document.activeElement.matches('.cf-search'));
		await t.page.keyboard.type('lex');
		await t.says('.cf-found', /12\.00/);
		await t.press('Escape');
		await t.press('Escape');
		await t.until('the search is gone', () =>
			document.querySelector('.cf-search').value === '');
		await t.wait('no match is painted', async () =>
			!await t.in(s => document.querySelector(s).getAttribute('d'), MATCH));
	}],

	['matches too narrow to see are shown all the same', async t => {
		await t.open('narrow.svg');
		await t.search('^second$');
		const seen = await t.wait('a match is painted', async () => (await matches(t))[0]);
		t.near(seen.x, (await t.place('main;small')).x, 2, 'where it is');
		t.check(seen.w >= 0.9, 'wide enough to be seen');
	}],

	['--search opens with that search', async t => {
		await t.open('search.svg');
		await t.says('.cf-found', /12\.00\s?%/);
		t.same(await t.in(() => document.querySelector('.cf-search').value), '^lex$', 'the box');
	}],
];
