// SPDX-License-Identifier: GPL-2.0-or-later
// What writers save is live: through the watcher, a published generation and a server that follows.
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, openSync, closeSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { buildIndex, cleanUp, makeContent, program, scratch, startServer, wait } from './harness.mjs';

const PATIENCE_MS = 20000; // of a test that waits for something to become so; nothing is measured

async function until(what, condition) {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await wait(20)) {
    const value = await condition();
    if (value) return value;
  }
  assert.fail(`never came: ${what}`);
}

// Starts a watcher and waits for its first build. `out` and `err` grow.
async function startWatch(t, content, index, ...options) {
  const child = spawn(program('jawab-index'), ['watch', '--content', content, '--index', index, ...options]);
  const watch = { child, out: '', err: '' };
  watch.exited = new Promise((resolve) => child.on('exit', (code, signal) => resolve(code ?? signal)));
  child.stdout.setEncoding('utf8').on('data', (text) => (watch.out += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (watch.err += text));
  watch.stop = (signal = 'SIGTERM') => {
    child.kill(signal);
    return watch.exited;
  };
  cleanUp(t, () => watch.stop('SIGKILL'));
  await until('the first build', () => /generation|error|:/.test(watch.out + watch.err));
  return watch;
}

async function start(t, ...options) {
  const folder = scratch(t);
  const content = makeContent(folder);
  const index = join(folder, 'index');
  const watch = await startWatch(t, content, index, ...options);
  await until('an index', () => existsSync(join(index, 'CURRENT')));
  const server = await startServer(t, index);
  const total = async (word) => (await (await server.get(`/api/v1/search?q=${encodeURIComponent(word)}`)).json()).total;
  const finds = (word, n) => until(`${n} articles with ${word}`, async () => (await total(word)) === n);
  const write = (name, text) => {
    mkdirSync(join(content, name, '..'), { recursive: true });
    writeFileSync(join(content, name), text);
  };
  return { folder, content, index, watch, server, total, finds, write };
}

const article = (words, meta = '') => `---\nlang: en\n${meta}---\n# About ${words}\n\nText of ${words}.\n`;
const at = (ms) => new Date(ms).toISOString();

test('a file saved is live, and gone when it is removed; a line a build says so', async (t) => {
  const { content, watch, finds, write } = await start(t);
  write('en/zebra.md', article('zebra'));
  await finds('zebra', 1);
  await until('its line', () => /^\d\d:\d\d:\d\d en\/zebra\.md: generation \d+: .*articles/m.test(watch.out));
  write('en/zebra.md', article('okapi'));
  await finds('okapi', 1);
  await finds('zebra', 0);
  rmSync(join(content, 'en/zebra.md'));
  await finds('okapi', 0);
  assert.equal(watch.err, '');
});

test('editors: a temporary file renamed, a backup and a new file, a folder renamed', async (t) => {
  const { content, finds, write, server } = await start(t);
  write('en/.zebra.md.swp', article('zebra'));
  renameSync(join(content, 'en/.zebra.md.swp'), join(content, 'en/zebra.md'));
  await finds('zebra', 1);
  renameSync(join(content, 'en/zebra.md'), join(content, 'en/zebra.md~'));
  write('en/zebra.md', article('okapi'));
  await finds('okapi', 1);
  renameSync(join(content, 'en'), join(content, 'english'));
  await until('the new address', async () => (await server.get('/articles/english/zebra')).status === 200);
  assert.equal((await server.get('/articles/en/zebra')).status, 404);
});

test('folders behind symbolic links', async (t) => {
  const { folder, content, finds } = await start(t);
  mkdirSync(join(folder, 'far/deep'), { recursive: true });
  writeFileSync(join(folder, 'far/deep/zebra.md'), article('zebra'));
  symlinkSync('../far', join(content, 'link'));
  await finds('zebra', 1);
  writeFileSync(join(folder, 'far/deep/zebra.md'), article('okapi'));
  await finds('okapi', 1);
  rmSync(join(content, 'link'));
  await finds('okapi', 0);
});

test('a branch checked out is one change of many files', async (t) => {
  const { content, finds, write, watch } = await start(t);
  const git = (...more) => execFileSync('git', ['-c', 'user.name=w', '-c', 'user.email=w@example.com', ...more], { cwd: content, stdio: 'pipe' });
  try {
    git('init', '-q', '-b', 'first');
  } catch {
    return t.skip('no git');
  }
  git('add', '.');
  git('commit', '-qm', 'first');
  git('checkout', '-qb', 'second');
  for (let i = 0; i < 300; i++) write(`en/herd/${i % 7}/zebra-${i}.md`, article(`zebra number ${i}`));
  git('add', '.');
  git('commit', '-qm', 'second');
  await finds('zebra', 300);
  git('checkout', '-q', 'first');
  await finds('zebra', 0);
  git('checkout', '-q', 'second');
  await finds('zebra', 300);
  assert.match(watch.out, /^\S+ en\/herd.* and \d+ more: generation/m);
});

test('a broken file keeps its last good version, until it is mended', async (t) => {
  const { content, index, finds, write, watch, total, server } = await start(t);
  write('en/zebra.md', article('zebra'));
  await finds('zebra', 1);
  writeFileSync(join(content, 'en/zebra.md'), Buffer.concat([Buffer.from(article('okapi')), Buffer.from([0xff])]));
  await until('the complaint', () =>
    /en\/zebra\.md:7: error: bytes that are not UTF-8.*; its last good version of \d{4}-\d\d-\d\d \d\d:\d\d stays live \[malformed\]/.test(watch.err));
  await until('the build', () => /as last good/.test(watch.out));
  assert.equal(await total('zebra'), 1);
  assert.equal(await total('okapi'), 0);
  // Also by the next watcher.
  assert.equal(await watch.stop(), 0);
  const next = await startWatch(t, content, index);
  await until('the complaint again', () => /stays live/.test(next.err));
  await until('its build', () => /as last good/.test(next.out));
  assert.match(await (await server.get('/articles/en/zebra')).text(), /Text of zebra/);
  write('en/zebra.md', article('okapi'));
  await finds('okapi', 1);
  await finds('zebra', 0);
});

test('build by hand says what the folder is, and takes nothing over from a watcher, nor gives', async (t) => {
  const { content, index, finds, write, watch } = await start(t);
  write('en/zebra.md', article('zebra'));
  await finds('zebra', 1);
  writeFileSync(join(content, 'en/zebra.md'), Buffer.concat([Buffer.from(article('zebra')), Buffer.from([0xff])]));
  await until('the build', () => /as last good/.test(watch.out));
  assert.equal(await watch.stop(), 0);
  const done = spawnSync(program('jawab-index'), ['build', '--content', content, '--index', index], { encoding: 'utf8' });
  assert.equal(done.status, 1);
  assert.match(done.stderr, /zebra\.md:7: skipped: bytes that are not UTF-8/);
  await finds('zebra', 0);
  const next = await startWatch(t, content, index);
  await until('its build', () => /1 as last good/.test(next.out));
  await finds('zebra', 1);
});

test('what a broken file takes back stays taken back', async (t) => {
  const { content, finds, write } = await start(t);
  for (const meta of ['audience: agent\n', 'status: draft\n', 'publish_at: 2100-01-01\n', 'expire_at: 2000-01-01\n', 'publish_at: soon\n', 'id: en/other\n']) {
    write('en/zebra.md', article('zebra'));
    await finds('zebra', 1);
    writeFileSync(join(content, 'en/zebra.md'), Buffer.concat([Buffer.from(article('zebra', meta)), Buffer.from([0xff])]));
    await finds('zebra', 0);
  }
});

test('a draft that breaks does not become the article that it was', async (t) => {
  const { content, finds, write, watch } = await start(t);
  write('en/zebra.md', article('zebra'));
  await finds('zebra', 1);
  write('en/zebra.md', article('zebra', 'status: draft\n'));
  await finds('zebra', 0);
  const builds = () => watch.out.split('\n').length;
  const before = builds();
  writeFileSync(join(content, 'en/zebra.md'), Buffer.from([0x2d, 0x2d, 0x2d, 0x0a, 0xff, 0x0a]));
  await until('another build', () => builds() > before);
  write('en/okapi.md', article('okapi'));
  await finds('okapi', 1);
  await finds('zebra', 0);
});

test('a mistake in site.yaml publishes nothing, and is waited for', async (t) => {
  const { finds, write, watch } = await start(t);
  write('site.yaml', 'naem: x\n');
  await until('the complaint', () => /site\.yaml:1: error: there is no key `naem`/.test(watch.err));
  write('en/zebra.md', article('zebra'));
  await until('another complaint', () => watch.err.match(/there is no key/g).length > 1);
  write('site.yaml', 'name: x\n');
  await finds('zebra', 1);
});

test('the lexicon is content too', async (t) => {
  const { finds, write } = await start(t);
  write('en/zebra.md', article('zebra'));
  await finds('zebra', 1);
  await finds('kumquat', 0);
  write('lexicon/synonyms.txt', 'kumquat = zebra\n');
  await finds('kumquat', 1);
});

test('the content folder goes and comes back', async (t) => {
  const { folder, content, finds, watch, total, write } = await start(t);
  write('en/zebra.md', article('zebra'));
  await finds('zebra', 1);
  renameSync(content, join(folder, 'away'));
  await until('the complaint', () => /content: .*No such file.*\nnothing was published; waiting for the next change\n/.test(watch.err));
  assert.equal(await total('zebra'), 1);
  writeFileSync(join(folder, 'away/en/zebra.md'), article('okapi'));
  renameSync(join(folder, 'away'), content);
  await finds('okapi', 1);
  rmSync(content, { recursive: true });
  await until('another complaint', () => watch.err.match(/No such file|no \.md files/g).length > 1);
  assert.equal(await total('okapi'), 1);
  makeContent(folder);
  await finds('okapi', 0);
});

test('an article appears and disappears at its moments, and leaks before in nothing', async (t) => {
  const { finds, write, watch, server } = await start(t);
  const appears = Math.ceil(Date.now() / 1000) * 1000 + 4000;
  const asked = async (path) => (await server.get(path)).text();
  const leaks = async () => {
    const answers = await Promise.all(['/api/v1/search?q=quaggaquagga', '/api/v1/suggest?q=quagga', '/api/v1/search?q=quagaquagga',
      '/topics', '/sitemap.xml', '/', '/articles/en/link', '/api/v1/articles/en/link'].map(asked));
    if ((await server.get('/articles/en/quagga')).status !== 404) return true;
    return answers.some((text) => /"total":[1-9]|About quagga|en\/quagga"|did_you_mean":"quagga/.test(text));
  };
  write('en/link.md', article('links', '').replace('Text', 'See [this](quagga.md). Text'));
  write('en/quagga.md', article('quaggaquagga', `publish_at: ${at(appears)}\nexpire_at: ${at(appears + 4000)}\ncategory: Quaggas\n`));
  await until('the count', () => /1 scheduled/.test(watch.out));
  while (Date.now() < appears) {
    const leaked = await leaks();
    assert.ok(!leaked || Date.now() >= appears, 'it was seen before its time');
    await wait(50);
  }
  await finds('quaggaquagga', 1);
  assert.match(await asked('/articles/en/link'), /href="\/articles\/en\/quagga/);
  await finds('quaggaquagga', 0);
  assert.ok(Date.now() >= appears + 4000);
  assert.equal(await leaks(), false);
  assert.equal((await server.get('/articles/en/quagga')).status, 404);
  assert.match(watch.out, /the time has come: generation/);
  assert.match(watch.out, /1 expired left out/);
});

test('build --now: a day begins in the zone of the site', (t) => {
  const folder = scratch(t);
  const content = makeContent(folder);
  const index = join(folder, 'index');
  writeFileSync(join(content, 'site.yaml'), 'timezone: Africa/Cairo\n'); // three hours ahead in summer
  writeFileSync(join(content, 'en/zebra.md'), article('zebra', 'publish_at: 2026-07-01\nexpire_at: 2026-07-02 09:00\n'));
  const summary = (now) => JSON.parse(execFileSync(program('jawab-index'),
    ['build', '--content', content, '--index', index, '--json', '--now', now], { encoding: 'utf8' }));
  const rows = [
    ['2026-06-30T20:59:59Z', 1, 0, '2026-06-30T21:00:00Z'],
    ['2026-06-30T21:00:00Z', 0, 0, '2026-07-02T06:00:00Z'],
    ['2026-07-02 08:59:59+03:00', 0, 0, '2026-07-02T06:00:00Z'],
    ['2026-07-02T06:00:00Z', 0, 1, null],
  ];
  const live = summary('2026-07-01T12:00Z').articles;
  for (const [now, scheduled, expired, next] of rows) {
    const s = summary(now);
    assert.deepEqual([s.scheduled, s.expired, s.next_change, s.articles], [scheduled, expired, next, live - scheduled - expired], now);
    const manifest = JSON.parse(readFileSync(join(index, readFileSync(join(index, 'CURRENT'), 'utf8').trim(), 'manifest.json'), 'utf8'));
    assert.equal(manifest.next_change, next ?? '');
  }
  const bad = spawnSync(program('jawab-index'), ['build', '--content', content, '--index', index, '--now', 'noon'], { encoding: 'utf8' });
  assert.equal(bad.status, 2);
  assert.match(bad.stderr, /--now: "noon" is not a moment; write it as/);
});

test('SIGTERM and SIGINT end it with 0 and nothing half', async (t) => {
  const { content, index, watch, write } = await start(t);
  write('en/zebra.md', article('zebra'));
  assert.equal(await watch.stop('SIGTERM'), 0);
  const again = await startWatch(t, content, index);
  assert.equal(await again.stop('SIGINT'), 0);
  assert.deepEqual(readdirSync(index).filter((name) => /building|CURRENT\./.test(name)), []);
});

test('one watcher an index; a build by hand waits for none and is waited for', async (t) => {
  const { content, index, watch, write, finds } = await start(t);
  const second = spawnSync(program('jawab-index'), ['watch', '--content', content, '--index', index], { encoding: 'utf8' });
  assert.equal(second.status, 2);
  assert.match(second.stderr, /another jawab-index watch keeps this index/);
  buildIndex(content, index);
  const lock = openSync(join(index, 'LOCK'), 'r+');
  const holder = spawn('flock', [join(index, 'LOCK'), 'cat'], { stdio: ['pipe', 'ignore', 'ignore'] });
  await until('the lock', () => spawnSync('flock', ['-n', join(index, 'LOCK'), 'true']).status === 1);
  write('en/zebra.md', article('zebra'));
  await until('the message', () => /another build of this index is under way/.test(watch.err));
  holder.stdin.end();
  await finds('zebra', 1);
  closeSync(lock);
  assert.equal(watch.err.match(/another build/g).length, 1);
});

test('what it refuses', (t) => {
  const folder = scratch(t);
  const content = makeContent(folder);
  const refuses = (message, ...options) => {
    const run = spawnSync(program('jawab-index'), ['watch', ...options], { encoding: 'utf8', timeout: PATIENCE_MS });
    assert.equal(run.status, 2, run.stderr);
    assert.match(run.stderr, message);
    assert.equal(run.stdout, '');
  };
  refuses(/--content/, '--index', join(folder, 'index'));
  refuses(/quiet-ms/, '--content', content, '--index', join(folder, 'index'), '--quiet-ms', '0');
  refuses(/the index lies in the content folder/, '--content', content, '--index', join(content, 'index'));
  refuses(/site\.yaml: .*make folder|Not a directory/, '--content', content, '--index', join(content, 'ar/faq.md/index'));
});

test('killed at any instant, the next one goes on', async (t) => {
  const { content, index, watch, write, server } = await start(t);
  let current = watch;
  const kills = process.env.FAULTS === 'all' ? 100 : 12;
  for (let i = 0; i < kills; i++) {
    write('en/zebra.md', article(`zebra ${i}.`));
    await wait(Math.random() * 400);
    await current.stop('SIGKILL');
    assert.equal((await server.get('/')).status, 200);
    current = await startWatch(t, content, index);
    await until('the article', async () => (await (await server.get('/articles/en/zebra')).text()).includes(`Text of zebra ${i}.`));
  }
  assert.deepEqual(readdirSync(index).filter((name) => /building|CURRENT\./.test(name)), []);
});
