// SPDX-License-Identifier: GPL-2.0-or-later
// Votes, searches and clicks end in the database, masked, once a visitor and article; off by site.yaml; never
// from another site; a full or broken store is told and stops nothing.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { buildIndex, logLines, scratch, startServer, wait } from './harness.mjs';

const example = fileURLToPath(new URL('../../content', import.meta.url));
const article = 'ar/returns/refund-times';
const own = { 'sec-fetch-site': 'same-origin' };

// `limited`: no file of the server may grow beyond 256 KiB, as if the disk were full.
async function serve(t, { yaml, data = 'data.db', prepare, limited } = {}) {
  const folder = scratch(t);
  const content = join(folder, 'content');
  cpSync(example, content, { recursive: true });
  if (yaml) writeFileSync(join(content, 'site.yaml'), yaml);
  buildIndex(content, join(folder, 'index'));
  prepare?.(folder);
  const server = await startServer(t, join(folder, 'index'), '--data', join(folder, data));
  if (limited) execFileSync('prlimit', ['--pid', String(server.child.pid), '--fsize=262144:unlimited']);
  return Object.assign(server, { folder, data: join(folder, data) });
}

const vote = (server, fields, headers = own) =>
  fetch(`${server.url}/vote`, {
    method: 'POST', redirect: 'manual', headers, body: new URLSearchParams({ article, v: 'yes', lang: 'ar', ...fields }),
  });

// Rows once the writer has committed them.
async function rows(server, sql, count = 1) {
  for (let i = 0; i < 60; i++) {
    const out = execFileSync('sqlite3', ['-json', '-readonly', server.data, sql], { encoding: 'utf8' });
    const found = out ? JSON.parse(out) : [];
    if (found.length >= count) return found;
    await wait(50);
  }
  return [];
}

test('a vote leads to thanks, is stored with the masked query, once a visitor', async (t) => {
  const server = await serve(t);
  const page = await (await server.get(`/articles/${article}?q=${encodeURIComponent('رقمي ٠٥٠١٢٣٤٥٦٧')}`)).text();
  const form = page.match(/<form class="vote card".*?<\/form>/s)[0];
  assert.match(form, /name="q" value="رقمي ٠٥٠١٢٣٤٥٦٧"/);
  const first = await vote(server, { v: 'no', reason: '3', comment: '<b>قديم</b> \u202eواتصل على 0501234567', q: 'رقمي ٠٥٠١٢٣٤٥٦٧' });
  assert.equal(first.status, 303);
  const [cookie] = first.headers.get('set-cookie').split(';');
  assert.match(first.headers.get('set-cookie'), /HttpOnly; SameSite=Lax/);
  const thanks = await (await server.get(first.headers.get('location'))).text();
  assert.match(thanks, /شكراً لك.*وصلتنا ملاحظتك/s);
  const again = await vote(server, { v: 'yes' }, { ...own, cookie });
  assert.equal(again.headers.get('set-cookie'), null);
  await vote(server, { v: 'yes' }); // somebody else
  await server.stop();
  const stored = await rows(server, 'select * from votes', 2);
  assert.equal(stored.length, 2);
  assert.deepEqual(stored.map((row) => row.helpful), [1, 1]);
  assert.ok(!JSON.stringify(stored).includes('567'));
});

test('a no without a reason is asked why, and the reason joins the vote', async (t) => {
  const server = await serve(t);
  const first = await vote(server, { v: 'no', q: 'استرداد' });
  const [cookie] = first.headers.get('set-cookie').split(';');
  const page = await (await server.get(first.headers.get('location'), { cookie })).text();
  assert.match(page, /<input class="vh" type="radio" name="v" value="no" required checked>/);
  assert.match(page, /name="q" value="استرداد"/);
  await vote(server, { v: 'no', reason: '2', comment: 'الزر غير موجود', q: 'استرداد' }, { ...own, cookie });
  await server.stop();
  const [row] = await rows(server, 'select * from votes');
  assert.deepEqual([row.helpful, row.reason, row.comment, row.query], [0, 2, 'الزر غير موجود', 'استرداد']);
});

