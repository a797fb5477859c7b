// SPDX-License-Identifier: GPL-2.0-or-later
// Starting, refusing to start, following the index, stopping.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, cpSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { buildIndex, logLines, makeIndex, program, raw, startServer, wait } from './harness.mjs';

const run = (...options) => spawnSync(program('jawab-serve'), options, { encoding: 'utf8', timeout: 10000 });

function refuses(options, message) {
  const { status, stderr, stdout } = run(...options);
  assert.equal(status, 2, stderr);
  assert.match(stderr, message);
  assert.equal(stderr.trim().split('\n').length, 1, stderr);
  assert.equal(stdout, '');
}

test('help and version', () => {
  const help = run('--help');
  assert.equal(help.status, 0);
  for (const option of ['--index', '--listen', '--threads', '--data']) assert.ok(help.stdout.includes(option));
  assert.equal(run('--version').status, 0);
  refuses(['--index', 'x', '--thread', '1'], /--threads/);
  refuses([], /--index/);
  refuses(['--index', 'x', 'more'], /more/);
  for (const n of ['0', '-1', '257', 'x']) refuses(['--index', 'x', '--threads', n], /threads/);
});

test('addresses it cannot listen on', async (t) => {
  const { index } = makeIndex(t);
  for (const address of ['', '8080', ':8080', '127.0.0.1', '127.0.0.1:', '127.0.0.1:x', '127.0.0.1:65536',
    '127.0.0.1:-1', '::1:80', '[::1]', '127.0.0.1:80x'])
    refuses(['--index', index, '--listen', address], /HOST:PORT/);
  refuses(['--index', index, '--listen', 'no.such.host.invalid:80'], /no such host/);
  refuses(['--index', index, '--listen', '192.0.2.1:8080'], /cannot listen/);
  const server = await startServer(t, index);
  refuses(['--index', index, '--listen', `127.0.0.1:${server.port}`], /[Aa]ddress already in use/);
});

test('where votes and searches are stored', async (t) => {
  const { folder, index } = makeIndex(t);
  const data = join(folder, 'data.db');
  const start = ['--index', index, '--listen', '127.0.0.1:0', '--data'];
  refuses([...start, join(folder, 'missing', 'data.db')], /data\.db: .*folder that exists/);
  refuses([...start, folder], /not a file/);
  writeFileSync(data, 'notes of somebody, certainly not a database');
  const server = await startServer(t, index, '--data', data);
  assert.match((await logLines(server, /set aside/))[0].message, /data\.db\.broken-\d{8}-\d{6}/);
  assert.equal((await server.get('/search?q=x')).status, 200);
  assert.equal(await server.stop(), 0);
  assert.deepEqual(readdirSync(folder).filter((name) => name.startsWith('data.db-')), []); // all in one file
  assert.equal(readFileSync(data, 'latin1').slice(0, 15), 'SQLite format 3');
  assert.equal(statSync(data).mode & 0o077, 0);
});

test('localhost and IPv6 are addresses too', async (t) => {
  const { index } = makeIndex(t);
  const named = await startServer(t, index, '--listen', 'localhost:0');
  assert.equal((await named.get('/livez')).status, 200);
  const six = await startServer(t, index, '--listen', '[::1]:0');
  assert.match(six.url, /^http:\/\/\[::1\]:\d+$/);
  assert.equal((await six.get('/livez')).status, 200);
});

test('indexes it cannot serve', (t) => {
  const { folder, index } = makeIndex(t);
  const generation = join(index, readdirSync(index).find((name) => name.startsWith('gen-')));
  const damaged = (name, spoil) => {
    const copy = join(folder, name);
    cpSync(index, copy, { recursive: true });
    spoil(join(copy, generation.slice(index.length)), copy);
    return ['--index', copy, '--listen', '127.0.0.1:0'];
  };
  const manifest = (path) => join(path, 'manifest.json');
  const edit = (path, from, to) => {
    const text = readFileSync(manifest(path), 'utf8');
    assert.match(text, from);
    writeFileSync(manifest(path), text.replace(from, to));
  };
  refuses(['--index', join(folder, 'none')], /build/);
  mkdirSync(join(folder, 'empty'));
  refuses(['--index', join(folder, 'empty')], /build/);
  refuses(['--index', join(index, 'CURRENT')], /./);
  refuses(damaged('schema', (path) => edit(path, /"schema_version": ?\d+/, '"schema_version":99')), /rebuild|build it again/i);
  refuses(damaged('analyser', (path) => edit(path, /"analyser_version": ?\d+/, '"analyser_version":99')), /rebuild|build it again/i);
  refuses(damaged('no-manifest', (path) => rmSync(manifest(path))), /./);
  refuses(damaged('bad-manifest', (path) => writeFileSync(manifest(path), '{')), /./);
  refuses(damaged('no-suggest', (path) => rmSync(join(path, 'suggest.bin'))), /suggest\.bin/);
  refuses(damaged('cut-suggest', (path) => truncateSync(join(path, 'suggest.bin'), 10)), /suggest\.bin/);
  refuses(damaged('no-sections', (path) => rmSync(join(path, 'sections'), { recursive: true })), /sections/);
  refuses(damaged('cut-sections', (path) => {
    for (const name of readdirSync(join(path, 'sections'))) truncateSync(join(path, 'sections', name), 0);
  }), /sections/);
  refuses(damaged('gone', (path) => rmSync(path, { recursive: true })), /./);
});

