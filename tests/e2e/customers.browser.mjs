// SPDX-License-Identifier: GPL-2.0-or-later
// What a customer sees and presses, in Arabic and English, on a phone and at a desk, with and without a script.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { agent, inLanguage, inStates, openBrowser, openContext, q, quiet, serveExample } from './browser.mjs';
import { wait } from './harness.mjs';

let server;
let browser;

before(async (t) => {
  server = await serveExample(t);
  browser = await openBrowser(t);
});

const words = { ar: 'استرداد', en: 'refund' };
const article = { ar: 'ar/returns/refund-times', en: 'en/returns/refund-times' };
const home = (state) => state.page.goto(inLanguage(server, '/', state.lang));
const field = (page) => page.locator('form.search input[name=q]').first();
const popup = (page) => page.locator('.pop:not([hidden])');
// The popup with the answer to all of the words: one to their beginning may come first.
const answered = (page, words) => page.locator(`.pop:not([hidden]) [data-href*="?q=${encodeURIComponent(words)}&"]`).first().waitFor();
const focused = (page) => page.evaluate(() => document.activeElement?.name || document.activeElement?.id || document.activeElement?.tagName);

test('with the keyboard alone: type, choose, open, read', async (t) => {
  await inStates(t, browser, {}, async (state) => {
    const { page, lang } = state;
    await home(state);
    await page.keyboard.press('/');
    assert.equal(await focused(page), 'q');
    await page.keyboard.type(words[lang]);
    await answered(page, words[lang]);
    const input = field(page);
    assert.equal(await input.getAttribute('aria-expanded'), 'true');
    const options = page.locator('[role=option]');
    assert.ok((await options.count()) >= 4);
    assert.match(await page.locator('form.search [role=status]').first().textContent(), lang === 'ar' ? /اقتراح/ : /suggestion/);
    assert.ok((await page.locator('[role=option] mark').count()) > 0);
    for (let i = 1; i <= 3; i++) {
      await page.keyboard.press('ArrowDown');
      const id = await input.getAttribute('aria-activedescendant');
      assert.equal(await page.locator(`[id="${id}"]`).getAttribute('aria-selected'), 'true');
      assert.equal(await page.locator('[aria-selected=true]').count(), 1);
      assert.equal(await focused(page), 'q'); // the field keeps the focus
    }
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/(search|articles)/);
    assert.ok((await page.locator('h1').count()) === 1);
  });
});

test('Escape closes, then clears; Enter without a choice searches; the query comes back with Back', async (t) => {
  await inStates(t, browser, { widths: [1280] }, async (state) => {
    const { page, lang } = state;
    await home(state);
    await page.keyboard.press('Control+k');
    await page.keyboard.type(words[lang]);
    await popup(page).waitFor();
    await page.keyboard.press('Escape');
    await popup(page).waitFor({ state: 'detached' }).catch(() => {});
    assert.equal(await popup(page).count(), 0);
    assert.equal(await field(page).inputValue(), words[lang]);
    await page.keyboard.press('Escape');
    assert.equal(await field(page).inputValue(), '');
    await page.keyboard.type(words[lang]);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/search\?q=/);
    assert.equal(await field(page).inputValue(), words[lang]);
    await page.locator('.hit h3 a, .answer a.go').first().click();
    await page.waitForURL(/\/articles\//);
    await page.goBack();
    assert.equal(await field(page).inputValue(), words[lang]);
  });
});

test('keys work by their place: on an Arabic layout / and Ctrl+K are other letters', async () => {
  const context = await openContext(browser);
  const page = await context.newPage();
  await page.goto(inLanguage(server, '/topics', 'ar'));
  const press = (code, key, more = {}) =>
    page.evaluate(([c, k, m]) => document.body.dispatchEvent(new KeyboardEvent('keydown', { code: c, key: k, bubbles: true, cancelable: true, ...m })), [code, key, more]);
  for (const [code, key, more] of [['Slash', 'ظ'], ['KeyK', 'ن', { ctrlKey: true }], ['KeyK', 'ن', { metaKey: true }]]) {
    await page.evaluate(() => document.activeElement.blur());
    await press(code, key, more);
    assert.equal(await focused(page), 'q', `${code} ${key}`);
  }
  await page.keyboard.type('a/b'); // within the field it is a letter
  assert.equal(await field(page).inputValue(), 'a/b');
  quiet(context);
  await context.close();
});

test('the key that stands alone can be switched off, and stays so', async () => {
  const context = await openContext(browser);
  const page = await context.newPage();
  await page.goto(inLanguage(server, '/', 'ar'));
  await page.locator('[data-slash]').uncheck();
  await page.goto(inLanguage(server, '/topics', 'ar'));
  await page.keyboard.press('/');
  assert.notEqual(await focused(page), 'q');
  await page.keyboard.press('Control+k'); // with a modifier it goes on
  assert.equal(await focused(page), 'q');
  quiet(context);
  await context.close();
});

