// SPDX-License-Identifier: GPL-2.0-or-later
// Articles for agents and drafts never reach the public: not in an answer, a suggestion, a count or an
// address. Their fixtures carry two words of their own in every field, زنبقة and ياسمينة; the first is also in
// a note for agents inside of the public article ar/refund.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { buildIndex, makeIndex, program, startServer } from './harness.mjs';
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
    if (answer.status === 303 && path.startsWith('/agent')) continue; // to the sign-in, and back to what was asked
    let text = decodeURIComponent((await answer.text()).replaceAll(/%(?![0-9A-F]{2})/g, '%25'));
    // The address that was asked for stands in links back to it.
    const own = decodeURIComponent(path.replaceAll('&', '&amp;')).split('?');
    for (const part of [own.join('?'), own[0], own[1], own[0].replace('/widget', '')]) if (part?.length > 3) text = text.replaceAll(part, '');
    if (asked) text = text.replaceAll(asked, '');
    for (const word of [...secrets, 'refund-limits', 'ar/draft'])
      assert.ok(!text.includes(word), `${path} tells of ${word}`);
    for (const [name, value] of answer.headers)
      assert.doesNotMatch(value, /refund-limits|draft|%D8%B2%D9%86/, `${path}: ${name}`);
  }
}

// Every route of the server, with what to ask of it; {q} is a word. A route that is missing here fails below.
const routes = {
  '/': [''],
  '/search': ['q={q}', 'q={q}&page=2', 'q={q}&lang=ar', 'q={q}&lang=en', 'q={q}&product={q}', 'q={q}&category={q}', 'q={q}&raw=1'],
  '/typing': ['q={q}', 'q={q}&ui=en'],
  '/topics': ['', 'lang=en'],
  '/topics/*': ['', 'lang=en'],
  '/contact': ['q={q}'],
  '/thanks': ['article=agents/refund-limits&v=yes', 'article=ar/refund&v=no&why=1&q={q}'],
  '/articles/*': ['', 'q={q}'],
  '/widget': [''],
  '/widget/search': ['q={q}'],
  '/widget/typing': ['q={q}'],
  '/widget/articles/*': ['', 'q={q}'],
  '/widget/topics': [''],
  '/widget/topics/*': [''],
  '/widget/contact': ['q={q}'],
  '/widget/thanks': ['article=agents/refund-limits&v=yes'],
  '/agent': ['q={q}', 'open=agents/refund-limits'],
  '/agent/hits': ['q={q}'],
  '/agent/open': ['open=agents/refund-limits', 'open=ar/refund'],
  '/agent/signin': [''],
  '/api/v1/search': ['q={q}', 'q={q}&limit=100', 'q={q}&offset=1', 'q={q}&product={q}', 'q={q}&category={q}', 'q={q}&sections=1'],
  '/api/v1/suggest': ['q={q}', 'q={q}&limit=20'],
  '/api/v1/explain': ['q={q}&article=agents/refund-limits'],
  '/api/v1/articles/*': [''],
  '/opensearch.xml': [''],
  '/opensearch-suggestions': ['q={q}'],
  '/sitemap.xml': [''],
  '/robots.txt': [''],
  '/theme.css': [''],
  '/logo': [''],
  '/widget.js': [''],
  '/favicon.svg': [''],
  '/assets/*': [''],
  '/openapi.json': [''],
  '/preview.js': [''],
  '/preview/events': [''],
  '/livez': [''],
  '/readyz': [''],
  '/nowhere': ['q={q}'],
};
// What stands for the star.
const below = {
  '/articles/*': ['ar/refund', 'ar/warranty', 'ar/faq', 'en/refund', ...ids],
  '/topics/*': ['زنبقة', 'الإرجاع'],
  '/assets/*': ['x/app.js', 'x/style.css'],
};
const forms = ['/vote', '/widget/vote', '/theme', '/agent/outcome', '/agent/signin', '/agent/signout'];

function* addresses(word) {
  for (const [path, queries] of Object.entries(routes)) {
    const names = path.endsWith('*') ? below[path.replace(/^\/(widget|api\/v1)/, '')] : [''];
    for (const name of names)
      for (const query of queries)
        yield `${path.replace('*', encodeURI(name))}?${query.replaceAll('{q}', encodeURIComponent(word))}`;
  }
}

