// SPDX-License-Identifier: GPL-2.0-or-later
// What is shown while one types: a fragment of options, on the example content. What pressing keys does with
// it is in combobox.browser.mjs.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { buildIndex, makeContent, scratch, startServer } from './harness.mjs';

const example = fileURLToPath(new URL('../../content', import.meta.url));
const english = { 'accept-language': 'en' };
let server;

before(async (t) => {
  const index = join(scratch(t), 'index');
  buildIndex(example, index);
  server = await startServer(t, index);
});

const typing = async (query, { headers = {}, from = server, more = '' } = {}) => {
  const answer = await from.get(`/typing?q=${encodeURIComponent(query)}${more}`, headers);
  assert.equal(answer.status, 200, query);
  assert.equal(answer.headers.get('content-type'), 'text/html; charset=utf-8');
  return answer.text();
};
const groups = (html) =>
  Object.fromEntries(
    [...html.matchAll(/<div role="group" aria-labelledby="([^"]+)"><div class="lbl" id="\1">([^<]+)<\/div>(.*?)<\/div>(?=<div role="group"|<p)/gs)].map(
      ([, id, label, body]) => [id, { label, options: body.match(/<div role="option".*?<\/div>/gs) }],
    ),
  );
const href = (option) => option.match(/data-href="([^"]+)"/)[1].replaceAll('&amp;', '&');
const counts = (html) => [...html.match(/<p data-counts.*<\/p>$/s)[0].matchAll(/<span>([^<]+)<\/span>/g)].map((m) => m[1]);

test('a fragment: questions to finish, then the best three articles', async () => {
  const html = await typing('استرداد');
  assert.doesNotMatch(html, /<(html|body|script|main)/);
  const { 'typing-questions': questions, 'typing-articles': articles } = groups(html);
  assert.equal(questions.label, 'أكمل السؤال');
  assert.equal(articles.label, 'أقرب المقالات');
  assert.ok(questions.options.length >= 2 && questions.options.length <= 5);
  assert.equal(articles.options.length, 3);
  for (const option of questions.options) assert.match(href(option), /^\/search\?q=/);
  for (const option of articles.options) {
    assert.match(href(option), /^\/articles\/[^?]+\?q=%D8%A7/);
    assert.match(option, /<small>.+<\/small><\/span><span class="end"><bdi>[^<]+<\/bdi><\/span>/);
  }
  assert.match(questions.options[0], /<span lang="ar" dir="rtl"><mark>استرداد<\/mark> /);
});

test('options have different ids, none is selected, and each leads somewhere', async () => {
  const options = (await typing('الضمان')).match(/<div role="option".*?<\/div>/gs);
  const ids = options.map((option) => option.match(/ id="(typing-\d+)" aria-selected="false" /)[1]);
  assert.equal(new Set(ids).size, options.length);
  for (const option of options) assert.equal((await server.get(href(option))).status, 200, href(option));
});

test('one line of an article is short enough to be one', async () => {
  for (const query of ['استرداد', 'الضمان', 'iphone شاشة', 'refund'])
    for (const [, line] of (await typing(query)).matchAll(/<small>(.*?)<\/small>/g))
      assert.ok([...line.replaceAll(/<[^>]+>/g, '').replaceAll(/&\w+;/g, '"')].length <= 82, line);
});

test('the count is said in the language of the interface, also with recent searches added', async () => {
  const html = await typing('استرداد');
  const options = html.match(/role="option"/g).length;
  assert.equal(options, 8);
  assert.deepEqual(counts(html), ['٨ اقتراحات', '٩ اقتراحات', '١٠ اقتراحات', '١١ اقتراحاً', '١٢ اقتراحاً']);
  assert.equal(counts(await typing('zzzzqq'))[0], 'لا اقتراحات');
  assert.equal(counts(await typing('zzzzqq'))[1], 'اقتراح واحد');
  assert.equal(counts(await typing('zzzzqq', { headers: english }))[0], 'No suggestions');
});

