// SPDX-License-Identifier: GPL-2.0-or-later
// The pages around the search, on the example content: home, topics, contact, what site.yaml changes, what
// machines read. What people see and press is in the browser tests.
import assert from 'node:assert/strict';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { buildIndex, scratch, startServer } from './harness.mjs';

const example = fileURLToPath(new URL('../../content', import.meta.url));
const q = encodeURIComponent;
let server;

// The example content with another site.yaml (or none, when it is null), served.
async function serveWith(t, yaml, ...options) {
  const folder = scratch(t);
  const content = join(folder, 'content');
  cpSync(example, content, { recursive: true });
  if (yaml === null) cpSync('/dev/null', join(content, 'site.yaml'));
  else writeFileSync(join(content, 'site.yaml'), yaml);
  buildIndex(content, join(folder, 'index'));
  return startServer(t, join(folder, 'index'), ...options);
}

before(async (t) => {
  const index = join(scratch(t), 'index');
  buildIndex(example, index);
  server = await startServer(t, index);
});

const text = async (path, headers = {}, from = server) => {
  const answer = await from.get(path, headers);
  assert.equal(answer.status, 200, path);
  return answer.text();
};
const english = { 'accept-language': 'en' };

test('home: topics with their counts, questions with answers, what changed lately', async () => {
  const html = await text('/');
  const shelf = html.match(/<ul class="shelf">.*?<\/ul>/s)[0];
  const counts = [...shelf.matchAll(/href="\/topics\/([a-z]+)">([^<]+)<\/a><\/h3><span class="num">([٠-٩]+)/g)];
  assert.equal(counts.length, 10);
  assert.deepEqual(counts[0].slice(1, 3), ['orders', 'الطلبات والتتبع']); // the order of site.yaml
  // each count is the number of articles that the topic's page lists
  for (const [, id, name, digits] of counts) {
    const count = Number(digits.replaceAll(/[٠-٩]/g, (d) => d.charCodeAt(0) - 0x660));
    const topic = await text(`/topics/${id}`);
    assert.equal(topic.match(/<ul class="list tall">.*?<\/ul>/s)[0].match(/<li>/g).length, count, name);
    assert.ok(topic.includes(`<h1>${name}</h1>`));
  }
  assert.match(html, /<details open><summary>كيف أعرف أين وصل طلبي؟/);
  assert.equal(html.match(/<details/g).length, 5);
  const days = [...html.match(/id="recent".*?<\/ul>/s)[0].matchAll(/datetime="([\d-]+)"/g)].map((m) => m[1]);
  assert.equal(days.length, 5);
  assert.deepEqual(days, [...days].sort().reverse());
});

test('home in English lists English articles only', async () => {
  const html = await text('/', english);
  assert.match(html, />Orders and tracking<\/a>/);
  assert.doesNotMatch(html.match(/<main.*<\/main>/s)[0], /[\u0620-\u064a]{3}/);
});