test('every route is walked', () => {
  const source = readFileSync(new URL('../../server/route.c', import.meta.url), 'utf8');
  const rows = [...source.matchAll(/\{STR_INIT\("([^"]+)"\), +ROUTE_\w+, +([^,]+),/g)].map((m) => ({ path: m[1], methods: m[2] }));
  assert.ok(rows.length > 30);
  for (const { path, methods } of rows) {
    if (methods.includes('READ')) assert.ok(path in routes, path);
    if (methods.includes('POST')) assert.ok(forms.includes(path), path);
  }
});

test('their own words find nothing on any route', async () => {
  for (const word of [...secrets, ...secrets.map((w) => w.slice(0, 3)), ''])
    for (const address of addresses(word)) await silent(address, word);
});

test('words that are nearly theirs are not mended, completed or read into them', async () => {
  const nearly = ['زنبقه', 'الزنبقة', 'زنبفة', 'زمبقة', 'زنبق', 'زنبقةسؤال', 'زن بقة', '.kfri', '.kfrm', 'zanba2a', 'znb8a', 'znbqa', 'ياسميه', 'ياسمينا', 'yasmina'];
  for (const word of nearly) for (const address of addresses(word)) await silent(address, word);
});

test('what is sent to forms tells nothing of them', async () => {
  for (const form of forms) {
    const answer = await fetch(server.url + form, {
      method: 'POST', redirect: 'manual', headers: { 'sec-fetch-site': 'same-origin' },
      body: new URLSearchParams({ article: 'agents/refund-limits', v: 'yes', theme: 'dark', back: '/', name: 'x', token: 'x', outcome: 'solved' }),
    });
    const text = await answer.text();
    for (const secret of secrets) assert.ok(!text.includes(secret), form);
    assert.doesNotMatch(answer.headers.get('location') ?? '', /refund-limits/);
  }
});

test('words they share with public articles find only those', async () => {
  for (const word of ['الاسترداد', 'استر', 'حدود', 'موافقة', 'سؤال', 'مسودة', 'مسو', 'حدود الاسترداد للموظفين', 'بلاغ', 'افتح بلاغاً قبل الوعد'])
    for (const address of addresses(word)) await silent(address);
});

test('completions of the public are a file without their words', (t) => {
  const { index } = makeIndex(t);
  const generation = join(index, readFileSync(join(index, 'CURRENT'), 'utf8').trim());
  const read = (name) => readFileSync(join(generation, name), 'utf8');
  for (const word of [...secrets, 'refund-limits']) assert.ok(!read('suggest.bin').includes(word), word);
  assert.ok(read('suggest-agents.bin').includes('refund-limits'));
});

test('a file that would publish a note is left out', async (t) => {
  const { folder, content } = makeIndex(t);
  writeFileSync(join(content, 'slip.md'), '# ورق\n\nورقياسمين.\n\n> [!INTERNEL]\n> سر\n');
  const index = join(folder, 'slip');
  const built = spawnSync(program('jawab-index'), ['build', '--content', content, '--index', index], { encoding: 'utf8' });
  assert.equal(built.status, 1);
  assert.match(built.stderr, /slip\.md:5: skipped: .*"INTERNEL"/);
  const other = await startServer(t, index);
  assert.equal((await other.get('/articles/slip')).status, 404);
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

// A server that knows the token of one agent.
async function openDesk(t) {
  const { folder, index } = makeIndex(t);
  const token = 'a token that only agents know';
  const hash = execFileSync('b2sum', ['-l', '256'], { input: token, encoding: 'utf8' }).split(' ')[0];
  writeFileSync(join(folder, 'agents'), `salma ${hash}\n`);
  const desk = await startServer(t, index, '--agents', join(folder, 'agents'));
  return { desk, token };
}

test('why an article comes where it does is told to agents only', async (t) => {
  const { desk, token } = await openDesk(t);
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
  assert.equal(answer.headers.get('cache-control'), 'private, no-store');
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

test('the API answers a program that brings an agent\'s token as it would the agent', async (t) => {
  const { desk, token } = await openDesk(t);
  const ask = (path, headers = {}) => desk.get(path, { authorization: `Bearer ${token}`, ...headers });
  const search = `/api/v1/search?q=${encodeURIComponent('زنبقة')}&sections=1`;
  const description = await (await desk.get('/openapi.json')).json();
  const { SearchAnswer, Article } = description.components.schemas;
  const everybody = await desk.get(search);
  // The tag of what everybody sees does not stand for what agents see.
  const answer = await ask(search, { 'if-none-match': everybody.headers.get('etag') });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('etag'), null);
  assert.equal(answer.headers.get('cache-control'), 'private, no-store');
  const found = await answer.json();
  assert.deepEqual(violations(description, SearchAnswer, found), []);
  assert.equal(found.hits.find((hit) => hit.id === 'agents/refund-limits')?.audience, 'agent');
  assert.ok(!(await everybody.json()).hits.some((hit) => hit.id.startsWith('agents/')));
  const note = await (await ask('/api/v1/articles/ar/refund')).json();
  assert.deepEqual(violations(description, Article, note), []);
  assert.equal(note.audience, 'public');
  assert.match(note.html, /زنبقة/);
  assert.equal((await (await ask('/api/v1/articles/agents/refund-limits')).json()).audience, 'agent');
  const { suggestions } = await (await ask(`/api/v1/suggest?q=${encodeURIComponent('زنب')}`)).json();
  assert.ok(suggestions.length > 0);
  // A wrong token is told so; what a proxy's own sign-in leaves in the header is not ours.
  const wrong = await desk.get(search, { authorization: 'Bearer wrong' });
  assert.deepEqual([wrong.status, wrong.headers.get('www-authenticate')], [401, 'Bearer']);
  assert.equal((await desk.get(search, { authorization: 'Basic YTpi' })).status, 200);
});
