// Colour classes: which one a frame is in, and what it looks like in the light and in the dark.

/** How frames are coloured, in the order of the K key. @type {Record<string, string>} */
const COLORINGS = {palette: 'palette', package: 'package', kind: 'kind', width: 'width'};
if (head.diff) COLORINGS.diff = 'difference';

/** @param {number} h degrees @param {number} s percent @param {number} l percent
 * @returns {string} */
function hsl(h, s, l) {
	const a = (s * Math.min(l, 100 - l)) / 10000;
	/** @param {number} n */
	const part = n => {
		const k = (n + h / 30) % 12;
		return Math.round(255 * (l / 100 - a * Math.max(-1, Math.min(k - 3, 9 - k, 1))))
			.toString(16)
			.padStart(2, '0');
	};
	return '#' + part(0) + part(8) + part(4);
}

/** @param {number} h @param {number} [s] @returns {string[]} a class: light, dark */
function hue(h, s = 60) {
	return [hsl(h, s, 74), hsl(h, s * 0.7, 42)];
}

const GREY = ['#d8d8dc', '#4a4d55'];

/** The part of a name that says where it is from: library, package, namespace, file.
 * The first pattern that fits rules. @type {RegExp[]} */
const PACKAGES = [
	/^(?:L)?((?:[\w$-]+\/)+)[\w$.<>]+[.:]/, // java/util/HashMap.get
	/^\[?([^`[\]]+)\]?`/, // libc.so.1`malloc
	/^\[([^\]]+)\]$/, // [libc.so.6]
	/\(([^()\s]+\.(?:py|rb|js|mjs|ts|php|lua|c|cc|cpp|h|rs|go))\b[^()]*\)$/, // run (app.py:12)
	/^([^\s:]+\.(?:py|rb|js|mjs|ts|php|lua)):/, // app.py:run
	/(?:^|\s)([^\s]+\.(?:so|dll|dylib)[\w.]*)/, // libfoo.so.2
	/^((?:[\w.-]+\/)*[\w-]+)\.[(\w*]/, // github.com/a/b.(*T).Method
	/^<?&?(?:mut )?(?:dyn )?((?:\w+)(?:::\w+)?)::/, // alloc::vec::push
	/^((?:[a-z]\w*\.)+)[A-Z]\w*[.:]/ // org.example.Thing.run
];

/** @param {number} name @returns {string} or '' */
function packageOf(name) {
	for (const p of PACKAGES) {
		const m = p.exec(shown[name].slice(0, 300));
		if (m) return m[1].replace(/[/.]$/, '');
	}
	return kinds[name] === 'k' ? 'kernel' : '';
}

/** @param {string} s @returns {number} FNV-1a */
function hash(s) {
	let h = 0x811c9dc5;
	for (let i = 0; i < s.length; i++) h = Math.imul(h ^ s.charCodeAt(i), 0x01000193);
	return h >>> 0;
}

/** By letter of the annotation: a class, and what to call it.
 * @type {[string, string, string[]][]} */
const KINDS = [
	['', 'native', hue(18, 80)],
	['k', 'kernel', hue(210, 70)],
	['j', 'JIT', hue(130, 45)],
	['i', 'inlined', hue(175, 50)],
	['w', 'waker', hue(285, 50)]
];

const PACKAGE_CLASSES = [GREY].concat(
	Array.from({length: 28}, (_, i) => [
		hsl((i * 137.5) % 360, 58, i % 3 ? 76 : 68),
		hsl((i * 137.5) % 360, 38, i % 3 ? 40 : 48)
	])
);

const WIDTH_CLASSES = [0, 1, 2, 3, 4, 5, 6, 7].map(i => [
	hsl(48 - 5 * i, 90, 88 - 5 * i),
	hsl(48 - 5 * i, 55, 24 + 4 * i)
]);

/** A frame of so much of the view: twice as wide is one class up. @param {number} part */
function widthClass(part) {
	return Math.max(0, Math.min(7, 7 + Math.floor(Math.log2(part))));
}

/**
 * @typedef {object} Coloring
 * @property {string[][]} classes [light, dark], at most 32
 * @property {Uint8Array | null} byName
 * @property {((t: Tree, i: number, view: number) => number) | null} byNode
 */

/** @type {Record<string, () => Coloring>} */
const MAKE_COLORING = {
	palette: () => ({classes: head.classes.slice(0, 32), byName: nameClass, byNode: null}),
	package: () => ({
		classes: PACKAGE_CLASSES,
		byNode: null,
		byName: Uint8Array.from(names, (_, i) => {
			const p = packageOf(i);
			return p ? 1 + (hash(p) % 28) : 0;
		})
	}),
	kind: () => ({
		classes: KINDS.map(k => k[2]),
		byNode: null,
		byName: Uint8Array.from(kinds, k => KINDS.findIndex(row => row[0] === k))
	}),
	diff: () => ({
		classes: head.diff ? head.diff.scale : [],
		byName: null,
		byNode: (t, i) => changeClass(t.tot2 ? change(t.tot[i], t.tot2[i]) : 0)
	}),
	width: () => ({
		classes: WIDTH_CLASSES,
		byName: null,
		byNode: (t, i, view) => widthClass(t.wid[i] / view)
	})
};

/** @type {Record<string, Coloring>} */
const colorings = {};

/** @returns {Coloring} */
function coloring() {
	const c = settings.color;
	return colorings[c] || (colorings[c] = MAKE_COLORING[c]());
}

/** @param {string} color @returns {boolean} whether dark text is easier to read on it */
function isBright(color) {
	const m = /^#(..)(..)(..)/.exec(color);
	if (!m) return true;
	const [r, g, b] = m.slice(1).map(x => (parseInt(x, 16) / 255) ** 2.2);
	return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.2;
}

const darkQuery = matchMedia('(prefers-color-scheme: dark)');
const calmQuery = matchMedia('(prefers-reduced-motion: reduce)');
const contrastQuery = matchMedia('(prefers-contrast: more)');

/** @returns {boolean} */
function isDark() {
	return settings.theme === 'dark' || (settings.theme === 'auto' && darkQuery.matches);
}

/** @returns {boolean} */
function isContrast() {
	return settings.theme === 'contrast' || contrastQuery.matches;
}
