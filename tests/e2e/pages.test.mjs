// SPDX-License-Identifier: GPL-2.0-or-later
// The pages: languages, results, articles, errors, and what every answer carries in its headers.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { ARTICLES_MANY, buildIndex, makeIndex, raw, scratch, startServer } from './harness.mjs';

let server;

before(async (t) => {
  server = await startServer(t, makeIndex(t).index);
});

async function page(path, headers = {}, status = 200) {
  const answer = await server.get(path, headers);
  assert.equal(answer.status, status, path);
  assert.equal(answer.headers.get('content-type'), 'text/html; charset=utf-8');
  return answer.text();
}

const language = (html) => html.match(/<html lang="(\w+)" dir="(\w+)">/).slice(1).join(' ');
const q = (text) => 'q=' + encodeURIComponent(text);

test('the language comes from the address, then the browser, then it is Arabic', async () => {
  for (const path of ['/', `/search?${q('الاسترداد')}`, '/search?q=', '/articles/ar/refund']) {
    const with_ = (query) => path + (path.includes('?') ? '&' : '?') + query;
    assert.equal(language(await page(path)), 'ar rtl', path);
    assert.equal(language(await page(path, { 'accept-language': 'fr' })), 'ar rtl', path);
    assert.equal(language(await page(path, { 'accept-language': 'en-US,en;q=0.9,ar;q=0.8' })), 'en ltr', path);
    assert.equal(language(await page(with_('lang=ar'), { 'accept-language': 'en' })), 'ar rtl', path);
    assert.equal(language(await page(with_('lang=en'))), 'en ltr', path);
    assert.equal(language(await page(with_('lang=ar&ui=en'))), 'en ltr', path);
    assert.equal(language(await page(with_('lang=xx'), { 'accept-language': 'en' })), 'en ltr', path);
  }
});

