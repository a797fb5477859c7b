// SPDX-License-Identifier: GPL-2.0-or-later
// Every screen in both languages, sizes and themes, with and without a script: no fault that axe finds, no
// sideways scrolling, valid HTML, everything within reach of the Tab key, no complaint in the console.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { axeFaults, checkHtml, colourRules, openBrowser, openContext, quiet, serveExample, sideways } from './browser.mjs';
import { weigh } from './budgets.mjs';
import { scratch } from './harness.mjs';
import { screens, show } from './screens.mjs';
import { tabFaults } from './tab.mjs';

const langs = ['ar', 'en'];
const both = { concurrency: 2 };
let server;
let browser;

before(async (t) => {
  server = await serveExample(t);
  browser = await openBrowser(t);
});

// What every page says of itself.
async function headFaults(page, lang) {
  const head = await page.evaluate(() => {
    const { lang, dir } = document.documentElement;
    return { lang, dir, h1: document.querySelectorAll('h1').length, title: document.title.trim() !== '' };
  });
  const wanted = { lang, dir: lang === 'ar' ? 'rtl' : 'ltr', h1: 1, title: true };
  return Object.keys(wanted).filter((key) => head[key] !== wanted[key]).map((key) => `${key}: ${head[key]}`);
}

// The other window that a screen is put into: the narrowest one, and a wide one at 200 %.
const squeezed = { 390: { width: 320, deviceScaleFactor: 1 }, 1280: { width: 640, deviceScaleFactor: 2 } };

async function squeezedFaults(page, width) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Emulation.setDeviceMetricsOverride', { ...squeezed[width], height: 640, mobile: false });
  const by = await sideways(page);
  await cdp.detach(); // the window is as it was
  return by ? [`scrolls sideways by ${by} px at ${squeezed[width].width} px`] : [];
}

async function faultsOf(state, screen) {
  const { page, lang, width } = state;
  const faults = [];
  const add = (found, where = '') => faults.push(...found.map((fault) => where + fault));
  await page.emulateMedia({ colorScheme: 'light' });
  await show(state, screen);
  add(await headFaults(page, lang));
  add(await axeFaults(page));
  if (await sideways(page)) faults.push(`scrolls sideways by ${await sideways(page)} px`);
  if (!state.js) return faults;
  // Themes are nothing but colours: dark.css holds variables only.
  await page.emulateMedia({ colorScheme: 'dark' });
  add(await axeFaults(page, colourRules), 'dark: ');
  add(await tabFaults(page));
  add(await squeezedFaults(page, width));
  return faults;
}

// One page for all screens of a language and width: a new one would be a new process, and axe read again.
// Both languages at a time, one a processor.
async function inEachLanguage(t, { width, js }) {
  const run = async (t, lang) => {
    const context = await openContext(browser, { width });
    // axe is a script itself, so scripts are not forbidden, but ours come empty.
    if (!js) await context.route('**/*.js', (route) => route.fulfill({ body: '', contentType: 'text/javascript' }));
    const page = await context.newPage();
    for (const screen of screens.filter((s) => (s.widths ?? [width]).includes(width) && (js || !s.script)))
      await t.test(screen.name, async () => {
        assert.deepEqual(await faultsOf({ page, context, server, lang, width, js }, screen), []);
        quiet(context);
      });
    await context.close();
  };
  await Promise.all(langs.map((lang) => t.test(lang, (t) => run(t, lang))));
}

test('at 1280 px: axe, Tab, widths', both, (t) => inEachLanguage(t, { width: 1280, js: true }));
test('at 390 px: axe, Tab, widths', both, (t) => inEachLanguage(t, { width: 390, js: true }));
test('at 390 px without a script: axe', both, (t) => inEachLanguage(t, { width: 390, js: false }));

test('HTML is valid, and all of it stands without a script', async (t) => {
  const pages = {};
  for (const lang of langs) {
    const context = await openContext(browser, { width: 390, js: false });
    const page = await context.newPage();
    for (const screen of screens.filter((s) => !s.script))
      pages[`${screen.name}-${lang}`] = await show({ page, context, server, lang, width: 390 }, screen);
    quiet(context);
    await context.close();
  }
  assert.deepEqual(checkHtml(scratch(t), pages), []);
});

test('the dark theme changes colours only', async () => {
  const css = await (await server.get('/assets/x/style.css')).text();
  const dark = [...css.matchAll(/\[data-theme=dark\][^{}]*\{([^}]*)\}/g)].map((match) => match[1]);
  assert.ok(dark.length > 0);
  for (const rules of dark)
    for (const rule of rules.replace(/\/\*.*?\*\//gs, '').split(';').map((r) => r.trim()).filter(Boolean))
      assert.match(rule, /^(--|color-scheme:)/);
});

test('what is sent stays within its budget', async () => {
  const rows = await weigh(server, browser);
  assert.deepEqual(rows.filter(({ value, limit }) => !(value <= limit)), []);
});