test('the last answer wins however late an earlier one comes; nothing is asked for one letter', async () => {
  const context = await openContext(browser);
  const page = await context.newPage();
  const asked = [];
  await page.route('**/typing?*', async (route) => {
    asked.push(new URL(route.request().url()).searchParams.get('q'));
    if (asked.length === 1) await wait(400); // the first answer comes late
    await route.continue().catch(() => {});
  });
  await page.goto(inLanguage(server, '/', 'ar'));
  await page.keyboard.press('/');
  await page.keyboard.type('ا');
  await wait(250);
  assert.deepEqual(asked, []);
  await page.keyboard.type('ست');
  await wait(180);
  await page.keyboard.type('رداد المبلغ', { delay: 5 });
  await page.waitForFunction(() => document.querySelector('[data-href*="%D8%A7%D9%84%D9%85%D8%A8%D9%84%D8%BA"]'));
  await wait(500);
  assert.deepEqual([asked[0], asked.at(-1)], ['است', 'استرداد المبلغ']); // a slow machine asks in between
  assert.ok((await page.locator('[role=option]').first().getAttribute('data-href')).includes(q('المبلغ')));
  await context.close();
});

test('recent searches stay in the browser and can be forgotten', async (t) => {
  await inStates(t, browser, { widths: [390] }, async (state) => {
    const { page, lang } = state;
    await home(state);
    await page.keyboard.press('/');
    await page.keyboard.type(words[lang]);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/search/);
    await home(state);
    await page.keyboard.press('/');
    await popup(page).waitFor();
    assert.equal(await page.locator('[role=option][data-query]').textContent(), words[lang]);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/search/);
    await home(state);
    await page.keyboard.press('/');
    await page.locator('.pop footer button').click();
    assert.equal(await page.evaluate(() => localStorage.length), 0);
    assert.equal(await popup(page).count(), 0);
  });
});

test('where storage is refused everything else works', async () => {
  const context = await openContext(browser);
  await context.addInitScript(() => {
    for (const name of ['localStorage', 'sessionStorage'])
      Object.defineProperty(window, name, { get() { throw new DOMException('refused', 'SecurityError'); } });
  });
  const page = await context.newPage();
  await page.goto(inLanguage(server, '/', 'ar'));
  await page.keyboard.press('/');
  await page.keyboard.type(words.ar);
  await popup(page).waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/search/);
  quiet(context);
  await context.close();
});

test('offline says so, and searches when the network is back', async () => {
  const context = await openContext(browser);
  const page = await context.newPage();
  await page.goto(inLanguage(server, '/', 'ar'));
  await page.keyboard.press('/');
  await context.setOffline(true);
  await page.keyboard.type(words.ar);
  await page.locator('.pop .say').waitFor();
  assert.match(await page.locator('.pop .say').textContent(), /لا اتصال/);
  await context.setOffline(false);
  await page.locator('.pop [role=option]').first().waitFor();
  await context.close();
});

test('without a script: the form finds, filters apply, the vote is thanked for', async (t) => {
  await inStates(t, browser, { scripts: [false] }, async (state) => {
    const { page, lang, width } = state;
    await home(state);
    await field(page).fill(words[lang]);
    await page.locator('.hero .btn.go').click();
    await page.waitForURL(/\/search\?/);
    if (width < 896) await page.locator('.fopen').click();
    const box = page.locator('#filters input[type=checkbox]').first();
    await box.check();
    await page.locator('#filters .btn').click();
    await page.waitForURL(/(product|category|lang)=/);
    assert.equal(await page.locator('a.chip').count(), 1);
    await page.locator('a.chip').click();
    assert.equal(await page.locator('a.chip').count(), 0);
    await page.locator('.hit h3 a').first().click();
    await page.waitForURL(/\/articles\//);
    assert.ok((await page.locator('.prose mark').count()) > 0);
    await page.locator('.marks a').click();
    assert.equal(await page.locator('.prose mark').count(), 0);
    await page.locator('.yn label').nth(1).click();
    assert.ok(await page.locator('.why').isVisible());
    await page.locator('.why label').nth(2).click();
    await page.locator('textarea').fill('<b>\u202e نص');
    await page.locator('.vote .btn.go').click();
    await page.waitForURL(/\/thanks/);
    assert.ok(await page.locator('#thanks').isVisible());
  });
});

test('the direct answer: its source, copying as plain text, a vote in place', async (t) => {
  const asked = { ar: 'متى يصل مبلغ الاسترداد', en: 'when will I get my refund' };
  await inStates(t, browser, { context: { permissions: ['clipboard-read', 'clipboard-write'] } }, async (state) => {
    const { page, lang } = state;
    await page.goto(inLanguage(server, `/search?q=${q(asked[lang])}`, lang));
    const card = page.locator('.answer');
    await card.waitFor();
    assert.ok((await card.locator('header a').getAttribute('href')).startsWith(`/articles/${lang}/`));
    await card.locator('[data-copy]').click();
    await page.locator('#toast').waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.ok(copied.length > 40 && !/<[a-z]/.test(copied), copied);
    const opened = (copied.match(/\u2068/g) ?? []).length;
    assert.equal(opened, (copied.match(/\u2069/g) ?? []).length);
    await card.locator('form button').nth(1).click(); // no
    await page.locator('form.vote .why').waitFor(); // asked why, in place
    await page.locator('form.vote .why label').first().click();
    await page.locator('form.vote .btn.go').click();
    await page.waitForFunction(() => document.querySelectorAll('.thanks').length === 2);
  });
});

test('an article: contents follow the scroll, the link is copied, print leaves the frame out', async (t) => {
  await inStates(t, browser, { context: { permissions: ['clipboard-read', 'clipboard-write'] } }, async (state) => {
    const { page, lang, width } = state;
    await page.goto(inLanguage(server, `/articles/${lang}/faq/orders-and-delivery`, lang));
    const current = page.locator('.toc [aria-current]');
    assert.equal(await current.count(), 1);
    const first = await current.textContent();
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight / 2));
    await page.waitForFunction((was) => document.querySelector('.toc [aria-current]')?.textContent !== was, first);
    if (width === 1280) {
      await page.locator('[data-copy-link]').click();
      assert.match(await page.evaluate(() => navigator.clipboard.readText()), new RegExp(`/articles/${lang}/faq/orders-and-delivery$`));
    }
    await page.emulateMedia({ media: 'print' });
    for (const gone of ['.top', '.foot', '.toc', '.vote', '.tools', '.crumbs'])
      for (const part of await page.locator(gone).all()) assert.equal(await part.isVisible(), false, gone);
    assert.ok(await page.locator('.prose').isVisible());
  });
});

