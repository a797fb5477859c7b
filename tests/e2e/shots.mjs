// SPDX-License-Identifier: GPL-2.0-or-later
// node tests/e2e/shots.mjs ADDRESS FOLDER [PATH...]: pictures of the pages of a running server, in
// Arabic and English, narrow and wide, light and dark, for people to look at. Complains about what a
// picture does not show: sideways scrolling, refused resources, script errors.
// Needs `npm ci` in tests/e2e, and Chromium.
import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';

const [address, folder, ...chosen] = process.argv.slice(2);
const paths = chosen.length
  ? chosen
  : [
      '/',
      '/search?q=استرداد المبلغ',
      '/search?q=;dt hv[u hglkj[', // كيف ارجع المنتج
      `/search?q=المنتج ${'ه'.repeat(200)}`, // a word that no line holds
      '/search?q=qqqq',
      '/nowhere',
    ];
const sizes = { 320: 640, 390: 844, 1280: 900 };

const name = (path) => path.replace(/^\//, '').replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 40) || 'home';

// `ui` chooses the interface language on every page and filters nothing.
const inLanguage = (path, lang) => {
  const url = new URL(path, address);
  url.searchParams.set('ui', lang);
  return url.href;
};

let complaints = 0;
const complain = (shot, what) => {
  complaints++;
  console.log(`${shot}: ${what}`);
};

mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
for (const colorScheme of ['light', 'dark']) {
  for (const width of Object.keys(sizes).map(Number)) {
    const context = await browser.newContext({
      viewport: { width, height: sizes[width] },
      colorScheme,
      reducedMotion: 'reduce',
    });
    for (const lang of ['ar', 'en']) {
      for (const path of paths) {
        const shot = `${name(path)}-${lang}-${width}-${colorScheme}`;
        const page = await context.newPage();
        page.on('console', (line) => {
          // A page that says 404 is one of those to be looked at.
          if (line.type() === 'error' && !/status of 404/.test(line.text())) complain(shot, line.text());
        });
        page.on('requestfailed', (request) => complain(shot, `failed: ${request.url()}`));
        await page.goto(inLanguage(path, lang));
        await page.evaluate(() => document.fonts.ready);
        const sideways = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        if (sideways > 0) complain(shot, `scrolls sideways by ${sideways} px`);
        await page.screenshot({ path: `${folder}/${shot}.png`, fullPage: true });
        await page.close();
      }
    }
    await context.close();
  }
}
await browser.close();
process.exitCode = complaints ? 1 : 0;
