// SPDX-License-Identifier: GPL-2.0-or-later
// The JSON answers, held against the description that the server gives of them.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { ARTICLES_MANY, makeIndex, startServer } from './harness.mjs';
import { responseSchema, violations } from './schema.mjs';

let server, description;

before(async (t) => {
  server = await startServer(t, makeIndex(t).index);
  description = await (await server.get('/openapi.json')).json();
});

// Asks, and checks status, media type and shape.
async function ask(template, path, status = 200, headers = {}) {
  const answer = await server.get(path, headers);
  assert.equal(answer.status, status, path);
  const mediaType = answer.headers.get('content-type');
  assert.equal(mediaType, status < 400 ? 'application/json' : 'application/problem+json');
  const schema = responseSchema(description, template, status, mediaType);
  assert.ok(schema, `${template} does not describe ${status} ${mediaType}`);
  const body = await answer.json();
  assert.deepEqual(violations(description, schema, body), []);
  return body;
}

const search = (query, ...rest) => ask('/api/v1/search', `/api/v1/search?${query}`, ...rest);
const suggest = (query, ...rest) => ask('/api/v1/suggest', `/api/v1/suggest?${query}`, ...rest);
const article = (id, ...rest) => ask('/api/v1/articles/{id}', `/api/v1/articles/${id}`, ...rest);

test('the validator notices what is wrong', () => {
  const schema = description.components.schemas.SuggestAnswer;
  const good = { query: '', suggestions: [{ text: 'a', kind: 'article', url: '/articles/a' }] };
  assert.deepEqual(violations(description, schema, good), []);
  for (const bad of [
    { query: '' },
    { ...good, more: 1 },
    { ...good, query: null },
    { ...good, suggestions: [{ ...good.suggestions[0], kind: 'other' }] },
    { ...good, suggestions: [{ ...good.suggestions[0], url: '/مقال' }] },
  ])
    assert.notEqual(violations(description, schema, bad).length, 0, JSON.stringify(bad));
});