test('codes and phone numbers run from left to right inside Arabic text', async () => {
  const context = await openContext(browser);
  const page = await context.newPage();
  await page.goto(inLanguage(server, '/articles/ar/returns/refund-times', 'ar'));
  const kept = await page.evaluate(() =>
    [...document.querySelectorAll('.prose code, .prose a[href^="tel:"]')].map((e) => [e.textContent, getComputedStyle(e).direction, getComputedStyle(e).unicodeBidi]),
  );
  assert.ok(kept.length >= 2);
  for (const [text, direction, bidi] of kept) assert.deepEqual([direction, bidi], ['ltr', 'isolate'], text);
  await context.close();
});

test('what people type is text: markup, bidi controls, emoji, 8 KB', async (t) => {
  const hostile = ['<img src=x onerror=alert(1)>', '\u202eقلب\u202d', '😀👩‍👩‍👧', '"><script>alert(1)</script>', 'ا'.repeat(4000)];
  await inStates(t, browser, { widths: [390] }, async ({ page, lang }) => {
    page.on('dialog', () => assert.fail('a script ran'));
    for (const text of hostile) {
      await page.goto(inLanguage(server, `/search?q=${q(text)}`, lang));
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0, text.slice(0, 20));
      assert.equal(await page.locator('main img').count(), 0);
      await page.goto(inLanguage(server, `/contact?q=${q(text)}`, lang));
    }
    await page.goto(inLanguage(server, '/', lang));
    await field(page).fill(hostile[0]);
    await wait(300);
    assert.equal(await page.locator('.pop img').count(), 0);
  });
});

test('the theme is chosen at once and stays', async (t) => {
  await inStates(t, browser, { widths: [1280], scripts: [true, false] }, async (state) => {
    const { page } = state;
    await home(state);
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await ground();
    await page.locator('.seg button').nth(2).click();
    await page.waitForFunction((was) => getComputedStyle(document.body).backgroundColor !== was, light);
    await wait(100);
    await page.goto(inLanguage(server, '/topics', state.lang));
    assert.notEqual(await ground(), light);
    assert.equal(await page.locator('.seg [aria-pressed=true]').getAttribute('value'), 'dark');
  });
});

test('filters on a phone: a sheet that opens and closes', async (t) => {
  await inStates(t, browser, { widths: [390] }, async ({ page, lang }) => {
    await page.goto(inLanguage(server, `/search?q=${q(words[lang])}`, lang));
    assert.equal(await page.locator('#filters').isVisible(), false);
    await page.locator('.fopen').click();
    assert.ok(await page.locator('#filters').isVisible());
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('#filters').isVisible(), false);
  });
});

test('a newcomer: finds an answer by keyboard, reads it on a phone, votes', async (t) => {
  await inStates(t, browser, { langs: ['ar'], widths: [390] }, async (state) => {
    const { page } = state;
    await home(state);
    await page.keyboard.press('/');
    await page.keyboard.type('متى يرجع المبلغ لبطاقتي');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/search/);
    await page.locator('.answer .btn.go, .hit h3 a').first().focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/articles\//);
    await page.locator('.yn input').first().focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await page.locator('.thanks').waitFor();
    assert.match(await page.locator('.thanks').textContent(), /شكراً لك/);
    assert.notEqual(await focused(page), 'BODY');
  });
  assert.ok(agent);
});
