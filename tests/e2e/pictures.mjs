// SPDX-License-Identifier: GPL-2.0-or-later
// node tests/e2e/pictures.mjs [FOLDER] [NAME...]: pictures of every screen (or of those named) in Arabic and
// English, narrow and wide, light and dark, for people to look at. `make screens` writes build/screens/.
import { mkdirSync } from 'node:fs';
import { openBrowser, openContext, serveExample, sideways } from './browser.mjs';
import { screens, show } from './screens.mjs';

const [folder = 'build/screens', ...names] = process.argv.slice(2);
const after = [];
const t = { after: (f) => after.push(f) }; // what a test would clean up
let complaints = 0;

mkdirSync(folder, { recursive: true });
const server = await serveExample(t);
const browser = await openBrowser(t);
for (const scheme of ['light', 'dark'])
  for (const screen of screens.filter((s) => names.length === 0 || names.includes(s.name)))
    for (const width of screen.widths ?? [390, 1280])
      for (const lang of ['ar', 'en']) {
        const shot = `${screen.name}-${lang}-${width}-${scheme}`;
        const context = await openContext(browser, { width, scheme });
        const page = await context.newPage();
        await show({ page, context, lang, width, scheme, server }, screen);
        await page.evaluate(() => document.fonts.ready);
        await page.screenshot({ path: `${folder}/${shot}.png`, fullPage: !screen.before });
        if (await sideways(page)) context.complaints.push('scrolls sideways');
        for (const complaint of context.complaints) {
          complaints++;
          console.log(`${shot}: ${complaint}`);
        }
        await context.close();
      }
for (const clean of after.reverse()) await clean();
process.exitCode = complaints ? 1 : 0;
