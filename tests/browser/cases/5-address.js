'use strict';

// The state of the page in its address; a link that no longer fits.

module.exports = [
	['zoom, search and view are in the address and come back', async t => {
		await t.open('tour.svg');
		await t.zoom('app;main;run');
		await t.search('alloc');
		await t.until('the search is in the address', () => location.hash.includes('q=alloc'));
		const hash = await t.hash();
		t.matches(decodeURIComponent(hash), /z=app;main;run/, 'the address');
		await t.open('tour.svg', `#${hash}`);
		t.zoomedTo('app;main;run');
		await t.painted('app;main;run;step;alloc');
		await t.says('.cf-found', /16\.36\s?% of view/);
		t.same(await t.hash(), hash, 'the address stays');
	}],

	['Back and Forward walk through zooms', async t => {
		await t.open('tour.svg');
		await t.zoom('app;main');
		await t.zoom('app;main;run');
		await t.page.goBack();
		t.zoomedTo('app;main');
		await t.painted('app;main;load');
		await t.page.goForward();
		t.zoomedTo('app;main;run');
		await t.painted('app;main;run;step;eval');
	}],

	['what no longer fits is left out, and said', async t => {
		await t.open('tour.svg', '#z=app;main;gone;deeper&q=lex&m=nonsense&zz=1&t=q');
		t.zoomedTo('app;main');
		await t.painted('app;main;run');
		await t.says('.cf-found', /12\.00\s?% of all/);
		await t.says('.cf-notice', /gone/);
		await t.says('.cf-notice', /nonsense/);
	}],

	['no address breaks the page', async t => {
		for (const hash of ['#%', '#z=%ff%00;&x=1e999,-1', '#z=;;;;&q=%5B', '#&&&===', '#x=NaN,NaN',
			'#t=f:%3C/script%3E&t=h', '#m=sandwich:nobody', `#z=${'a;'.repeat(5000)}`,
			'#q=(((((&top=1', '#o=none&c=none&l=none&th=none']) {
			await t.open('tour.svg', hash);
			t.check((await t.boxes()).length > 3, `boxes are painted with ${hash.slice(0, 40)}`);
		}
	}],

	['the address of transforms and of the sandwich', async t => {
		await t.open('tour.svg', '#t=h:eval&m=sandwich:alloc');
		await t.says('.cf-chips', /eval/);
		await t.says('.cf-caption', /alloc/);
	}],
];
