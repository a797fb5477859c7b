// SPDX-License-Identifier: GPL-2.0-or-later
// What pages weigh, beside the limits: for the test that holds them and for `make bench` that prints them.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { inLanguage, openContext, q, quiet } from './browser.mjs';

const KB = 1024;
const assets = fileURLToPath(new URL('../../server/assets', import.meta.url));
const named = (folder, ending) => readdirSync(`${assets}/${folder}`).filter((name) => name.endsWith(ending));

// Everything that a first visit to `path` loads on a phone, each with the bytes of its body as sent.
async function visit(server, browser, path) {
  const context = await openContext(browser, { width: 390 });
  const page = await context.newPage();
  const responses = [];
  page.on('response', (response) => responses.push(response));
  await page.goto(inLanguage(server, path, 'ar'));
  await page.waitForLoadState('networkidle');
  const loaded = await Promise.all(
    responses.map(async (response) => ({
      url: new URL(response.url()),
      bytes: (await response.request().sizes()).responseBodySize,
    })),
  );
  quiet(context);
  await context.close();
  return loaded;
}

// Rows of { name, value, unit, limit }; sizes in KB of 1024 bytes.
export async function weigh(server, browser) {
  const body = async (path) => Buffer.from(await (await server.get(path)).arrayBuffer());
  const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
  const gzipped = async (...paths) => sum((await Promise.all(paths.map(body))).map((b) => gzipSync(b).length)) / KB;
  const scripts = named('', '.js').map((name) => (name === 'widget.js' ? '/widget.js' : `/assets/x/${name}`));
  const fonts = await Promise.all(named('fonts', '.woff2').map((name) => body(`/assets/x/fonts/${name}`)));
  const first = await visit(server, browser, `/search?q=${q('استرداد المبلغ')}`);
  const isFont = ({ url }) => url.pathname.endsWith('.woff2');
  const size = (loaded) => sum(loaded.map(({ bytes }) => bytes)) / KB;
  return [
    { name: 'scripts of all pages and the widget, gzipped', value: await gzipped(...scripts), unit: 'KB', limit: 12 },
    { name: 'style sheets, gzipped', value: await gzipped('/assets/x/style.css', '/theme.css'), unit: 'KB', limit: 12 },
    { name: 'fonts, all', value: sum(fonts.map((font) => font.length)) / KB, unit: 'KB', limit: 120 },
    { name: 'first page of results as sent, without fonts', value: size(first.filter((r) => !isFont(r))), unit: 'KB', limit: 40 },
    { name: 'the fonts of it', value: size(first.filter(isFont)), unit: 'KB', limit: 120 },
    { name: 'requests of it', value: first.length, unit: '', limit: 12 },
    { name: 'requests to others', value: first.filter((r) => r.url.origin !== server.url).length, unit: '', limit: 0 },
    { name: 'widget: its script, gzipped', value: await gzipped('/widget.js'), unit: 'KB', limit: 15 },
  ];
}