test('words of the interface by the reader, direction by the article', async () => {
  const html = await typing('ضمان', { headers: english });
  assert.match(html, />Closest articles</);
  assert.match(html, /<span lang="ar" dir="rtl">/);
  assert.match(await typing('refund', { more: '&ui=ar' }), />أقرب المقالات<.*<span lang="en" dir="ltr">/s);
});

test('a language chosen by the address is carried on, another is not', async () => {
  assert.match(await typing('refund', { more: '&ui=en' }), /\/search\?q=[^"]+&amp;ui=en".*\/articles\/[^"]+lang=en/s);
  assert.doesNotMatch(await typing('refund', { headers: english }), /ui=|lang=en&/);
});

test('nothing below two letters, marks and signs not counted', async () => {
  for (const query of ['', ' ', 'ا', 'ضَّ', 'ا ', '؟؟', 'ـــض', '\u200f\u202eا']) assert.equal(await typing(query), '', JSON.stringify(query));
  assert.equal(await (await server.get('/typing')).text(), '');
  assert.notEqual(await typing('ضم'), '');
});

test('what is typed on the wrong keyboard or misspelt is understood as in the results', async () => {
  for (const query of [';dt hv[u hglkj[', 'استرادد المبلغ', 'estirdad']) {
    const articles = groups(await typing(query))['typing-articles'];
    assert.equal(articles?.options.length, 3, query);
  }
  const first = (await (await server.get(`/search?q=${encodeURIComponent('الضمان')}`)).text()).match(/href="(\/articles\/[^"?#]+)/)[1];
  assert.equal(href(groups(await typing('الضمان'))['typing-articles'].options[0]).split(/[?#]/)[0], first);
});

test('hostile words stay words', async (t) => {
  const folder = scratch(t);
  const content = makeContent(folder);
  writeFileSync(
    join(content, 'ar', 'evil.md'),
    '---\ntitle: "مفتاح <img src=x onerror=alert(1)> & \\"اقتباس\\""\nlang: ar\ncategory: "<b>قسم</b>\\""\n---\n\nمفتاح `<script>alert(1)</script>` في النص.\n',
  );
  const index = join(folder, 'hostile');
  buildIndex(content, index);
  const hostile = await startServer(t, index);
  for (const query of ['مفتاح', '"><script>alert(1)</script>', 'مفتاح "onmouseover=x', "' or 1=1", '<img src=x>']) {
    const html = await typing(query, { from: hostile });
    assert.doesNotMatch(html, /<(script|img|b)\b/, query);
    const tags = [...html.matchAll(/<([a-z]+)((?: [A-Za-z-]+(?:="[^"<>]*")?)*)\/?>/g)];
    assert.equal(tags.length + (html.match(/<\//g)?.length ?? 0), html.match(/</g).length, `unknown markup for ${query}`);
  }
  assert.match(await typing('مفتاح', { from: hostile }), /&lt;<bdi>img src=x onerror=alert\(1<\/bdi>|&lt;img src=x/);
});

test('it may be kept until the next index, and only for the same reader', async () => {
  const path = `/typing?q=${encodeURIComponent('ضمان')}`;
  const answer = await server.get(path);
  const etag = answer.headers.get('etag');
  assert.match(etag, /^W\/"/);
  assert.match(answer.headers.get('vary'), /Accept-Language/);
  assert.equal((await server.get(path, { 'if-none-match': etag })).status, 304);
  assert.equal((await server.get(path, { 'if-none-match': etag, ...english })).status, 200);
  assert.equal((await server.get(path, {}, 'POST')).status, 405);
});

test('pages carry the words that the script says, in both languages', async () => {
  for (const [headers, label, forget] of [
    [{}, 'نتائج أثناء الكتابة', 'امسح عمليات البحث الأخيرة'],
    [english, 'Results as you type', 'Clear recent searches'],
  ])
    for (const path of ['/', '/search?q=', '/articles/ar/returns/refund-times', '/nowhere', '/widget']) {
      const html = await (await server.get(path, headers)).text();
      const [template] = html.match(/<template id="typing".*?<\/template>/s) ?? assert.fail(path);
      assert.ok(template.includes(`data-label="${label}"`) && template.includes(forget), path);
      assert.equal(html.match(/id="typing"/g).length, 1);
    }
});
