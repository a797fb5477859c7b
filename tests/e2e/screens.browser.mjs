// SPDX-License-Identifier: GPL-2.0-or-later
// Every screen in both languages, sizes and themes: no fault that axe finds, no sideways scrolling, valid
// HTML, everything within reach of the Tab key, no complaint in the console.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { axe, checkHtml, inLanguage, inStates, openBrowser, openContext, quiet, serveExample, sideways, tabRound } from './browser.mjs';
import { scratch } from './harness.mjs';
import { screens } from './screens.mjs';

let server;
let browser;

before(async (t) => {
  server = await serveExample(t);
  browser = await openBrowser(t);
});

async function show(state, screen) {
  await state.page.goto(inLanguage(server, screen.path(state.lang), state.lang));
  await screen.before?.({ ...state, server });
}

// One context a language and width: themes are switched on the page as it stands.
test('axe finds nothing, in both themes; no sideways scrolling', async (t) => {
  for (const lang of ['ar', 'en'])
    for (const width of [390, 1280])
      await t.test(`${lang}, ${width} px`, async (t) => {
        const context = await openContext(browser, { width });
        for (const screen of screens.filter((s) => (s.widths ?? [width]).includes(width)))
          await t.test(screen.name, async () => {
            const page = await context.newPage();
            await show({ page, context, lang, width }, screen);
            for (const colorScheme of ['light', 'dark']) {
              await page.emulateMedia({ colorScheme });
              await axe(page, `${screen.name}, ${colorScheme}`);
            }
            assert.equal(await sideways(page), 0, 'scrolls sideways');
            assert.equal(await page.getAttribute('html', 'lang'), lang);
            assert.equal(await page.getAttribute('html', 'dir'), lang === 'ar' ? 'rtl' : 'ltr');
            assert.ok((await page.title()).length > 3);
            quiet(context);
            await page.close();
          });
        await context.close();
      });
});

test('no screen scrolls sideways at 320 px, nor at 200 % zoom', async (t) => {
  for (const [width, deviceScaleFactor] of [[320, 1], [640, 2]])
    await inStates(t, browser, { widths: [width], context: { deviceScaleFactor } }, async (state) => {
      for (const screen of screens.filter((s) => !s.widths && !s.name.startsWith('desk'))) {
        await show(state, screen);
        assert.equal(await sideways(state.page), 0, screen.name);
      }
      await show(state, screens.find((s) => s.name === 'desk-open'));
      assert.equal(await sideways(state.page), 0, 'desk-open');
    });
});

test('HTML is valid', async (t) => {
  const pages = {};
  const context = await openContext(browser, { js: false });
  const page = await context.newPage();
  for (const screen of screens.filter((s) => !s.before))
    for (const lang of ['ar', 'en'])
      pages[`${screen.name}-${lang}`] = await (await page.goto(inLanguage(server, screen.path(lang), lang))).text();
  await context.close();
  assert.deepEqual(checkHtml(scratch(t), pages), []);
});

test('everything can be reached by Tab, with a ring around it', async (t) => {
  const names = ['home', 'results-answer', 'article', 'none', 'contact', 'topics', 'signin', 'thanks-why'];
  await inStates(t, browser, { widths: [1280] }, async (state) => {
    for (const screen of screens.filter((s) => names.includes(s.name))) {
      await show(state, screen);
      const wanted = await state.page.evaluate(
        () =>
          [...document.querySelectorAll('a[href],button,input:not([type=hidden]),select,textarea,summary,[tabindex="0"]')].filter(
            (e) => e.checkVisibility({ visibilityProperty: true }) && !(e.type === 'radio' && !e.checked),
          ).length,
      );
      const reached = await tabRound(state.page);
      for (const at of reached) assert.ok(at.ring, `${screen.name}: no ring around ${at.html}`);
      const radios = await state.page.evaluate(() => new Set([...document.querySelectorAll('input[type=radio]')].filter((e) => e.checkVisibility()).map((e) => e.name)).size);
      assert.ok(reached.length >= wanted && reached.length <= wanted + radios, `${screen.name}: ${reached.length} of ${wanted}`);
    }
  });
});

test('what is sent stays within its budget', async () => {
  const KB = 1024;
  const context = await openContext(browser, { width: 390 });
  const page = await context.newPage();
  const seen = [];
  page.on('response', async (response) => seen.push({ url: new URL(response.url()), body: await response.body().catch(() => Buffer.alloc(0)) }));
  await page.goto(inLanguage(server, screens.find((s) => s.name === 'results').path('ar'), 'ar'));
  await page.waitForLoadState('networkidle');
  quiet(context);
  await context.close();
  const gzipped = (test_) => seen.filter(({ url }) => test_.test(url.pathname)).reduce((sum, { body }) => sum + gzipSync(body).length, 0);
  assert.deepEqual([...new Set(seen.map(({ url }) => url.origin))], [new URL(server.url).origin], 'third parties');
  assert.ok(gzipped(/\.css$/) <= 12 * KB, 'CSS');
  const scripts = await Promise.all(['app.js', 'text.js', 'desk.js'].map(async (name) => Buffer.from(await (await server.get(`/assets/x/${name}`)).arrayBuffer())));
  const widget = Buffer.from(await (await server.get('/widget.js')).arrayBuffer());
  assert.ok([...scripts, widget].reduce((sum, script) => sum + gzipSync(script).length, 0) <= 12 * KB, 'scripts');
  assert.ok(gzipped(/^\/(search|assets\/.*\.(css|js)|theme\.css|favicon\.svg)$/) <= 40 * KB, 'first page of results');
});
