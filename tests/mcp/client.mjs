// SPDX-License-Identifier: MIT
// client.mjs: every tool through a client of the protocol, which holds results
// to the schemas that the server gives.  A line for each client and tool.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

// The packages lie where check-mcp.sh put them, not beside this file.
const require = createRequire(process.env.MCP_DIR + '/x.js');
const load = (name) => import(pathToFileURL(require.resolve(name)).href);
const { Client } = await load('@modelcontextprotocol/client');
const { StdioClientTransport } = await load('@modelcontextprotocol/client/stdio');
const v1 = await load('@modelcontextprotocol/sdk/client/index.js');
const v1io = await load('@modelcontextprotocol/sdk/client/stdio.js');

const asked = {
	workload_list: {},
	workload_usage: { workload: 'csbot', from: '2026-11-10', by: 'hour' },
	spend_card: { workload: 'csbot' },
	price_compare: { workload: 'csbot', batch_percent: 40 },
	ask: { question: 'Is csbot on track?' },
	gaps: { month: '2026-11' },
	chargeback: { month: '2026-10', draft: true, level: 'all' },
	maturity: { trend: true },
	stop: { workload: 'csbot', confirm: 'csbot', rationale: 'a test' },
};

const who = { name: 'check-mcp', version: '1' };
const server = { command: 'foc-mcp', args: ['--allow-stop'], env: process.env };

async function check(name, client, transport, refusal) {
	let n = 0;

	await client.connect(transport);
	const { tools } = await client.listTools();
	assert.deepEqual(tools.map((t) => t.name).sort(),
	    Object.keys(asked).sort());
	for (const { name: tool } of tools) {
		const r = await client.callTool({ name: tool,
		    arguments: asked[tool] });
		assert.ok(!r.isError, `${tool}: ${r.content?.[0]?.text}`);
		assert.ok(r.structuredContent.records.length > 0, tool);
		assert.deepEqual(JSON.parse(r.content[0].text),
		    r.structuredContent);
		n += r.structuredContent.records.length;
	}
	await refusal(client);
	await client.close();
	console.log(`${name}: ${tools.length} tools, ${n} records`);
}

const told = async (client) => {
	const r = await client.callTool({ name: 'spend_card', arguments: {} });
	assert.equal(r.isError, true);
	assert.match(r.content[0].text, /workload/);
	await assert.rejects(client.callTool({ name: 'none', arguments: {} }),
	    { code: -32602 });
};

const which = process.argv[2];
if (which === '2026-07-28')
	await check('client 2, 2026-07-28', new Client(who,
	    { versionNegotiation: { mode: { pin: which } } }),
	    new StdioClientTransport(server), told);
else if (which === 'auto')
	await check('client 2, auto', new Client(who,
	    { versionNegotiation: { mode: 'auto' } }),
	    new StdioClientTransport(server), async (client) => {
		assert.equal(client.getNegotiatedProtocolVersion(),
		    '2026-07-28');
		await told(client);
	});
else if (which === '2025-11-25')
	await check('client 2, 2025-11-25', new Client(who),
	    new StdioClientTransport(server), told);
else
	await check('sdk 1, 2025-11-25', new v1.Client(who),
	    new v1io.StdioClientTransport(server), told);
