'use strict';

// A web server on 127.0.0.1 that hands out the made files under the policies that real
// places put on them: /POLICY/FILE. Counts what is asked for, so that a test can see that
// a page of ours fetches nothing.

const fs = require('fs');
const http = require('http');
const path = require('path');

const POLICIES = {
	plain: null,
	// uploads shown by a code host: no script, no style of any kind
	nostyle: "default-src 'none'; sandbox",
	// raw files of a code host: no script
	raw: "default-src 'none'; style-src 'unsafe-inline'; sandbox",
	// archived artifacts of a build server
	artifact: "sandbox allow-same-origin; default-src 'none'; img-src 'self'; style-src 'self'",
	// scripts run, but no style of any kind is applied
	unstyled: "default-src 'none'; script-src 'unsafe-inline'",
	// an artifact preview: scripts run, but storage, history and clipboard may throw
	scripts: 'sandbox allow-scripts',
};

const TYPES = { '.svg': 'image/svg+xml', '.html': 'text/html; charset=utf-8' };

function serve(files)
{
	const asked = [];
	const server = http.createServer((request, reply) => {
		const [, policy, name] = /^\/(\w+)\/([\w.-]+)/.exec(request.url) || [];
		const file = name && path.join(files, name);
		if (request.url === '/favicon.ico') {
			reply.writeHead(204).end();
			return;
		}
		asked.push(request.url);
		if (!(policy in POLICIES) || !fs.existsSync(file)) {
			reply.writeHead(404).end();
			return;
		}
		const headers = { 'Content-Type': TYPES[path.extname(name)] || 'text/plain' };
		if (POLICIES[policy])
			headers['Content-Security-Policy'] = POLICIES[policy];
		reply.writeHead(200, headers).end(fs.readFileSync(file));
	});
	return new Promise(done => server.listen(0, '127.0.0.1', () => {
		const { port } = server.address();
		done({
			asked,
			url: (policy, name) => `http://127.0.0.1:${port}/${policy}/${name}`,
			close: () => server.close(),
		});
	}));
}

module.exports = { serve };
