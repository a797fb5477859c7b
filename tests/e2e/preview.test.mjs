// SPDX-License-Identifier: GPL-2.0-or-later
// The preview: what is not live is shown and marked, to writers on this machine and nobody else.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { buildIndex, logLines, makeContent, makeIndex, program, raw, scratch, startServer } from './harness.mjs';

const run = (name, ...options) => spawnSync(program(name), options, { encoding: 'utf8', timeout: 20000 });

function makePreview(t) {
  const folder = scratch(t);
  const content = makeContent(folder);
  const index = join(folder, 'preview');
  const write = (name, meta, words) => writeFileSync(join(content, 'en', name), `---\nlang: en\ncategory: Stripes\n${meta}---\n# ${words}\n\n${words}.\n`);
  write('zebra.md', 'status: draft\n', 'Zebra stripes');
  write('quagga.md', 'publish_at: 2100-03-01 09:05\n', 'Quagga stripes');
  write('okapi.md', 'expire_at: 2020-03-01\n', 'Okapi stripes');
  write('horse.md', '', 'Horse without stripes, see [one](zebra.md)');
  const build = () => {
    const done = run('jawab-index', 'build', '--preview', '--content', content, '--index', index);
    assert.equal(done.status, 0, done.stderr);
    return done.stdout;
  };
  return { folder, content, index, build, write };
}

const marks = (html) => [...html.matchAll(/<span class="tag">([^<]*)</g)].map((m) => m[1]);
const tags = (html) => marks(html.split('id="related"')[0]); // the page's own