test('a language chosen by the address stays chosen', async () => {
  const home = await page('/?lang=en');
  assert.match(home, /<input type="hidden" name="ui" value="en">/);
  assert.match(home, /<a class="logo" href="\/\?lang=en">/);
  const results = await page(`/search?${q('كرسي')}&ui=en`);
  assert.match(results, /href="\/articles\/many\/chair-\d+\?q=[^"]+&amp;lang=en"/);
  assert.match(results, /&amp;ui=en&amp;page=2"/);
  assert.doesNotMatch(await page(`/search?${q('كرسي')}`), /ui=(ar)|lang=ar&/);
});

test('lang on the results chooses both, and a link leads to all languages', async () => {
  const html = await page('/search?q=refund&lang=en');
  assert.equal(language(html), 'en ltr');
  assert.match(html, /href="\/articles\/en\/refund\?q=refund&amp;place=1&amp;lang=en"/);
  assert.match(html, /<a class="chip" href="\/search\?q=refund&amp;ui=en"><bdi>English</);
  assert.match(html, /href="\/search\?q=refund&amp;lang=en&amp;ui=ar" lang="ar"/);
});

test('results: count, marks, headings, directions', async () => {
  const html = await page(`/search?${q('الاسترداد بعد فحص')}`);
  assert.match(html, /<h1>(نتيجة واحدة|نتيجتان|[٠-٩]+ (نتائج|نتيجة)) /);
  assert.match(html, /<mark>/);
  assert.match(html, /حُدّث في <time datetime="2026-11-03">٣ نوفمبر ٢٠٢٦/);
  const mixed = await page(`/search?${q('refund الاسترداد')}`);
  assert.match(mixed, /<article class="hit" lang="en" dir="ltr">/);
  assert.match(mixed, /<article class="hit" lang="ar" dir="rtl">/);
  const number = await page(`/search?${q('اتصل للمتابعة')}`);
  assert.match(number, /<bdi class="ltr">\+966 11 000 0000<\/bdi>/);
});

test('an answer to a question leads with the question', async () => {
  const html = await page(`/search?${q('أين طلبي الآن')}`);
  assert.match(html, /<section class="answer".*<a href="\/articles\/ar\/faq\?q=[^"]+#[^"]+">.*<h2 id="answer">(<mark>)?أين/s);
  assert.doesNotMatch(html, /<h3><a href="\/articles\/ar\/faq\?/); // it is not said again
});

test('the answer is on the first page only, and no hit is left out for it', async (t) => {
  const { folder, content } = makeIndex(t);
  for (let i = 0; i < 12; i++)
    writeFileSync(join(content, `order-${i}.md`), `---\ntitle: ورقة ${i}\nlang: ar\n---\n\nرقم طلبي مكتوب هنا.\n`);
  const index = join(folder, 'more');
  buildIndex(content, index);
  const other = await startServer(t, index);
  const query = q('أين طلبي الآن');
  const { total } = await (await other.get(`/api/v1/search?${query}`)).json();
  assert.ok(total > 10, `${total}`);
  let shown = 0;
  for (let n = 1; n <= Math.ceil(total / 10); n++) {
    const html = await (await other.get(`/search?${query}&page=${n}`)).text();
    assert.equal(html.includes('<section class="answer"'), n === 1, `page ${n}`);
    shown += html.match(/<article class="hit"/g).length;
  }
  assert.equal(shown, total - 1); // the answer's is not said again
});

test('the example site: a suggested article says so, a better query is offered escaped', async (t) => {
  const index = join(scratch(t), 'index');
  buildIndex(fileURLToPath(new URL('../../content', import.meta.url)), index);
  const site = await startServer(t, index);
  const text = async (path, language = 'ar') =>
    (await site.get(path, { 'accept-language': language })).text();
  for (const [language, label] of [['ar', 'نقترحه عليك'], ['en', 'Our suggestion']]) {
    const [hit, ...others] = (await text(`/search?${q('اتصل بنا')}`, language)).match(/<article class="hit".*?<\/article>/gs);
    assert.match(hit, /<h3><a href="\/articles\/ar\/complaints\/contact-us\?/);
    assert.ok(hit.includes(`<span class="tag">${label}</span>`), language);
    for (const other of others) assert.doesNotMatch(other, /class="tag"/);
  }
  const typed = q('<b>استبدل');
  const better = '<b>استبدال'; // far more sections have the noun
  const api = await (await site.get(`/api/v1/search?${typed}`)).json();
  assert.deepEqual([api.applied, api.did_you_mean], [[], better]);
  const html = await text(`/search?${typed}`);
  assert.ok(html.includes(`هل تقصد <a href="/search?${q(better)}"><bdi>&lt;b&gt;استبدال</bdi></a>؟`));
  assert.doesNotMatch(html, /<b>استبد|نعرض نتائج/);
  assert.match(await text(`/search?${typed}`, 'en'), /Did you mean <a [^>]+><bdi>&lt;b&gt;استبدال<\/bdi><\/a>\?/);
  assert.doesNotMatch(await text(`/search?${typed}&raw=1`), /هل تقصد/);
});

test('pages of results', async () => {
  const links = (html) => [...html.matchAll(/&amp;page=(\d+)"/g)].map((m) => +m[1]);
  const hits = (html) => html.match(/<article class="hit"/g)?.length ?? 0;
  const first = await page(`/search?${q('كرسي')}`);
  assert.equal(hits(first), 10);
  assert.deepEqual([...new Set(links(first))], [2, 3]);
  assert.match(first, /rel="next"/);
  assert.doesNotMatch(first, /rel="prev"/);
  const last = await page(`/search?${q('كرسي')}&page=4`);
  assert.equal(hits(last), ARTICLES_MANY % 10);
  assert.match(last, /rel="prev"/);
  assert.doesNotMatch(last, /rel="next"/);
  assert.match(await page(`/search?${q('كرسي')}&page=5`), /لا نتائج في هذه الصفحة/);
  for (const wrong of ['0', '-1', 'x', '', '102', '99999999999999999999', '1e1', '%D9%A2'])
    assert.equal(hits(await page(`/search?${q('كرسي')}&page=${wrong}`)), 10, wrong);
});

test('filters are chips that remove themselves', async () => {
  const category = encodeURIComponent('الإرجاع');
  const html = await page(`/search?${q('الاسترداد')}&category=${category}&lang=ar`);
  assert.match(html, new RegExp(`<a class="chip" href="/search\\?${q('الاسترداد')}&amp;category=${category}&amp;ui=ar"`));
  assert.match(html, new RegExp(`<a class="chip" href="/search\\?${q('الاسترداد')}&amp;lang=ar"`));
  assert.match(await page(`/search?${q('كرسي')}&category=${category}`), /أزل مرشّحاً/);
});

test('nothing found, and nothing asked', async () => {
  const html = await page(`/search?${q('ققققق')}`);
  assert.match(html, /لم نجد شيئاً عن «<bdi>ققققق<\/bdi>»/);
  assert.match(html, /name="q"[^>]* value="ققققق"/);
  for (const empty of ['/search', '/search?q=', '/search?q=+%20', '/search?q=%E2%80%8F'])
    assert.match(await page(empty), /عمّ تبحث؟/, empty);
});

test('what people type is shown and never obeyed', async () => {
  const hostile = `"><script>alert('x')</script>&amp;\u202e`;
  for (const path of [`/search?${q(hostile)}`, `/search?${q('كرسي')}&product=${encodeURIComponent(hostile)}`,
    `/search?${q('كرسي')}&lang=${encodeURIComponent(hostile)}`]) {
    const html = await page(path);
    assert.doesNotMatch(html, /<script>|alert\('/, path);
    assert.match(html, /&quot;&gt;&lt;script&gt;/, path);
  }
  assert.doesNotMatch(await page(`/nowhere/${encodeURIComponent(hostile)}`, {}, 404), /<script>|alert\('/);
  const title = await page('/articles/ar/warranty');
  assert.match(title, /<h1>مدة الضمان &lt;b&gt;&quot;عامان&quot;&lt;\/b&gt; &amp; أكثر<\/h1>/);
  assert.match(title, /<title>مدة الضمان &lt;b&gt;/);
  // The control that would turn the rest of the line around is not shown; the field keeps what was typed.
  const shown = (await page(`/search?${q('xx\u202eyy')}`)).match(/<h1>.*<\/h1>/)[0];
  assert.doesNotMatch(shown, /\u202e/);
});

test('an article: language, contents, breadcrumbs, callouts and tables', async () => {
  const html = await page('/articles/ar/refund', { 'accept-language': 'en' });
  assert.equal(language(html), 'en ltr');
  assert.match(html, /<article class="doc" lang="ar" dir="rtl">/);
  assert.match(html, /<nav class="toc"[^>]*>.*في هذا المقال.*<li><a href="#[^"]+">المدة بحسب البطاقة<\/a>/);
  assert.match(html, /<nav class="crumbs".*الإرجاع.*<bdi aria-current="page">متى يصل مبلغ الاسترداد؟/);
  assert.match(html, /<meta name="description" content="مدة الاسترداد/);
  const warranty = await page('/articles/ar/warranty');
  assert.match(warranty, /<table>/);
  const icons = [...warranty.matchAll(/<use href="#([^"]+)"/g)].map((m) => m[1]);
  for (const icon of icons) assert.ok(warranty.includes(`<symbol id="${icon}"`), icon);
  assert.equal(warranty.match(/<h1>/g).length, 1);
});

test('related articles are named in the language of the article', async () => {
  const html = await page('/articles/many/chair-1', { 'accept-language': 'en' });
  assert.match(html, /<article class="doc" lang="ar".*<h2 id="related">مقالات ذات صلة<\/h2>.*<\/article>/s);
  assert.equal(html.match(/<ul class="list">.*?<\/ul>/s)[0].match(/<li><div><a href="\/articles\/many\/chair-/g).length, 5);
  assert.doesNotMatch(await page('/articles/en/refund'), /id="related"/); // the only one in English
});

test('a former address leads to the present one', async () => {
  const answer = await server.get('/articles/' + encodeURIComponent('قديم/استرداد المبلغ') + '?lang=en');
  assert.equal(answer.status, 301);
  assert.equal(answer.headers.get('location'), '/articles/ar/refund?lang=en');
});

test('errors are told in the reader’s language, with a number for support', async () => {
  const arabic = await server.get('/nowhere');
  assert.equal(arabic.status, 404);
  assert.equal(arabic.headers.get('cache-control'), 'no-store');
  const html = await arabic.text();
  assert.match(html, /هذه الصفحة ليست هنا/);
  assert.ok(html.includes(arabic.headers.get('x-request-id')));
  assert.match(await page('/articles/nothing', { 'accept-language': 'en' }, 404), /This page is not here/);
  assert.match(await page('/search?q=%FF', { 'accept-language': 'en' }, 400), /could not understand/);
  assert.equal((await server.get('/search/')).status, 404);
  assert.equal((await server.get('/assets/x/nothing.css')).status, 404);
});

test('other methods are refused, with what is allowed', async () => {
  for (const path of ['/', '/search?q=a', '/articles/ar/refund', '/api/v1/search?q=a', '/livez', '/robots.txt'])
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
      const answer = await server.get(path, {}, method);
      assert.equal(answer.status, 405, `${method} ${path}`);
      assert.equal(answer.headers.get('allow'), 'GET, HEAD');
    }
  assert.equal((await server.get('/nowhere', {}, 'POST')).status, 404);
});

const everywhere = ['/', `/search?${q('كرسي')}`, '/search?q=', '/articles/ar/refund', '/articles/none', '/nowhere',
  `/api/v1/search?${q('كرسي')}`, '/api/v1/search', '/api/v1/suggest?q=a', '/api/v1/articles/ar/refund', '/livez',
  '/readyz', '/openapi.json', '/robots.txt', '/favicon.svg', '/assets/x/style.css', '/search?q=%00'];

test('HEAD answers as GET does, without a body', async () => {
  const volatile_ = /^(Date|X-Request-Id|Content-Length): .*\r\n/gm;
  for (const path of everywhere) {
    const ask = (method) => raw(server.port, `${method} ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    const [get, head] = [await ask('GET'), await ask('HEAD')];
    const headers = (text) => text.slice(0, text.indexOf('\r\n\r\n') + 4);
    assert.equal(head.text, headers(head.text), `${path} has a body`);
    assert.equal(head.text.replace(volatile_, ''), headers(get.text).replace(volatile_, ''), path);
    const length = (text) => +text.match(/^Content-Length: (\d+)/m)[1];
    // took_us and age_s have more or fewer digits from one answer to the next
    assert.ok(Math.abs(length(head.text) - length(get.text)) <= 5, path);
    assert.equal(length(get.text), get.text.length - headers(get.text).length, path);
  }
});

test('every answer carries the security headers', async () => {
  for (const path of everywhere) {
    const { headers } = await server.get(path);
    assert.match(headers.get('content-security-policy'), /^default-src 'none';.*frame-ancestors 'none'$/, path);
    assert.doesNotMatch(headers.get('content-security-policy'), /unsafe|\*|https?:/);
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal(headers.get('referrer-policy'), 'strict-origin-when-cross-origin');
    assert.equal(headers.get('cross-origin-opener-policy'), 'same-origin');
    assert.match(headers.get('x-request-id'), /^[0-9a-f]{16}$/);
  }
});

test('pages keep to that policy', async () => {
  for (const path of everywhere) {
    const answer = await server.get(path);
    const html = await answer.text();
    if (!answer.headers.get('content-type').startsWith('text/html')) continue;
    assert.doesNotMatch(html, /<script(?! type="module" src="\/assets\/| type="application\/ld\+json")|<style|\sstyle=|\son\w+=|javascript:/i, path);
    for (const [, address] of html.matchAll(/ (?:href|src|action)="([^"]*)"/g))
      assert.match(address, /^[/#]|^tel:|^mailto:|^http:\/\/127\.0\.0\.1:/, path); // canonical addresses are absolute
  }
});

test('an unchanged answer is 304, per language, until something differs', async () => {
  for (const path of ['/', `/search?${q('كرسي')}`, '/articles/ar/refund', `/api/v1/search?${q('كرسي')}`,
    '/openapi.json', '/favicon.svg']) {
    const etag = (await server.get(path)).headers.get('etag');
    const again = await server.get(path, { 'if-none-match': `"other", ${etag}` });
    assert.equal(again.status, 304, path);
    assert.equal(again.headers.get('etag'), etag);
    assert.ok(again.headers.get('vary').includes('Accept-Encoding'));
    assert.equal(await again.text(), '');
    assert.equal((await server.get(path, { 'if-none-match': '"other"' })).status, 200);
    assert.equal((await server.get(path, { 'if-none-match': etag }, 'HEAD')).status, 304);
  }
  const tags = new Set();
  for (const [path, headers] of [['/', {}], ['/', { 'accept-language': 'en' }], ['/search?q=a', {}],
    ['/search?q=b', {}], ['/search?q=a&page=2', {}]])
    tags.add((await server.get(path, headers)).headers.get('etag'));
  assert.equal(tags.size, 5);
  assert.equal((await server.get('/nowhere', { 'if-none-match': '*' })).status, 404);
  assert.equal((await server.get('/articles/none', { 'if-none-match': '*' })).status, 404);
});

test('text is compressed for those who accept it', async () => {
  const plain = await server.get(`/search?${q('كرسي')}`, { 'accept-encoding': 'identity' });
  assert.equal(plain.headers.get('content-encoding'), null);
  assert.match(plain.headers.get('vary'), /Accept-Encoding/);
  // fetch would decompress by itself
  const ask = (path, accepted) => raw(server.port,
    `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAccept-Encoding: ${accepted}\r\n\r\n`);
  const { text } = await ask(`/search?${q('كرسي')}`, 'br;q=1, gzip;q=0.5');
  assert.match(text, /^Content-Encoding: gzip\r$/m);
  const body = Buffer.from(text.slice(text.indexOf('\r\n\r\n') + 4), 'latin1');
  assert.equal(body.length, +text.match(/Content-Length: (\d+)/)[1]);
  assert.equal(gunzipSync(body).toString(), await plain.text());
  for (const accepted of ['gzip;q=0', 'br', 'identity', '*;q=0'])
    assert.doesNotMatch((await ask(`/search?${q('كرسي')}`, accepted)).text, /Content-Encoding/, accepted);
  assert.doesNotMatch((await ask('/livez', 'gzip')).text, /Content-Encoding/); // too short to gain
  const css = await ask('/assets/x/style.css', 'gzip');
  assert.match(css.text, /Content-Encoding: gzip/);
  assert.match(css.text, /ETag: "[0-9a-f]+-gz"/);
});

test('assets: for ever under the present folder, checked each time under another', async () => {
  const html = await page('/');
  const sheets = [...html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map((m) => m[1]);
  assert.equal(sheets.length, 3); // style sheet, script, font
  for (const path of sheets) {
    const answer = await server.get(path);
    assert.equal(answer.status, 200, path);
    assert.match(answer.headers.get('cache-control'), /immutable/);
    assert.equal((await server.get(path.replace(/[0-9a-f]{16}/, 'old'))).headers.get('cache-control'), 'no-cache');
  }
  const css = await (await server.get(sheets.find((s) => s.endsWith('style.css')))).text();
  for (const [, font] of css.matchAll(/url\(([^)]+)\)/g)) {
    const answer = await server.get(new URL(font, server.url + sheets.find((s) => s.endsWith('style.css'))).pathname);
    assert.equal(answer.status, 200, font);
    assert.equal(answer.headers.get('content-type'), 'font/woff2');
  }
  assert.match(await (await server.get('/robots.txt')).text(), /Disallow: \/search/);
});