test('what is no vote is refused in words', async (t) => {
  const server = await serve(t);
  assert.equal((await vote(server, { v: 'maybe' })).status, 400);
  assert.equal((await vote(server, { article: 'ar/none' })).status, 404);
  assert.equal((await vote(server, { article: 'ar/agents/fraud-signs' })).status, 404); // the public may not know it
  for (const headers of [{}, { 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }])
    assert.equal((await vote(server, {}, headers)).status, 403, JSON.stringify(headers));
  assert.equal((await vote(server, { comment: 'ا'.repeat(6000) })).status, 413);
  assert.equal((await server.get('/vote')).status, 405);
  await server.stop();
  assert.deepEqual(await rows(server, 'select * from votes', 0), []);
});

test('searches, empty ones and clicks are stored; reading on is none', async (t) => {
  const server = await serve(t);
  const search = (query, more = '') => server.get(`/search?q=${encodeURIComponent(query)}${more}`);
  await search('استرداد المبلغ');
  await search('استرداد المبلغ', '&page=2');
  await search('zzzzqq');
  await search('ضمان 4111 1111 1111 1111');
  await server.get(`/articles/${article}?q=${encodeURIComponent('استرداد المبلغ')}&place=4`);
  await server.get(`/articles/${article}`);
  await server.stop();
  const searches = await rows(server, 'select * from searches order by rowid', 3);
  assert.deepEqual(searches.map((row) => [row.query, row.total > 0]), [['استرداد المبلغ', true], ['zzzzqq', false], ['ضمان ###', true]]);
  const clicks = await rows(server, 'select * from clicks', 1);
  assert.deepEqual(clicks.map((row) => [row.query, row.article, row.position]), [['استرداد المبلغ', article, 4]]);
});

test('site.yaml switches both off', async (t) => {
  const server = await serve(t, { yaml: 'record: {searches: false, votes: false}\n' });
  const page = await (await server.get(`/articles/${article}?q=x`)).text();
  assert.doesNotMatch(page, /<form class="vote/);
  assert.equal((await vote(server, {})).status, 404);
  await server.get('/search?q=استرداد');
  assert.doesNotMatch(await (await server.get('/search?q=zzzzqq')).text(), /سجّلنا بحثك/);
  await server.stop();
  for (const table of ['votes', 'searches', 'clicks']) assert.deepEqual(await rows(server, `select * from ${table}`, 0), []);
});

test('without a place to store there is no vote to cast', async (t) => {
  const folder = scratch(t);
  buildIndex(example, join(folder, 'index'));
  const server = await startServer(t, join(folder, 'index'));
  assert.doesNotMatch(await (await server.get(`/articles/${article}`)).text(), /class="vote/);
  assert.equal((await vote(server, {})).status, 404);
});

test('a full disk: votes wait while there is room, then 503; what was accepted is stored later', async (t) => {
  const server = await serve(t, { limited: true });
  const statuses = new Map();
  let retry = null;
  for (let i = 0; i < 200 && !retry; i++) {
    const answers = await Promise.all(Array.from({ length: 50 }, () => vote(server, { v: 'no', comment: 'ا'.repeat(900) })));
    for (const answer of answers) {
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      if (answer.status === 503) retry = answer.headers.get('retry-after');
    }
  }
  assert.ok(Number(retry) > 0, JSON.stringify([...statuses]));
  assert.deepEqual([...statuses.keys()].sort(), [303, 503]);
  assert.equal((await server.get('/search?q=استرداد')).status, 200); // and the search goes on
  execFileSync('prlimit', ['--pid', String(server.child.pid), '--fsize=unlimited:unlimited']);
  assert.equal(await server.stop(), 0);
  const [{ n }] = await rows(server, 'select count(*) as n from votes');
  assert.equal(n, statuses.get(303));
});

test('a broken database is set aside with a message, and the search goes on', async (t) => {
  const server = await serve(t, { prepare: (folder) => writeFileSync(join(folder, 'data.db'), 'this is no database, whatever its name says. '.repeat(50)) });
  assert.equal((await server.get('/search?q=استرداد')).status, 200);
  assert.equal((await vote(server, {})).status, 303);
  const [line] = await logLines(server, /broken-/);
  assert.match(JSON.stringify(line), /data\.db/);
  const aside = readdirSync(server.folder).find((name) => name.startsWith('data.db.broken-'));
  assert.match(readFileSync(join(server.folder, aside), 'utf8'), /^this is no database/);
  await server.stop();
  assert.equal((await rows(server, 'select * from votes')).length, 1);
});