test('a read-only index is served', async (t) => {
  const { index } = makeIndex(t);
  const everything = [index, ...readdirSync(index, { recursive: true }).map((name) => join(index, name))];
  everything.forEach((path) => chmodSync(path, 0o555));
  try {
    const server = await startServer(t, index);
    assert.equal((await server.get('/api/v1/search?q=refund')).status, 200);
  } finally {
    everything.forEach((path) => chmodSync(path, 0o755));
  }
});

test('answers within a blink of starting', async (t) => {
  const { index } = makeIndex(t);
  const began = Date.now();
  const server = await startServer(t, index);
  await server.get('/api/v1/search?q=refund');
  assert.ok(Date.now() - began < 1500, `${Date.now() - began} ms`);
});

test('a new generation is taken up within a second, and no request fails', async (t) => {
  const { content, index } = makeIndex(t);
  const server = await startServer(t, index);
  const find = async () => (await (await server.get('/api/v1/search?q=zebra')).json()).total;
  assert.equal(await find(), 0);
  const before = (await server.get('/')).headers.get('etag');
  let asking = true;
  const statuses = {};
  const clients = Array.from({ length: 4 }, async () => {
    const paths = ['/', '/search?q=refund', '/articles/ar/refund', '/api/v1/suggest?q=ref'];
    for (let i = 0; asking; i++) {
      const answer = await server.get(paths[i % paths.length]);
      await answer.arrayBuffer();
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
    }
  });
  for (let n = 1; n <= 3; n++) {
    writeFileSync(join(content, 'en', `zebra-${n}.md`), `---\nlang: en\n---\n# Zebra ${n}\n\nStripes.\n`);
    buildIndex(content, index);
    await wait(1000);
    assert.equal(await find(), n);
  }
  asking = false;
  await Promise.all(clients);
  assert.deepEqual(Object.keys(statuses), ['200']);
  assert.notEqual((await server.get('/')).headers.get('etag'), before);
  assert.equal((await (await server.get('/readyz')).json()).generation, 4);
  assert.equal((await server.get('/', { 'if-none-match': before })).status, 200);
});

test('a bad generation leaves the good one in service, and the log says so', async (t) => {
  const { index } = makeIndex(t);
  const server = await startServer(t, index);
  writeFileSync(join(index, 'CURRENT'), 'gen-999999\n');
  const answer = await server.get('/api/v1/search?q=refund');
  assert.equal(answer.status, 200);
  assert.ok((await answer.json()).total > 0);
  const [line] = await logLines(server, /"level":"error"/);
  assert.ok(line.message.length > 10);
  for (let i = 0; i < 50; i++) await server.get('/');
  assert.ok((await logLines(server, /"level":"error"/)).length < 10, 'one line a request is too many');
});

test('an index damaged while it is served: an error with a number, in the log too', async (t) => {
  const { content, index } = makeIndex(t);
  for (let i = 0; i < 300; i++) // more than the library holds in memory once it is open
    writeFileSync(join(content, 'ar', `chair-${i}.md`), `---\ntitle: كرسي رقم ${i}\n---\nكرسي ${randomUUID()} ${randomUUID()}\n`);
  buildIndex(content, index);
  const server = await startServer(t, index);
  const generation = readFileSync(join(index, 'CURRENT'), 'utf8').trim();
  for (const part of ['sections', 'articles'])
    for (const name of readdirSync(join(index, generation, part), { recursive: true })) {
      const path = join(index, generation, part, name);
      if (statSync(path).isFile()) writeFileSync(path, Buffer.alloc(statSync(path).size, 0xff));
    }
  for (const [path, type] of [
    ['/search?q=' + encodeURIComponent('كرسي'), 'text/html; charset=utf-8'],
    ['/api/v1/search?q=' + encodeURIComponent('كرسي'), 'application/problem+json'],
  ]) {
    const answer = await server.get(path);
    assert.equal(answer.status, 500, path);
    assert.equal(answer.headers.get('content-type'), type);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    assert.equal(answer.headers.get('etag'), null);
    const id = answer.headers.get('x-request-id');
    assert.ok((await answer.text()).includes(id));
    const [line] = await logLines(server, new RegExp(`${id}.*"level":"error"`));
    assert.ok(line.message);
  }
  // What the library still holds in memory may be right.
  for (const path of ['/articles/ar/refund', '/api/v1/articles/ar/refund', '/api/v1/suggest?q=a'])
    assert.ok([200, 500].includes((await server.get(path)).status), path);
  assert.equal((await server.get('/livez')).status, 200);
  assert.equal(await server.stop(), 0);
});