test('all articles, by topic', async () => {
  const html = await text('/topics');
  const listed = new Set([...html.matchAll(/<li><div><a href="(\/articles\/[^"]+)"/g)].map((m) => m[1]));
  const counted = (await text('/')).match(/كل المقالات \(([٠-٩]+)\)/)[1];
  assert.equal(listed.size, Number(counted.replaceAll(/[٠-٩]/g, (d) => d.charCodeAt(0) - 0x660)));
  assert.equal((await server.get('/topics/none')).status, 404);
});

test('contact carries the query over, and offers what may answer first', async () => {
  const html = await text(`/contact?q=${q('استرداد <b>المبلغ')}`);
  assert.match(html, /سؤالك: «<bdi>استرداد &lt;b&gt;المبلغ<\/bdi>»/);
  assert.ok(html.includes(`https://madar.example/chat?about=${q('استرداد <b>المبلغ')}"`));
  assert.match(html, /href="mailto:care@madar\.example\?subject=[^"]+&amp;body=/);
  assert.match(html, /href="tel:8000000000"/);
  assert.equal(html.match(/id="first".*?<\/ul>/s)[0].match(/<li>/g).length, 3);
  assert.match(html, /<meta name="robots" content="noindex">/);
  assert.doesNotMatch(await text('/contact'), /سؤالك:|noindex|about=[^"]/);
});

test('nothing found: the query stays, near queries find something, people can be reached', async () => {
  const html = await text(`/search?${new URLSearchParams({ q: 'زخرفة بنفسجية ضمان' })}&product=${q('لا شيء')}`);
  assert.match(html, /أزل مرشّحاً/);
  const none = await text(`/search?q=${q('zzzzqq')}`);
  assert.match(none, /name="q"[^>]* value="zzzzqq"/);
  assert.ok(none.includes(`about=${q('zzzzqq')}`));
  assert.match(none, /id="popular"/);
  const near = await text(`/search?q=${q('"zzzzqq الضمان"')}`);
  const chips = [...near.matchAll(/<a class="chip" href="([^"]+)">/g)].map((m) => m[1].replaceAll('&amp;', '&'));
  for (const chip of chips) assert.match(await text(chip), /<article class="hit"|class="answer"/, chip);
});

test('what is like no word is answered by nothing, however much its one known gram weighs', async () => {
  assert.doesNotMatch(await text(`/search?q=${q('قققققق')}`), /class="answer"/);
  assert.match(await text(`/search?q=${q('متى يصل مبلغ الاسترداد')}`), /class="answer"/);
});

test('filters: several values, counts that come true, chips that remove themselves', async () => {
  const base = `/search?q=${q('الضمان')}`;
  const html = await text(base);
  const total = (page) => Number(page.match(/<h1>([٠-٩]+|\S+)/)[1].replaceAll(/[٠-٩]/g, (d) => d.charCodeAt(0) - 0x660));
  const boxes = [...html.matchAll(/name="(product|category|lang)" value="([^"]*)"><bdi>[^<]*<\/bdi><span class="num">([٠-٩]+)/g)];
  assert.ok(boxes.length > 8);
  for (const [, name, value, digits] of boxes.filter(([, , , d]) => !/^[١٢]$/.test(d)))
    assert.equal(total(await text(`${base}&${name}=${q(value)}`)), Number(digits.replaceAll(/[٠-٩]/g, (d) => d.charCodeAt(0) - 0x660)), value);
  const two = await text(`${base}&product=${q('غسالات')}&product=${q('مكيفات')}`);
  assert.equal(two.match(/<a class="chip"/g).length, 2);
  assert.ok(two.includes(`<a class="chip" href="${base}&amp;product=${q('مكيفات')}"><bdi>غسالات`));
  assert.match(two, /<a class="sm" href="[^"]*">إزالة الكل/);
  assert.ok(total(two) >= total(await text(`${base}&product=${q('غسالات')}`)));
});

test('an article: crumbs, neighbours, translation, and marks when it was found', async () => {
  const path = '/articles/ar/returns/refund-times';
  const html = await text(path);
  assert.match(html, /<a href="\/topics\/returns"><bdi>الإرجاع والاستبدال/);
  assert.match(html, /rel="prev"><small class="xs">السابق<\/small>[^<]+<\/a><a href="[^"]+" rel="next">/);
  assert.match(html, /<a href="\/articles\/en\/returns\/refund-times\?lang=en" lang="en" hreflang="en">/);
  assert.doesNotMatch(html, /<mark>|class="marks"/);
  const found = await text(`${path}?q=${q('استرداد المبلغ')}`);
  assert.match(found, /<mark>الاسترداد<\/mark>/);
  assert.match(found, /مظلَّلة في المقال: <bdi>استرداد<\/bdi>، <bdi>المبلغ<\/bdi>.*<a href="\/articles\/ar\/returns\/refund-times">أزل التظليل/);
  assert.match(found, /<link rel="canonical" href="http:[^"?]+\/articles\/ar\/returns\/refund-times">/);
});

test('for search engines: canonical, alternates, site map, robots, JSON-LD, Open Graph', async () => {
  const html = await text('/articles/ar/returns/refund-times');
  assert.match(html, /<link rel="alternate" hreflang="en" href="http:\/\/127[^"]+\/articles\/en\/returns\/refund-times">/);
  assert.match(html, /<meta property="og:title" content="متى يصل مبلغ الاسترداد؟: مدار">/);
  const data = (page) => JSON.parse(page.match(/<script type="application\/ld\+json">(.*?)<\/script>/s)[1])['@graph'];
  const [crumbs] = data(html);
  assert.deepEqual(crumbs.itemListElement.map((crumb) => crumb.name), ['مدار', 'الإرجاع والاستبدال', 'متى يصل مبلغ الاسترداد؟']);
  const faq = data(await text('/articles/ar/faq/orders-and-delivery'))[1];
  assert.equal(faq['@type'], 'FAQPage');
  assert.ok(faq.mainEntity.length > 10);
  assert.ok(faq.mainEntity.every((item) => item.acceptedAnswer.text.length > 10));
  const map = await text('/sitemap.xml');
  const addresses = [...map.matchAll(/<loc>([^<]+)<\/loc>/g)].map((m) => new URL(m[1].replaceAll('&amp;', '&')));
  assert.equal(new Set(addresses.map(String)).size, addresses.length);
  assert.equal(addresses.filter((a) => a.pathname.startsWith('/articles/')).length, 101);
  assert.equal(addresses.filter((a) => a.pathname.startsWith('/articles/ar/agents')).length, 0);
  for (const address of addresses.slice(0, 30)) await text(address.pathname + address.search);
  assert.match(await text('/robots.txt'), /Disallow: \/agent\n.*Sitemap: http:\/\/127.*\/sitemap\.xml/s);
  const search = await text('/opensearch.xml?lang=ar');
  assert.match(search, /<ShortName>مدار<\/ShortName>/);
  const suggest = search.match(/x-suggestions\+json" template="([^"]+)"/)[1].replace('{searchTerms}', q('استرد'));
  const [typed, suggestions] = await (await fetch(suggest)).json();
  assert.equal(typed, 'استرد');
  assert.ok(suggestions.length > 2);
});

test('the theme is remembered in a cookie, and the way back is one of our own', async () => {
  const choose = (body, headers = {}) =>
    fetch(`${server.url}/theme`, {
      method: 'POST', redirect: 'manual', body: new URLSearchParams(body),
      headers: { 'sec-fetch-site': 'same-origin', ...headers },
    });
  const answer = await choose({ theme: 'dark', back: '/topics?lang=ar' });
  assert.equal(answer.status, 303);
  assert.equal(answer.headers.get('location'), '/topics?lang=ar');
  const [cookie] = answer.headers.get('set-cookie').split(';');
  assert.match(await text('/', { cookie }), /<html lang="ar" dir="rtl" data-theme="dark">/);
  assert.doesNotMatch(await text('/', { cookie: 'jawab_theme="><script>' }), / data-theme="|<script>/);
  const etag = async (headers) => (await server.get('/', headers)).headers.get('etag');
  assert.notEqual(await etag({ cookie }), await etag({}));
  assert.match((await choose({ theme: 'auto', back: '/' })).headers.get('set-cookie'), /Max-Age=0/);
  for (const back of ['//evil.example', 'https://evil.example', '/\\evil.example', '', 'javascript:1'])
    assert.equal((await choose({ theme: 'light', back })).headers.get('location'), '/', back);
  assert.equal((await choose({ theme: 'dark' }, { 'sec-fetch-site': 'cross-site' })).status, 403);
});

test('site.yaml: names, colours, one language, digits, address, hostile texts', async (t) => {
  const site = await serveWith(t, `
name: {ar: "<b>متجر</b> & أبناؤه", en: Shop}
url: https://help.shop.example
languages: [en]
colours: {hue: 20, chroma: 0.5, corner: 0}
contact:
  - {kind: whatsapp, name: {ar: واتساب, en: WhatsApp}, to: "+966 50 000 0000"}
`);
  const html = await text('/', { 'accept-language': 'ar' }, site);
  assert.match(html, /<html lang="en" dir="ltr">/);
  assert.match(html, /<title>Shop: Help centre<\/title>/);
  assert.match(html, /<link rel="canonical" href="https:\/\/help\.shop\.example\/\?lang=en">/);
  assert.doesNotMatch(html, /hreflang/);
  assert.equal(await text('/theme.css', {}, site), ':root{--hue:20;--chroma:0.5;--corner:0px}\n');
  assert.match(await text(`/contact?q=${q('a b')}`, {}, site), /href="https:\/\/wa\.me\/966500000000\?text=a%20b"/);
  const both = await serveWith(t, 'name: {ar: "<b>متجر</b> & أبناؤه", en: Shop}\ndigits: {ar: latin}\n');
  const arabic = await text('/', {}, both);
  assert.match(arabic, /<span>&lt;b&gt;متجر&lt;\/b&gt; &amp; أبناؤه/);
  assert.match(arabic, /<span class="num">\d+</);
  assert.doesNotMatch(arabic, /class="reach"/);
});

test('without a site.yaml everything still works', async (t) => {
  const site = await serveWith(t, null);
  const html = await text('/', {}, site);
  assert.match(html, /<title>جواب: مركز المساعدة<\/title>/);
  assert.match(html, /href="\/topics\/%D8%A7%D9%84%D8%B7%D9%84%D8%A8%D8%A7%D8%AA/); // topics are the categories
  assert.equal((await site.get('/logo')).status, 404);
});

test('the widget: framed by the sites that site.yaml names, and by no other page of ours', async () => {
  const policy = async (path) => (await server.get(path)).headers.get('content-security-policy');
  for (const path of ['/widget', `/widget/search?q=${q('ضمان')}`, '/widget/articles/ar/returns/refund-times', '/widget/contact'])
    assert.match(await policy(path), /frame-ancestors 'self' https:\/\/madar\.example http:\/\/localhost:8090$/, path);
  for (const path of ['/', '/search', '/contact', '/nowhere', '/agent/signin']) assert.match(await policy(path), /frame-ancestors 'none'$/);
  const html = await text(`/widget/search?q=${q('ضمان')}`);
  for (const [, address] of html.matchAll(/ href="([^"#][^"]*)"/g))
    assert.match(address, /^\/(widget|assets|theme\.css|favicon|opensearch|search\?q=)|^(https|tel|mailto):/, address);
  const script = await server.get('/widget.js');
  assert.equal(script.headers.get('cross-origin-resource-policy'), 'cross-origin');
  const source = await script.text();
  assert.ok(source.includes("'المساعدة'") && !/@[a-z-]+@/.test(source));
});
