// SPDX-License-Identifier: GPL-2.0-or-later
// The help button on pages of another origin, from right to left and from left to right.
import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { axe, example, inStates, openBrowser, openContext, quiet } from './browser.mjs';
import { buildIndex, cleanUp, scratch, startServer } from './harness.mjs';

let server;
let browser;
let allowed; // origins of pages that show the button
let other;

// A site of somebody else, with a strict policy of its own and a page in each direction.
async function host(t, html) {
  const site = createServer((request, response) => {
    const rtl = request.url.startsWith('/ar');
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.setHeader('content-security-policy', `default-src 'none'; script-src ${server.url}; frame-src ${server.url}; style-src 'self'`);
    response.end(`<!doctype html><html lang="${rtl ? 'ar' : 'en'}" dir="${rtl ? 'rtl' : 'ltr'}"><meta name="viewport" content="width=device-width,initial-scale=1"><title>shop</title>
<main><h1>${rtl ? 'متجر' : 'Shop'}</h1><a href="/next">x</a></main>${html(rtl)}</html>`);
  });
  await new Promise((resolve) => site.listen(0, 'localhost', resolve));
  cleanUp(t, () => site.close());
  return `http://localhost:${site.address().port}`;
}

before(async (t) => {
  const folder = scratch(t);
  const content = join(folder, 'content');
  const script = () => `<script src="${server.url}/widget.js" defer></script>`;
  server = { url: 'http://127.0.0.1:1' };
  allowed = await host(t, script);
  other = await host(t, script);
  cpSync(example, content, { recursive: true });
  const yaml = readFileSync(join(content, 'site.yaml'), 'utf8');
  writeFileSync(join(content, 'site.yaml'), yaml.replace(/origins: \[.*\]/, `origins: [${allowed}]`));
  buildIndex(content, join(folder, 'index'));
  server = await startServer(t, join(folder, 'index'), '--data', join(folder, 'data.db'));
  browser = await openBrowser(t);
});

// The button lives in a closed shadow root: it is reached as people reach it, by sight and by Tab.
const press = async (page) => {
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
};
const frame = async (page) => {
  for (let i = 0; i < 100; i++) {
    const found = page.frames().find((f) => f.url().startsWith(server.url));
    if (found) return found;
    await page.waitForTimeout(20);
  }
  return undefined;
};

test('opens by keyboard, searches, answers, leads to a person, closes by Escape', async (t) => {
  await inStates(t, browser, {}, async ({ page, lang }) => {
    await page.goto(`${allowed}/${lang}`);
    await press(page);
    const inside = await frame(page);
    await inside.waitForSelector('h1');
    assert.equal(await inside.getAttribute('html', 'lang'), lang);
    await axe(inside, 'widget');
    await inside.fill('input[name=q]', { ar: 'متى يصل مبلغ الاسترداد', en: 'when will I get my refund' }[lang]);
    await inside.press('input[name=q]', 'Enter');
    await inside.waitForSelector('.answer, .hit');
    await inside.click('.answer .btn.go, .hit h3 a');
    await inside.waitForURL(/\/widget\/articles\//);
    await inside.click('.top nav a');
    await inside.waitForURL(/\/widget\/contact/);
    assert.ok((await inside.locator('.reach a').count()) >= 3);
    assert.equal(await inside.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
    await inside.locator('.reach a').first().focus();
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => document.activeElement !== document.querySelector('iframe'));
    await page.keyboard.press('Enter'); // the button has the focus again
    assert.ok((await frame(page)).url().includes('/widget/contact')); // and the place was kept
  });
});

test('leaves no global behind, moves nothing of the page', async () => {
  const context = await openContext(browser);
  const page = await context.newPage();
  const bare = await page.goto(`${allowed}/en`).then(() => page.evaluate(() => Object.keys(window)));
  await page.addScriptTag({ url: 'data:text/javascript,0' }).catch(() => {});
  const box = await page.locator('h1').boundingBox();
  await press(page);
  await frame(page);
  const now = await page.evaluate(() => Object.keys(window));
  assert.deepEqual(now.filter((name) => !bare.includes(name) && !/^\d+$/.test(name)), []);
  assert.ok(!bare.some((name) => /jawab/i.test(name)));
  assert.deepEqual(await page.locator('h1').boundingBox(), box);
  await context.close();
});

test('stands at the end of the reading direction', async () => {
  const context = await openContext(browser);
  const page = await context.newPage();
  for (const [lang, right] of [['ar', false], ['en', true]]) {
    await page.goto(`${allowed}/${lang}`);
    await press(page);
    await frame(page);
    const at = await page.evaluate(() => {
      const hit = (x) => document.elementFromPoint(x, innerHeight - 40);
      return { left: hit(60)?.tagName, right: hit(innerWidth - 60)?.tagName };
    });
    assert.equal(right ? at.right : at.left, 'DIV', lang);
    assert.notEqual(right ? at.left : at.right, 'DIV', lang);
  }
  quiet(context);
  await context.close();
});

test('a site that is not allowed gets no frame', async () => {
  const context = await openContext(browser);
  const page = await context.newPage();
  await page.goto(`${other}/en`);
  await press(page);
  await page.waitForTimeout(500);
  const inside = await frame(page);
  assert.ok(!inside || (await inside.locator('form.search').count()) === 0);
  await context.close();
});