test('SIGTERM and SIGINT end it with 0, idle connections or not', async (t) => {
  const { index } = makeIndex(t);
  for (const signal of ['SIGTERM', 'SIGINT']) {
    const server = await startServer(t, index);
    await server.get('/'); // fetch keeps its connection
    const idle = net.connect(server.port, '127.0.0.1').on('error', () => {});
    await wait(50);
    const began = Date.now();
    assert.equal(await server.stop(signal), 0);
    assert.ok(Date.now() - began < 3000);
    idle.destroy();
  }
});

test('SIGTERM lets a request in flight finish', async (t) => {
  const { index } = makeIndex(t);
  const server = await startServer(t, index);
  const socket = net.connect(server.port, '127.0.0.1');
  let text = '';
  socket.on('data', (piece) => (text += piece));
  const closed = new Promise((resolve) => socket.on('close', resolve));
  socket.write('POST /api/v1/search HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\na');
  await wait(200);
  const exited = server.stop();
  await wait(300);
  assert.equal(text, ''); // the server still waits for the rest
  await assert.rejects(server.get('/livez')); // and takes nothing new
  socket.write('bc');
  await closed;
  assert.match(text, /^HTTP\/1\.1 405 /);
  assert.match(text, /Connection: close/i);
  assert.match(text, /"request_id":"[0-9a-f]{16}"}$/);
  assert.equal(await exited, 0);
});

test('SIGTERM under load cuts no answer short', async (t) => {
  const { index } = makeIndex(t);
  const server = await startServer(t, index);
  const request = `GET /search?q=${encodeURIComponent('كرسي')} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
  const clients = Array.from({ length: 16 }, async () => {
    let whole = 0;
    for (;;) {
      const answer = await raw(server.port, request, { silence: 2000 }).catch(() => null);
      if (!answer?.text) return whole; // refused, or closed before anything was said
      const body = answer.text.slice(answer.text.indexOf('\r\n\r\n') + 4);
      assert.equal(body.length, +answer.text.match(/Content-Length: (\d+)/)[1]);
      whole++;
    }
  });
  await wait(300);
  assert.equal(await server.stop(), 0);
  assert.ok((await Promise.all(clients)).reduce((a, b) => a + b) > 50);
});

test('the connection limit makes others wait, and ends nobody', async (t) => {
  const { index } = makeIndex(t);
  const server = await startServer(t, index, '--threads', '1');
  const idle = await Promise.all(Array.from({ length: 1100 }, () => new Promise((resolve) => {
    const socket = net.connect(server.port, '127.0.0.1', () => resolve(socket)).on('error', () => resolve(null));
  })));
  await wait(300);
  assert.ok(idle.every(Boolean)); // the kernel holds those that wait
  idle.slice(0, 200).forEach((socket) => socket.destroy());
  assert.equal((await server.get('/livez')).status, 200);
  idle.forEach((socket) => socket.destroy());
  assert.equal(await server.stop(), 0);
});

test('nobody reads the log', async (t) => {
  const { index } = makeIndex(t);
  const server = await startServer(t, index);
  server.child.stderr.pause();
  const path = '/' + 'x'.repeat(1000);
  for (let i = 0; i < 20; i++)
    await raw(server.port, `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`.repeat(100), { silence: 100 });
  const began = Date.now();
  assert.equal((await server.get('/livez')).status, 200);
  assert.ok(Date.now() - began < 1000);
  assert.equal(await server.stop(), 0);
});

test('two servers may share an index', async (t) => {
  const { index } = makeIndex(t);
  const [a, b] = [await startServer(t, index), await startServer(t, index)];
  assert.equal((await a.get('/readyz')).status, 200);
  assert.equal((await b.get('/readyz')).status, 200);
});
