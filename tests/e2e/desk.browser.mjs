// SPDX-License-Identifier: GPL-2.0-or-later
// The agents' desk without a mouse: a call from the first word to the next call. Keys by their place, so each is
// pressed as it comes from an Arabic layout, too.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { before, test } from 'node:test';
import { inStates, openBrowser, openContext, quiet, serveExample, signIn } from './browser.mjs';
import { wait } from './harness.mjs';

let server;
let browser;
const clipboard = { context: { permissions: ['clipboard-read', 'clipboard-write'] } };

before(async (t) => {
  server = await serveExample(t);
  browser = await openBrowser(t);
});

const questions = { ar: ['غسالة ترجيع بعد التركيب', 'ما وصلني كود الدخول', 'متى يرجع المبلغ'], en: ['refund', 'sign in code', 'cancel order'] };
const pasted = (page) => page.evaluate(() => navigator.clipboard.readText());
const opened = (page) => page.locator('#opened').getAttribute('data-id');
const mode = (page) => page.locator('#mode').evaluate((e) => e.firstChild.data);
const hasFocus = (page) => page.evaluate(() => document.activeElement.id === 'field');

async function desk({ page, lang }) {
  await signIn(page, server, lang);
  await page.goto(`${server.url}/agent?lang=${lang}`);
}

async function ask(page, query) {
  const answered = page.waitForResponse((r) => r.url().includes('/agent/hits') && r.url().includes(encodeURIComponent(query.at(-1))));
  await page.keyboard.type(query);
  await answered;
  await page.locator('.hits a').first().waitFor();
}

const openFirst = async (page) => {
  await page.keyboard.press('Enter');
  await page.locator('#opened').waitFor({ state: 'attached' });
};

test('three calls without the mouse, each with a clean reply', async (t) => {
  await inStates(t, browser, { widths: [1280], ...clipboard }, async (state) => {
    const { page, lang } = state;
    await desk(state);
    for (const question of questions[lang]) {
      assert.ok(await hasFocus(page));
      await ask(page, question);
      assert.match(await page.locator('.pane-h').textContent(), lang === 'ar' ? /نتيج|نتائج/ : /result/);
      await openFirst(page);
      await page.keyboard.press('2');
      await page.waitForFunction(() => document.querySelector('.hits a[aria-current] kbd')?.textContent === '2' && document.querySelector('#opened')?.dataset.id === document.querySelector('.hits a[aria-current]').dataset.id);
      const internal = (await page.locator('.open .only').count()) > 0;
      await page.keyboard.press('c');
      await page.locator('#toast:not([hidden])').waitFor();
      if (!internal) {
        const reply = await pasted(page);
        assert.ok(reply.length > 20 && !/<[a-z]/.test(reply) && reply.includes(`${server.url}/articles/`), reply);
        for (const note of await page.locator('.secret > div').allTextContents()) assert.ok(!reply.includes(note.trim()));
      }
      assert.ok(await hasFocus(page));
      await page.keyboard.press('s');
      await page.keyboard.press('Escape');
      await page.waitForFunction(() => document.querySelector('#field').value === '' && !document.querySelector('#opened'));
    }
    assert.equal(await page.locator('#trail li').count(), 0); // a new call begins clean
    assert.ok((await page.locator('#asked li').count()) >= 3);
  });
});

test('typing and keys are two modes, and the badge says which', async (t) => {
  await inStates(t, browser, { widths: [1280], langs: ['ar'] }, async (state) => {
    const { page } = state;
    await desk(state);
    assert.equal(await mode(page), 'كتابة');
    await ask(page, 'cpslfwm 1'); // letters and digits are words of a question
    assert.equal(await page.inputValue('#field'), 'cpslfwm 1');
    await page.fill('#field', '');
    await ask(page, 'الضمان');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    assert.equal(await page.locator('.hits a[aria-current] kbd').textContent(), '2');
    await openFirst(page);
    assert.equal(await mode(page), 'أوامر');
    await page.keyboard.press('x'); // a key that means nothing types nothing
    assert.equal(await page.inputValue('#field'), 'الضمان');
    await page.keyboard.press('/');
    assert.equal(await mode(page), 'كتابة');
    await openFirst(page);
    await page.keyboard.press('Backspace');
    assert.equal(await mode(page), 'كتابة');
    assert.equal(await page.inputValue('#field'), 'الضمان');
  });
});

test('Alt+digit and Alt+C leave the typing alone', async (t) => {
  await inStates(t, browser, { widths: [1280], langs: ['ar'], ...clipboard }, async (state) => {
    const { page } = state;
    await desk(state);
    await ask(page, 'رمز الدخول');
    await page.keyboard.press('Alt+Digit1');
    await page.locator('#opened').waitFor({ state: 'attached' });
    assert.equal(await mode(page), 'كتابة');
    await page.keyboard.press('Alt+KeyC');
    await page.locator('#toast:not([hidden])').waitFor();
    assert.ok((await pasted(page)).length > 20);
    await page.keyboard.type(' لا يصل');
    assert.equal(await page.inputValue('#field'), 'رمز الدخول لا يصل');
  });
});

