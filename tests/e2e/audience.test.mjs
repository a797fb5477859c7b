// SPDX-License-Identifier: GPL-2.0-or-later
// Articles for agents and drafts never reach the public: not in an answer, a suggestion, a count or an
// address. Their fixtures carry two words of their own in every field: زنبقة and ياسمينة.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { buildIndex, makeIndex, startServer } from './harness.mjs';
import { violations } from './schema.mjs';

const secrets = ['زنبقة', 'ياسمينة'];
const ids = ['agents/refund-limits', 'ar/draft', 'زنبقة-قديمة', 'ياسمينة-قديمة'];
let server;

before(async (t) => {
  server = await startServer(t, makeIndex(t).index);
});

// Nothing of a secret article may be in what is answered, but for the words of the question itself.
async function silent(path, asked = '') {
  for (const headers of [{}, { 'accept-language': 'en' }]) {
    const answer = await server.get(path, headers);
    let text = decodeURIComponent((await answer.text()).replaceAll(/%(?![0-9A-F]{2})/g, '%25'));
    if (asked) text = text.replaceAll(asked, '');
    for (const word of [...secrets, 'refund-limits', 'ar/draft'])
      assert.ok(!text.includes(word), `${path} tells of ${word}`);
    for (const [name, value] of answer.headers)
      assert.doesNotMatch(value, /refund-limits|draft|%D8%B2%D9%86/, `${path}: ${name}`);
  }
}

const routes = {
  '/': [''],
  '/search': ['q={q}', 'q={q}&page=2', 'q={q}&lang=ar', 'q={q}&lang=en', 'q={q}&product={q}', 'q={q}&category={q}'],
  '/api/v1/search': ['q={q}', 'q={q}&limit=100', 'q={q}&offset=1', 'q={q}&product={q}', 'q={q}&category={q}'],
  '/api/v1/suggest': ['q={q}', 'q={q}&limit=20'],
  '/api/v1/explain': ['q={q}&article=agents/refund-limits'],
  '/livez': [''],
  '/readyz': [''],
  '/openapi.json': [''],
  '/robots.txt': [''],
  '/favicon.svg': [''],
  '/nowhere': ['q={q}'],
};

test('their own words find nothing on any route', async () => {
  for (const [path, queries] of Object.entries(routes))
    for (const word of [...secrets, ...secrets.map((w) => w.slice(0, 3))])
      for (const query of queries)
        await silent(`${path}?${query.replaceAll('{q}', encodeURIComponent(word))}`, word);
});

test('words they share with public articles find only those', async () => {
  for (const word of ['الاسترداد', 'استر', 'حدود', 'موافقة', 'سؤال', 'مسودة', 'مسو', 'حدود الاسترداد للموظفين'])
    for (const [path, queries] of Object.entries(routes))
      for (const query of queries) await silent(`${path}?${query.replaceAll('{q}', encodeURIComponent(word))}`);
});

test('counts leave them out', async () => {
  for (const word of secrets.map(encodeURIComponent)) {
    for (const filter of ['&product=' + word, '&category=' + word])
      assert.equal((await (await server.get('/api/v1/search?q=' + word + filter)).json()).total, 0);
    // Words of other articles may look alike; only those are found and counted.
    const alike = await (await server.get('/api/v1/search?limit=100&q=' + word)).json();
    assert.equal(alike.total, alike.hits.length);
    for (const hit of alike.hits) assert.ok(!ids.includes(hit.id), hit.id);
  }
  const shared = await (await server.get('/api/v1/search?limit=100&q=' + encodeURIComponent('الاسترداد'))).json();
  assert.equal(shared.total, shared.hits.length);
});