test('search finds, counts, marks and links', async () => {
  const body = await search('q=' + encodeURIComponent('الاسترداد بعد فحص'));
  assert.equal(body.query, 'الاسترداد بعد فحص');
  assert.ok(body.total >= 1);
  const hit = body.hits.find((h) => h.id === 'ar/refund');
  assert.ok(hit);
  assert.deepEqual(hit.product, ['جوّالات', 'شاشات']);
  assert.match(body.hits.map((h) => h.snippet_html).join(), /<mark>/);
  for (const h of body.hits) {
    const text = h.snippet_html.replace(/<\/?mark>|<bdi( class="ltr")?>|<\/bdi>/g, '');
    assert.doesNotMatch(text, /[<>]/);
  }
  const page = await server.get(hit.url.replace(/#.*/, ''));
  assert.equal(page.status, 200);
  assert.ok((await page.text()).includes(hit.anchor ? `id="${hit.anchor}"` : hit.title));
});

test('snippets isolate the other direction', async () => {
  const { hits } = await search('q=' + encodeURIComponent('بطاقة تأخذ أيام'));
  const { snippet_html: html, snippet_text: text } = hits.find((h) => h.id === 'ar/refund');
  assert.match(html, /<bdi>iPhone 15 Pro<\/bdi>/);
  assert.match(text, /\u2068iPhone 15 Pro\u2069/);
  assert.match(text, /\u20683-5\u2069/);
  const english = await search('q=label&lang=en');
  assert.match(english.hits[0].snippet_text, /\u2068ضمان سنتين\u2069/);
});

test('paging covers every article once', async () => {
  const q = 'q=' + encodeURIComponent('كرسي');
  const seen = [];
  for (let offset = 0; offset < 40; offset += 7)
    seen.push(...(await search(`${q}&limit=7&offset=${offset}`)).hits.map((h) => h.id));
  assert.equal(seen.length, ARTICLES_MANY);
  assert.equal(new Set(seen).size, ARTICLES_MANY);
  assert.equal((await search(`${q}&limit=100`)).hits.length, ARTICLES_MANY);
  assert.equal((await search(`${q}&offset=1000`)).hits.length, 0);
});

test('filters keep to language, product and category', async () => {
  const q = 'q=' + encodeURIComponent('الاسترداد refund');
  const ids = async (filter) => (await search(`${q}&${filter}`)).hits.map((h) => h.id).sort();
  assert.deepEqual(await ids('lang=en'), ['en/refund']);
  assert.deepEqual(await ids('product=Phones'), ['en/refund']);
  assert.deepEqual(await ids('category=' + encodeURIComponent('الإرجاع')), ['ar/refund']);
  assert.deepEqual(await ids('product=' + encodeURIComponent('شاشات')), ['ar/refund']);
  assert.deepEqual(await ids('lang=fr'), []);
  const product = encodeURIComponent('شاشات');
  assert.deepEqual(await ids(`product=Phones&product=${product}`), ['ar/refund', 'en/refund']);
  assert.deepEqual(await ids(`product=Phones&product=${product}&lang=en&lang=fr`), ['en/refund']);
  assert.deepEqual(await ids('product=&product=Phones'), ['en/refund']);
});

test('further sections come when asked for', async () => {
  const q = 'q=' + encodeURIComponent('بطاقة استرداد أيام مدة');
  assert.ok((await search(q)).hits.every((hit) => !('sections' in hit)));
  const { hits } = await search(`${q}&sections=1`);
  assert.ok(hits.every((hit) => hit.sections.length <= 2));
  const hit = hits.find((one) => one.sections.length);
  assert.ok(hit, 'some article has more than one section about it');
  for (const section of hit.sections) {
    assert.notEqual(section.anchor, hit.anchor);
    assert.ok(section.url.startsWith(hit.url.split('#')[0] + '#'));
    assert.ok(section.snippet_html.length > 0);
  }
});

test('queries without words find nothing and fail nothing', async () => {
  for (const q of ['', ' ', '%20%09%0A', '؟!،', '"', '***', '()', '%E2%80%8F', '%F0%9F%93%B1', 'AND OR NOT',
    "'; DROP TABLE x; --", '<script>alert(1)</script>', 'من في على'])
    await search('q=' + encodeURIComponent(decodeURIComponent(q)));
  assert.equal((await search('q=')).total, 0);
});

test('a query of 8 KB is answered, a longer one cut', async () => {
  for (const n of [2000, 4096, 5000])
    await search('q=' + encodeURIComponent('كرسي '.repeat(n / 5)));
  const long = 'chair '.repeat(2000);
  assert.equal((await search('q=' + long.replaceAll(' ', '+'))).query.length, long.length);
});

test('bad parameters are named', async () => {
  for (const [query, name] of [
    ['q=a&limit=0', 'limit'], ['q=a&limit=101', 'limit'], ['q=a&limit=', 'limit'], ['q=a&limit=ten', 'limit'],
    ['q=a&limit=-1', 'limit'], ['q=a&limit=1.5', 'limit'], ['q=a&limit=99999999999999999999', 'limit'],
    ['q=a&limit=%D9%A5', 'limit'], ['q=a&offset=1001', 'offset'], ['q=a&offset=x', 'offset'], ['limit=3', 'q'],
    ['', 'q'],
  ]) {
    const problem = await search(query, 400, { 'accept-language': 'en' });
    assert.match(problem.detail, new RegExp(`\\b${name}\\b`), query);
  }
  const { detail } = await suggest('q=a&limit=21', 400);
  assert.match(detail, /limit/);
  await search('q=a&limit=100&offset=1000&unknown=1&limit2=x');
});

test('problems speak the language asked for', async () => {
  for (const [header, title, language] of [
    ['en', 'This page is not here', 'en'],
    ['ar', 'هذه الصفحة ليست هنا', 'ar'],
    ['fr', 'هذه الصفحة ليست هنا', 'ar'],
  ]) {
    const answer = await server.get('/api/v1/articles/nothing', { 'accept-language': header });
    assert.equal(answer.headers.get('content-language'), language);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    const problem = await answer.json();
    assert.equal(problem.title, title);
    assert.equal(problem.request_id, answer.headers.get('x-request-id'));
  }
});

test('suggestions complete titles, questions and headings', async () => {
  const { suggestions } = await suggest('q=' + encodeURIComponent('استر'));
  assert.ok(suggestions.some((s) => s.text === 'متى يصل مبلغ الاسترداد؟' && s.kind === 'article'));
  const question = (await suggest('q=' + encodeURIComponent('أين طل'))).suggestions[0];
  assert.equal(question.kind, 'question');
  assert.match(question.url, /^\/articles\/ar\/faq#/);
  const heading = (await suggest('q=' + encodeURIComponent('بطاقة بحسب مد'))).suggestions[0];
  assert.equal(heading.text, 'المدة بحسب البطاقة');
  assert.equal(heading.kind, 'heading');
  assert.equal(decodeURI(heading.url), '/articles/ar/refund#المدة-بحسب-البطاقة');
  assert.equal((await suggest('q=' + encodeURIComponent('كرسي') + '&limit=3')).suggestions.length, 3);
  assert.deepEqual((await suggest('q=')).suggestions, []);
});

test('an article in full, its former id, and none', async () => {
  const body = await article('ar/refund');
  assert.equal(body.updated, '2026-11-03');
  assert.deepEqual(body.headings.map((h) => h.level), [2, 2]);
  assert.match(body.html, /href="\/articles\/ar\/warranty"/);
  const former = await server.get('/api/v1/articles/' + encodeURIComponent('قديم/استرداد المبلغ'));
  assert.equal(former.status, 301);
  assert.equal(former.headers.get('location'), '/api/v1/articles/ar/refund');
  await article('ar/nothing', 404);
  await article('ar', 404);
  await article('ar/refund/', 404);
});

test('the wrong keyboard layout is repaired, said, and undone', async () => {
  const typed = encodeURIComponent('hghsjv]h]'); // الاسترداد
  const read = await (await server.get('/api/v1/search?q=' + typed)).json();
  assert.deepEqual(read.applied, [{ kind: 'layout', from: 'hghsjv]h]', to: 'الاسترداد' }]);
  assert.ok(read.hits.length > 0);
  const raw = await (await server.get('/api/v1/search?raw=1&q=' + typed)).json();
  assert.deepEqual(raw.applied, []);
  const page = await (await server.get('/search?q=' + typed)).text();
  assert.match(page, /نعرض نتائج .*الاسترداد/);
  assert.match(page, /href="\/search\?q=[^"]*&amp;raw=1"/);
  assert.doesNotMatch(await (await server.get('/search?raw=1&q=' + typed)).text(), /نعرض نتائج/);
});

test('a misspelt word is read as meant, said once, and undone', async () => {
  const typed = encodeURIComponent('<b>الاستردااد'); // a letter too many
  const read = await ask('/api/v1/search', '/api/v1/search?q=' + typed);
  assert.deepEqual(read.applied, [{ kind: 'spelling', from: 'الاستردااد', to: 'الاسترداد' }]);
  assert.equal(read.meant, '<b>الاسترداد');
  assert.ok(read.hits.length > 0);
  const page = await (await server.get('/search?q=' + typed)).text();
  assert.equal(page.match(/نعرض نتائج/g).length, 1);
  assert.match(page, /«<bdi>&lt;b&gt;الاسترداد<\/bdi>»/);
  assert.doesNotMatch(page, /لوحة المفاتيح|<b>الاسترد/);
  assert.match(page, /href="\/search\?q=[^"]*&amp;raw=1"/);
  assert.deepEqual((await ask('/api/v1/search', '/api/v1/search?raw=1&q=' + typed)).applied, []);
});

test('raw=1 repairs nothing, whatever there is to repair', async () => {
  for (const [query, kind] of [['hghsjv]h]', 'layout'], ['الاستردااد', 'spelling'], ['alistirdad', 'arabizi']]) {
    const path = '/api/v1/search?q=' + encodeURIComponent(query);
    const read = await ask('/api/v1/search', path);
    assert.deepEqual(read.applied.map((r) => r.kind), [kind], query);
    assert.notEqual(read.meant, query);
    const typed = await ask('/api/v1/search', path + '&raw=1');
    assert.deepEqual([typed.applied, typed.meant], [[], query]);
  }
});

test('the section that answers comes whole, and is the first hit', async () => {
  const found = await ask('/api/v1/search', '/api/v1/search?q=' + encodeURIComponent('أين طلبي الآن؟'));
  assert.equal(found.answer.id, 'ar/faq');
  assert.match(found.answer.url, /^\/articles\/ar\/faq#/);
  assert.match(found.answer.heading, /^أين/);
  assert.match(found.answer.html, /^<p>/);
  assert.ok(found.answer.text.length > 10 && found.answer.confidence > 0.2);
  assert.equal(found.hits[0].url, found.answer.url);
  // Many articles are about this: none of them answers.
  assert.equal((await ask('/api/v1/search', '/api/v1/search?q=' + encodeURIComponent('كرسي'))).answer, null);
});

test('related articles are others of the same language', async () => {
  const article = await ask('/api/v1/articles/{id}', '/api/v1/articles/ar/refund');
  assert.ok(article.related.length <= 5);
  for (const { id, title, url } of article.related) {
    assert.notEqual(id, 'ar/refund');
    assert.ok(title && url === '/articles/' + id, url);
  }
  const page = await (await server.get('/articles/ar/refund')).text();
  assert.equal(page.includes('مقالات ذات صلة'), article.related.length > 0);
});

test('health', async () => {
  await ask('/livez', '/livez');
  const ready = await ask('/readyz', '/readyz');
  assert.equal(ready.generation, 1);
  assert.ok(ready.age_s < 600);
});

test('everything the API answers is described', async () => {
  for (const path of Object.keys(description.paths)) {
    const answer = await server.get(path.replace('{id}', 'ar/refund') + '?q=a');
    const { security = [{}] } = description.paths[path].get; // {}: nothing is asked for
    const open = security.some((way) => Object.keys(way).length === 0);
    assert.equal(answer.status, open ? 200 : 401, path);
  }
  assert.equal((await server.get('/api/v1/nothing')).status, 404);
  assert.equal((await server.get('/api/v1/nothing')).headers.get('content-type'), 'application/problem+json');
});
