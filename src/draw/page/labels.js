// Labels: as much of the name as fits, in the frames that are wide enough.

const NARROWEST = 20,
	MOST_LABELS = 1500,
	PAD = 3;

/** By ASCII code: how wide a character is, in pixels. */
const charWidth = new Float64Array(128).fill(0.6 * fontSize);

/** Measure the font once; a name is fitted by arithmetic. */
function measureFont() {
	const canvas = /** @type {HTMLCanvasElement} */ (document.createElementNS(XHTML_NS, 'canvas'));
	const pen = canvas.getContext && canvas.getContext('2d');
	if (!pen) return;
	pen.font = fontSize + 'px ' + getComputedStyle(svg).fontFamily;
	for (let i = 32; i < 127; i++)
		charWidth[i] = pen.measureText(String.fromCharCode(i)).width || 0.6 * fontSize;
}

/** @param {number} code a code point @returns {number} */
function widthOf(code) {
	return code < 128 ? charWidth[code] : code < 0x1100 ? 0.7 * fontSize : 1.05 * fontSize;
}

/** @param {string} s @param {number} room @returns {string} s, or what of it fits in room pixels */
function fitted(s, room) {
	let w = 0;
	const chars = s.length > 2000 ? Array.from(s.slice(0, 1000) + s.slice(-1000)) : Array.from(s);
	for (let i = 0; i < chars.length && w <= room; i++)
		w += widthOf(/** @type {number} */ (chars[i].codePointAt(0)));
	if (w <= room) return s;
	const space = room - 2 * charWidth[46],
		middle = settings.labels === 'middle',
		first = settings.labels === 'start' ? [] : taken(chars, middle ? space / 2 : space),
		last =
			settings.labels === 'end' || settings.labels === 'short'
				? []
				: taken(chars.slice(first.length).reverse(), middle ? space / 2 : space).reverse();
	return first.length + last.length ? first.join('') + '..' + last.join('') : '';
}

/** @param {string[]} chars @param {number} room @returns {string[]} the first ones that fit */
function taken(chars, room) {
	let n = 0;
	for (let w = 0; n < chars.length; n++)
		if ((w += widthOf(/** @type {number} */ (chars[n].codePointAt(0)))) > room) break;
	return chars.slice(0, n);
}

/** Without arguments, directories and all but the last two parts of what it is in.
 * @param {string} s @returns {string} */
function shortened(s) {
	if (s.length > 999) return s;
	for (let was = ''; was !== s; )
		s = (was = s).replace(/(?<=[\w)>])(<[^<>]+>|\([^()]+\))/g, '');
	return s
		.replace(/[^\s:~(]+\//g, '')
		.replace(/^([a-z_$][\w$]*(::|\.))+(?=[a-z_$][\w$]*(::|\.)[a-z_~$<][^:.]*$)/i, '');
}

/** As much as there is room for: of a change all of it, or nothing.
 * @param {Tree} t @param {number} i a node, or -1 - n: what was cut from n
 * @param {number} room @returns {string} */
function labelText(t, i, room) {
	if (i < 0) return fitted(cutText(t, -1 - i), room);
	const whole = frameText(t, i),
		name = settings.labels === 'short' ? shortened(whole) : whole,
		d = settings.color === 'diff' && t.tot2 ? change(t.tot[i], t.tot2[i]) : 0;
	if (!d || !t.tot2) return fitted(name, room);
	const odd = oneSided(t.tot[i], t.tot2[i]),
		marked = name + (odd && ', ' + odd);
	const texts = [marked + ' ' + changeText(d), marked];
	return texts.find(text => fitted(text, room) === text) || fitted(name, room);
}

/** @param {Tree} t @param {number} i @returns {string} 412 frames, 0.03 %, not kept */
function cutText(t, i) {
	const c = t.cut && t.cut.get(i);
	return c ? plural(c.frames, 'frame') + ', ' + percent(c.total, all) + ', not kept' : '';
}

/** @param {Pane} p @param {Canvas} c */
function paintLabels(p, c) {
	const {pool} = c,
		dark = isDark();
	let least = NARROWEST,
		n = 0;
	for (let many = MOST_LABELS + 1; many > MOST_LABELS; least *= 1.5) {
		many = 0;
		for (let i = 0; i < c.n; i++) if (c.w[i] >= least) many++;
		if (many <= MOST_LABELS) break;
	}
	/** @type {string[]} */
	const ink = [];
	const zoomed = p.tree.dep[p.root];
	for (let i = 0; i < c.n; i++) {
		if (c.w[i] < least) continue;
		const x = Math.max(0, c.x[i]),
			room = Math.min(c.width, c.x[i] + c.w[i]) - x - 2 * PAD;
		if (room < NARROWEST - 2 * PAD) continue;
		const text = labelText(p.tree, c.node[i], room);
		if (!text) continue;
		const cls = c.cls[i];
		const fill =
			c.dep[i] < zoomed
				? dark
					? '#c8cad0'
					: '#33353a'
				: ink[cls] || (ink[cls] = isBright(classColor(cls)) ? '#000000' : '#ffffff');
		if (n === pool.length) pool.push(shape('text', {'xml:space': 'preserve'}, c.labels));
		const e = pool[n++];
		put(e, {
			x: Math.round(x) + PAD,
			y: rowTop(p, c.dep[i]) + rowHeight / 2 + fontSize * 0.34,
			fill
		});
		setText(e, text);
	}
	for (const e of pool.splice(n)) e.remove();
}
