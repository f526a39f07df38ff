// Elements. Text from the profile goes in as text, never as markup.

/** @param {string} tag @param {Record<string, string | number>} attrs @param {Element} [parent]
 * @returns {SVGElement} */
function shape(tag, attrs, parent) {
	const e = /** @type {SVGElement} */ (document.createElementNS(SVG_NS, tag));
	put(e, attrs);
	if (parent) parent.appendChild(e);
	return e;
}

/** Set attributes that are not so already.
 * @param {Element} e @param {Record<string, string | number | boolean>} attrs */
function put(e, attrs) {
	for (const k in attrs)
		if (e.getAttribute(k) !== String(attrs[k])) e.setAttribute(k, String(attrs[k]));
}

/** @param {string} tag @param {string} cls @param {string} [text] @param {Element} [parent]
 * @returns {HTMLElement} */
function html(tag, cls, text, parent) {
	const e = /** @type {HTMLElement} */ (document.createElementNS(XHTML_NS, tag));
	e.setAttribute('class', cls);
	if (text) e.textContent = text;
	if (parent) parent.appendChild(e);
	return e;
}

/** @param {EventTarget} e @param {string} type @param {(e: any) => void} run
 * @param {AddEventListenerOptions} [options] */
function hear(e, type, run, options) {
	e.addEventListener(type, run, options);
}

/** @param {Element} e @param {string} text */
function setText(e, text) {
	if (e.textContent !== text) e.textContent = text;
}

/** @param {Element} e @param {boolean} on */
function show(e, on) {
	if (on) e.removeAttribute('display');
	else e.setAttribute('display', 'none');
}

/** Room for HTML at a place of the picture.
 * @param {string} cls @param {Element} parent @returns {{box: SVGElement, body: HTMLElement}} */
function island(cls, parent) {
	const box = shape(
		'foreignObject',
		{class: 'cf-island ' + cls + '-box', x: 0, y: 0, width: 1, height: 1},
		parent
	);
	return {box, body: html('div', 'cf-ui ' + cls, '', box)};
}

/** @param {Element} e @param {number} x @param {number} y @param {number} width
 * @param {number} height */
function place(e, x, y, width, height) {
	put(e, {x, y, width: Math.max(0, width), height: Math.max(0, height)});
}

/** @param {string} cls @param {string} text @param {string} label @param {() => void} run
 * @param {Element} parent @returns {HTMLElement} */
function button(cls, text, label, run, parent) {
	const b = html('button', cls, text, parent);
	put(b, {type: 'button', 'aria-label': label, title: label});
	hear(b, 'click', run);
	return b;
}

/** What the script makes, all of it: cleared when a saved page starts again. */
const page = shape('g', {class: 'cf-page'});