test('their addresses, old and new, are those of articles that never were', async () => {
  for (const prefix of ['/articles/', '/api/v1/articles/']) {
    const never = await server.get(prefix + 'never/was');
    const strip = async (answer, id) =>
      (await answer.text()).replaceAll(/[0-9a-f]{16}/g, '').replaceAll(encodeURI(id), '').replaceAll(id, '');
    const expected = await strip(never, 'never/was');
    for (const id of ids) {
      const answer = await server.get(prefix + encodeURI(id));
      assert.equal(answer.status, 404, id);
      assert.equal(answer.headers.get('etag'), null);
      assert.equal(await strip(answer, id), expected);
    }
  }
});

test('a public article does not link to them', async () => {
  for (const id of ['ar/refund', 'ar/warranty', 'ar/faq', 'en/refund']) {
    await silent(`/articles/${id}`);
    await silent(`/api/v1/articles/${id}`);
  }
});

test('they answer nothing, are put first for nothing and are related to nothing', async (t) => {
  const { folder, content } = makeIndex(t);
  mkdirSync(join(content, 'lexicon'));
  writeFileSync(join(content, 'lexicon', 'promoted.txt'), 'كرسي -> agents/refund-limits\nشاشة -> ar/warranty\n');
  const index = join(folder, 'promoting');
  buildIndex(content, index);
  const other = await startServer(t, index);
  const found = async (query) =>
    (await other.get('/api/v1/search?limit=100&q=' + encodeURIComponent(query))).json();
  const shown = (await found('شاشة')).hits[0];
  assert.deepEqual([shown.id, shown.promoted], ['ar/warranty', true]); // the file is read
  for (const query of ['كرسي', 'سؤال زنبقة؟', 'حدود الاسترداد للموظفين زنبقة']) {
    const { answer, hits } = await found(query);
    assert.ok(!ids.includes(answer?.id), query);
    for (const hit of hits) assert.ok(!hit.promoted && !ids.includes(hit.id), `${query}: ${hit.id}`);
  }
  for (const id of ['ar/refund', 'ar/warranty', 'ar/faq', 'many/chair-1']) {
    const { related } = await (await other.get('/api/v1/articles/' + id)).json();
    for (const article of related) assert.ok(!ids.includes(article.id), `${id}: ${article.id}`);
  }
});

test('why an article comes where it does is told to agents only', async (t) => {
  const { folder, index } = makeIndex(t);
  const token = 'a token that only agents know';
  const hash = execFileSync('b2sum', ['-l', '256'], { input: token, encoding: 'utf8' }).split(' ')[0];
  writeFileSync(join(folder, 'agents'), `salma ${hash}\n`);
  const desk = await startServer(t, index, '--agents', join(folder, 'agents'));
  const path = '/api/v1/explain?article=ar/refund&q=' + encodeURIComponent('استرداد فلوسي');
  for (const authorization of [undefined, 'Bearer wrong', `Basic ${token}`]) {
    const answer = await desk.get(path, authorization ? { authorization } : {});
    assert.equal(answer.status, 401);
    assert.equal(answer.headers.get('www-authenticate'), 'Bearer');
    assert.equal(answer.headers.get('cache-control'), 'no-store');
  }
  const ask = async (more) => desk.get(more, { authorization: `Bearer ${token}` });
  const answer = await ask(path);
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('cache-control'), 'no-store');
  const why = await answer.json();
  const description = await (await desk.get('/openapi.json')).json();
  assert.deepEqual(violations(description, description.components.schemas.Explanation, why), []);
  const sum = why.words.reduce((all, word) => all + word.score, 0);
  assert.ok(why.found && Math.abs(sum - why.score) < 1e-3 * why.score, `${sum} is not ${why.score}`);
  assert.ok(why.rules.some((rule) => rule.file === 'dialect.txt'));
  assert.equal((await ask('/api/v1/explain?q=a')).status, 400);
  assert.equal((await ask('/api/v1/explain?q=a&article=nowhere')).status, 404);
  // Without a file nobody is an agent.
  assert.equal((await server.get(path, { authorization: `Bearer ${token}` })).status, 401);
});
