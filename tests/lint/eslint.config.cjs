'use strict';

// Rules for the page's script and for the tests' scripts. eslint and its
// recommended rules are found through NODE_PATH.
const js = require('@eslint/js');

const browser = ['addEventListener', 'Blob', 'cancelAnimationFrame', 'clearTimeout', 'console',
	'customElements', 'document', 'DOMParser', 'Element', 'getComputedStyle', 'history', 'Image',
	'innerHeight', 'innerWidth', 'localStorage', 'location', 'matchMedia', 'MessageChannel', 'MouseEvent',
	'MutationObserver', 'navigator',
	'performance', 'requestAnimationFrame', 'ResizeObserver', 'setTimeout', 'SVGElement',
	'URL', 'URLSearchParams', 'window', 'XMLSerializer'];
const node = ['Buffer', '__dirname', 'clearTimeout', 'console', 'module', 'process', 'require',
	'setTimeout', 'URL'];

const globals = names => Object.fromEntries(names.map(name => [name, 'readonly']));

const rules = {
	...js.configs.recommended.rules,
	'consistent-return': 'error',
	'eqeqeq': 'error',
	'no-constructor-return': 'error',
	'no-eval': 'error',
	'no-implied-eval': 'error',
	'no-new-func': 'error',
	'no-self-compare': 'error',
	'no-shadow': 'error',
	'no-throw-literal': 'error',
	'no-unused-vars': ['error', { args: 'after-used', caughtErrors: 'none' }],
	'no-use-before-define': ['error', { functions: false, classes: false, variables: false }],
	'no-var': 'error',
	'prefer-const': 'error',
	'strict': ['error', 'safe'],
};

module.exports = [
	{
		// the build puts these files into one function, so what one declares the others
		// use: tsc, which sees them all, is the one that finds unknown names
		files: ['src/draw/page/*.js'],
		languageOptions: { sourceType: 'script', globals: globals(browser) },
		rules: {
			...rules,
			'no-control-regex': 'off',
			'no-redeclare': ['error', { builtinGlobals: false }],
			'no-undef': 'off',
			'prefer-const': 'off',
			'no-unused-vars': ['error', { vars: 'local', args: 'after-used', caughtErrors: 'none' }],
			'strict': 'off',
			// what src/draw/page/pack.awk relies on
			'no-multi-str': 'error',
			'no-restricted-syntax': ['error', 'TemplateLiteral'],
			'semi': ['error', 'always'],
		},
	},
	{
		files: ['tests/**/*.js'],
		languageOptions: { sourceType: 'commonjs', globals: globals([...node, ...browser]) },
		rules,
	},
];