test('on an Arabic layout each key does what its place says', async (t) => {
  await inStates(t, browser, { widths: [1280], langs: ['ar'], ...clipboard }, async (state) => {
    const { page } = state;
    await desk(state);
    await ask(page, 'الضمان');
    await openFirst(page);
    const press = (code, key) =>
      page.locator('#field').evaluate((e, [c, k]) => e.dispatchEvent(new KeyboardEvent('keydown', { code: c, key: k, bubbles: true, cancelable: true })), [code, key]);
    await press('KeyC', 'ؤ');
    await page.locator('#toast:not([hidden])').waitFor();
    assert.ok((await pasted(page)).length > 20);
    await press('KeyL', 'م');
    await page.waitForFunction(() => /الرابط/.test(document.querySelector('#toast').textContent));
    assert.match(await pasted(page), /^http:\/\/127\.0\.0\.1:\d+\/articles\//);
    const first = await opened(page);
    await press('Digit2', '٢');
    await page.waitForFunction((was) => document.querySelector('#opened').dataset.id !== was, first);
    await press('KeyP', 'ح');
    assert.equal(await page.locator('#pinned li').count(), 1);
    await press('KeyP', 'ح');
    assert.equal(await page.locator('#pinned li').count(), 0);
    await press('KeyF', 'ب');
    assert.notEqual(await page.inputValue('#product'), '');
    await press('Slash', 'ظ');
    assert.equal(await mode(page), 'كتابة');
  });
});

test('the key sheet opens by ?, tells all keys, and single keys can be switched off', async (t) => {
  await inStates(t, browser, { widths: [1280] }, async (state) => {
    const { page, lang } = state;
    await desk(state);
    await ask(page, questions[lang][0]);
    await openFirst(page);
    await page.keyboard.press('Shift+Slash');
    await page.locator('dialog[open]').waitFor();
    assert.ok((await page.locator('dialog kbd').count()) > 15);
    await page.locator('#single-keys').uncheck();
    await page.keyboard.press('Escape');
    assert.ok(await hasFocus(page));
    await page.keyboard.press('End');
    await page.keyboard.type('c');
    assert.ok((await page.inputValue('#field')).endsWith('c'));
    assert.ok(await opened(page)); // Escape closed the sheet and no call
  });
});

test('internal articles and notes are marked in words, and never copied', async (t) => {
  await inStates(t, browser, { widths: [1280], langs: ['ar'], ...clipboard }, async (state) => {
    const { page } = state;
    await desk(state);
    await page.evaluate(() => navigator.clipboard.writeText('before'));
    await ask(page, 'علامات الاحتيال');
    const inside = page.locator('.hits .in-only a').first();
    assert.match(await inside.textContent(), /داخلي/);
    await page.keyboard.press('Enter');
    await page.keyboard.press(await inside.locator('kbd').textContent());
    await page.locator('.open .only').waitFor();
    await page.keyboard.press('c');
    await page.waitForFunction(() => /داخلي/.test(document.querySelector('#toast').textContent));
    assert.equal(await pasted(page), 'before');
    await page.keyboard.press('l');
    assert.equal(await pasted(page), 'before');
    // a public article with a note
    await page.goto(`${server.url}/agent?open=ar/returns/refund-times&lang=ar`);
    assert.match(await page.locator('.secret').textContent(), /داخلي.*لا تُقرأ على العميل ولا تُنسخ.*لا تَعِد بيوم وصول محدد/s);
    await page.keyboard.press('c');
    await page.waitForFunction(() => /دون الملاحظة/.test(document.querySelector('#toast').textContent));
    const reply = await pasted(page);
    assert.ok(reply.includes('المحفظة') && !reply.includes('لا تَعِد'), reply);
    assert.match(reply, /\u2068http:\/\/127\.0\.0\.1:\d+\/articles\/ar\/returns\/refund-times\u2069$/);
  });
});

test('S, W and M are stored with the query and the article, under the name of the agent', async () => {
  const context = await openContext(browser);
  const page = await context.newPage();
  await desk({ page, lang: 'ar' });
  await ask(page, 'كود الدخول 0501234567');
  await openFirst(page);
  for (const key of ['s', 'w', 'm']) {
    await page.keyboard.press(key);
    await page.locator('#toast:not([hidden])').waitFor();
    await wait(50);
  }
  const article = await opened(page);
  quiet(context);
  await context.close();
  let rows = [];
  for (let i = 0; i < 40 && rows.length < 3; i++) {
    await wait(50);
    const out = execFileSync('sqlite3', ['-json', '-readonly', server.data, `select * from outcomes where article = '${article}' and query like 'كود%'`], { encoding: 'utf8' });
    rows = out ? JSON.parse(out) : [];
  }
  assert.deepEqual(rows.map((row) => [row.kind, row.query, row.agent]), [0, 1, 2].map((kind) => [kind, 'كود الدخول ###', 'سارة العتيبي']));
});

test('without a script the desk is links and forms', async (t) => {
  await inStates(t, browser, { widths: [390, 1280], langs: ['ar'], scripts: [false] }, async (state) => {
    const { page } = state;
    await desk(state);
    await page.fill('#field', 'الضمان');
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=/);
    await page.locator('.hits a').nth(1).click();
    await page.waitForURL(/open=/);
    assert.ok((await page.locator('.open h1').textContent()).length > 3);
    assert.equal(await page.locator('[data-do]:visible').count(), 0);
    await page.locator('.outs button').first().click();
    await page.waitForURL(/open=/);
  });
});

test('a session that ended says so; a lost connection says so and the desk goes on', async () => {
  const context = await openContext(browser);
  const page = await context.newPage();
  await desk({ page, lang: 'en' });
  await context.setOffline(true);
  await page.keyboard.type('refund');
  await page.waitForFunction(() => /connection was lost/.test(document.querySelector('#toast').textContent));
  await context.setOffline(false);
  await page.keyboard.type('s');
  await page.locator('.hits a').first().waitFor();
  await context.clearCookies();
  await page.keyboard.type(' x');
  await page.waitForFunction(() => /session has ended/.test(document.querySelector('#toast').textContent));
  await context.close();
});