test('marks on the page, the hits and while typing, in both languages', async (t) => {
  const { index, build } = makePreview(t);
  assert.match(build(), /2 drafts, 1 scheduled, 1 expired shown/); // one draft is in the fixtures
  const server = await startServer(t, index, '--preview');
  const page = async (path, headers) => (await server.get(path, headers)).text();
  for (const [name, mark] of [['zebra', 'Draft'], ['quagga', 'From 1 Mar 2100 09:05'], ['okapi', 'Expired 1 Mar 2020 00:00']]) {
    const html = await page(`/articles/en/${name}`);
    assert.deepEqual(tags(html), [mark]);
    assert.match(html, /Readers do not see this article now/);
  }
  const live = await page('/articles/en/horse');
  assert.deepEqual(tags(live), []);
  assert.doesNotMatch(live, /Readers do not see/);
  assert.match(live, /href="\/articles\/en\/zebra/);
  assert.deepEqual(tags(await page('/search?q=stripes&ui=en')).sort(), ['Draft', 'Expired 1 Mar 2020 00:00', 'From 1 Mar 2100 09:05']);
  assert.deepEqual(tags(await page('/typing?q=stripes&ui=en')).sort(), ['Draft', 'Expired 1 Mar 2020 00:00', 'From 1 Mar 2100 09:05']);
  assert.equal(marks(live.split('id="related"')[1]).length, 3);
  const listed = ['Draft', 'Expired 1 Mar 2020 00:00', 'From 1 Mar 2100 09:05'];
  for (const path of ['/?lang=en', '/topics?lang=en', `/topics/${await page('/topics?lang=en').then((html) => html.match(/\/topics\/([^"?]+)[^>]*>Stripes/)[1])}?lang=en`])
    assert.deepEqual(tags(await page(path)).sort(), listed, path);
  const arabic = await page('/articles/ar/draft');
  assert.deepEqual(tags(arabic), ['مسودة']);
  assert.match(arabic, /لا يرى القراء هذا المقال الآن/);
});

test('times are in the words and digits of the article', async (t) => {
  const { content, index, build } = makePreview(t);
  writeFileSync(join(content, 'site.yaml'), 'timezone: Asia/Riyadh\n');
  writeFileSync(join(content, 'ar/one.md'), '---\nlang: ar\npublish_at: 2100-03-01T06:05Z\n---\n# حمار وحشي\n\nمخطط.\n');
  writeFileSync(join(content, 'ar/two.md'), '---\nlang: ar\nexpire_at: 2020-03-01\n---\n# حمار قديم\n\nمخطط.\n');
  build();
  const server = await startServer(t, index, '--preview');
  assert.deepEqual(tags(await (await server.get('/articles/ar/one')).text()), ['يُنشر في ١ مارس ٢١٠٠ ٠٩:٠٥']);
  assert.deepEqual(tags(await (await server.get('/articles/ar/two')).text()), ['انتهى عرضه في ١ مارس ٢٠٢٠ ٠٠:٠٠']);
});

test('marks are those of the moment and the zone, whatever is taken over from earlier builds', async (t) => {
  const { content, index, write } = makePreview(t);
  write('quagga.md', 'publish_at: 2100-03-01 09:05\nexpire_at: 2100-04-01\n', 'Quagga stripes');
  const mark = async (now) => {
    assert.equal(run('jawab-index', 'build', '--preview', '--now', now, '--content', content, '--index', index).status, 0);
    const server = await startServer(t, index, '--preview');
    return tags(await (await server.get('/articles/en/quagga')).text());
  };
  assert.deepEqual(await mark('2100-03-01T09:04:59Z'), ['From 1 Mar 2100 09:05']);
  assert.deepEqual(await mark('2100-03-01T09:05Z'), []);
  assert.deepEqual(await mark('2100-04-01'), ['Expired 1 Apr 2100 00:00']);
  writeFileSync(join(content, 'site.yaml'), 'timezone: Asia/Riyadh\n');
  assert.deepEqual(await mark('2100-03-01T06:04:59Z'), ['From 1 Mar 2100 09:05']);
  assert.deepEqual(await mark('2100-03-01T06:05Z'), []);
});

test('open pages learn of a new generation; the policy for scripts is as strict as ever', async (t) => {
  const { index, build, write } = makePreview(t);
  build();
  const server = await startServer(t, index, '--preview');
  const page = await server.get('/articles/en/zebra');
  const html = await page.text();
  const [, generation] = html.match(/<meta name="generation" content="([0-9a-f]{32})">\n<script type="module" src="\/preview\.js">/);
  assert.equal(page.headers.get('content-security-policy').match(/script-src [^;]*/)[0], "script-src 'self'");
  assert.match(await (await server.get('/preview.js')).text(), /EventSource/);
  const told = async () => {
    const answer = await server.get('/preview/events');
    assert.equal(answer.headers.get('content-type'), 'text/event-stream');
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    return (await answer.text()).match(/^retry: \d+\ndata: ([0-9a-f]{32})\n\n$/)[1];
  };
  assert.equal(await told(), generation);
  write('zebra.md', 'status: draft\n', 'Zebra anew');
  build();
  assert.notEqual(await told(), generation);
  await server.get('/livez');
  await logLines(server, /livez/);
  assert.doesNotMatch(server.log, /preview\/events/); // twice a second and page would fill the log
});

test('it listens on loopback and stores nothing', (t) => {
  const { folder, index, build } = makePreview(t);
  build();
  for (const address of ['0.0.0.0:0', '[::]:0', '192.0.2.1:0']) {
    const done = run('jawab-serve', '--preview', '--index', index, '--listen', address);
    assert.equal(done.status, 2);
    assert.match(done.stderr, /this machine alone: 127\.0\.0\.1/);
  }
  const done = run('jawab-serve', '--preview', '--index', index, '--data', join(folder, 'data.db'));
  assert.equal(done.status, 2);
  assert.match(done.stderr, /--preview stores nothing/);
});

test('it answers to the names of this machine alone', async (t) => {
  const { index, build } = makePreview(t);
  build();
  const server = await startServer(t, index, '--preview');
  const ask = async (host, path = '/articles/en/zebra') =>
    (await raw(server.port, `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)).text;
  for (const host of ['127.0.0.1', `127.0.0.1:${server.port}`, 'localhost:1', 'LOCALHOST', '[::1]:8080', '127.1.2.3'])
    assert.match(await ask(host), /^HTTP\/1\.1 200 /, host);
  for (const host of ['evil.example', 'help.example.com:80', '127.0.0.1.evil.example', 'localhost.evil.example', '127.evil', '10.0.0.1', '1127.0.0.1', ':80', '::1'])
    for (const path of ['/articles/en/zebra', '/', '/no/such', '/api/v1/search?q=zebra', '/preview/events', '/typing?q=zebra']) {
      const answer = await ask(host, path);
      assert.match(answer, /^HTTP\/1\.1 403 /, host + path);
      assert.doesNotMatch(answer, /[Zz]ebra|data: /, host + path);
    }
});

test('readers get no preview: not by a wrong folder, not by a build into theirs', async (t) => {
  const { content, folder, index: preview, build } = makePreview(t);
  build();
  const refused = run('jawab-serve', '--index', preview, '--listen', '127.0.0.1:0');
  assert.equal(refused.status, 2);
  assert.match(refused.stderr, /a preview with drafts in it, which readers must not see/);
  const index = join(folder, 'index');
  buildIndex(content, index);
  const other = run('jawab-serve', '--preview', '--index', index, '--listen', '127.0.0.1:0');
  assert.equal(other.status, 2);
  assert.match(other.stderr, /this index is no preview/);
  for (const [into, more, message] of [[index, ['--preview'], /a preview needs a folder of its own/], [preview, [], /holds a preview with drafts in it/]]) {
    const done = run('jawab-index', 'build', '--content', content, '--index', into, ...more);
    assert.equal(done.status, 2);
    assert.match(done.stderr, message);
  }
  // Should somebody copy it there all the same, what is served stays.
  const server = await startServer(t, index);
  build();
  cpSync(join(preview, 'gen-000002'), join(index, 'gen-000002'), { recursive: true });
  writeFileSync(join(index, 'CURRENT'), 'gen-000002\n');
  assert.equal((await server.get('/articles/en/zebra')).status, 404);
  assert.equal((await server.get('/articles/en/horse')).status, 200);
  assert.match((await logLines(server, /"level":"error"/))[0].message, /a preview was published here, which is not served/);
});

test('the server of readers has none of it', async (t) => {
  const { index } = makeIndex(t);
  const server = await startServer(t, index);
  for (const path of ['/preview.js', '/preview/events']) assert.equal((await server.get(path)).status, 404);
  assert.doesNotMatch(await (await server.get('/')).text(), /preview|name="generation"/);
});
