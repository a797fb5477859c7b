// SPDX-License-Identifier: GPL-2.0-or-later
// A help centre whose last article has expired or been withdrawn is empty: what should be gone does not stay live. One
// that only mistakes would empty stays as it is.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { program, scratch, startServer } from './harness.mjs';

const run = (name, ...options) => spawnSync(program(name), options, { encoding: 'utf8', timeout: 20000 });

const LIVE = '---\nlang: ar\n---\n# عرض رمضان\n\nخصم على الغسالات.\n';
const EXPIRED = LIVE.replace('lang: ar', 'lang: ar\nexpire_at: 2020-03-01');
const SCHEDULED = LIVE.replace('lang: ar', 'lang: ar\npublish_at: 2100-03-01');
const DRAFT = LIVE.replace('lang: ar', 'lang: ar\nstatus: draft');

// A published article, and `publish` of other files in its place.
function start(t) {
  const folder = scratch(t);
  const content = join(folder, 'content');
  const index = join(folder, 'index');
  const publish = (files) => {
    rmSync(content, { recursive: true, force: true });
    mkdirSync(content);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(content, name), text);
    return run('jawab-index', 'build', '--content', content, '--index', index);
  };
  const total = () => JSON.parse(run('jawab-search', '--index', index, '--json', 'عرض رمضان').stdout).total;
  assert.equal(publish({ 'offer.md': LIVE }).status, 0);
  assert.equal(total(), 1);
  return { content, index, publish, total };
}

test('what is withdrawn on purpose goes, to the last article', (t) => {
  const { publish, total } = start(t);
  for (const text of [EXPIRED, SCHEDULED, DRAFT]) {
    assert.equal(publish({ 'offer.md': LIVE, 'other.md': LIVE }).status, 0);
    assert.equal(total(), 2);
    const done = publish({ 'offer.md': text, 'other.md': DRAFT });
    assert.equal(done.status, 0, done.stderr);
    assert.match(done.stdout, /: 0 articles, 0 sections; /);
    assert.equal(total(), 0);
  }
});

test('a folder that mistakes leave without an article is not published', (t) => {
  const { content, publish, total } = start(t);
  const mistakes = [
    [{ 'offer.md': EXPIRED.replace('2020-03-01', '01/03/2020') }, 'offer.md:3: warning: '],
    [{ 'offer.md': DRAFT.replace('draft', 'drafft') }, 'offer.md:3: warning: '],
    [{ 'offer.md': EXPIRED, 'empty.md': '' }, 'empty.md: skipped: '],
    [{ 'offer.md': Buffer.from([0xff, 0xfe, 0x2d, 0]) }, 'offer.md:1: skipped: '],
  ];
  for (const [files, place] of mistakes) {
    const done = publish(files);
    assert.equal(done.status, 2, place);
    assert.ok(done.stderr.includes(`${content}/${place}`), done.stderr);
    assert.match(done.stderr, /no article here is live, .* mend those that are named above; the index was left as it is/);
    assert.equal(total(), 1);
  }
  assert.equal(publish({}).status, 2);
  assert.equal(total(), 1);
});

test('every page answers when there is nothing to show, and fills again', async (t) => {
  const { index, publish } = start(t);
  const server = await startServer(t, index);
  const page = async (path) => {
    const answer = await server.get(path);
    assert.equal(answer.status, 200, path);
    return answer.text();
  };
  assert.equal(publish({ 'offer.md': EXPIRED }).status, 0);
  assert.equal((await server.get('/articles/offer')).status, 404);
  const search = `q=${encodeURIComponent('عرض رمضان')}`;
  for (const path of ['/?ui=ar', '/?ui=en', `/search?${search}`, `/typing?${search}`, `/search?${search}&lang=ar`, '/sitemap.xml'])
    assert.doesNotMatch(await page(path), /الغسالات|articles\//, path);
  assert.equal(JSON.parse(await page(`/api/v1/search?${search}`)).total, 0);
  assert.equal(JSON.parse(await page(`/api/v1/search?q=${encodeURIComponent('"عرض" -رمضان')}`)).total, 0);
  assert.deepEqual(JSON.parse(await page(`/api/v1/suggest?${search}`)).suggestions, []);
  assert.equal((await server.get('/readyz')).status, 200);
  assert.equal(run('jawab-index', 'verify', '--index', index, '--all').status, 0);
  assert.equal(publish({ 'offer.md': LIVE }).status, 0);
  assert.equal(JSON.parse(await page(`/api/v1/search?${search}`)).total, 1);
});
