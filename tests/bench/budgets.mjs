// SPDX-License-Identifier: GPL-2.0-or-later
// What pages weigh, and how soon the desk shows what was typed, beside the limits. Called by run.sh.
import { gzipSync } from 'node:zlib';
import { openBrowser, openContext, q, serveExample, signIn } from '../e2e/browser.mjs';

const KB = 1024;
const after = [];
const t = { after: (f) => after.push(f) };
const row = (name, value, unit, limit) =>
  console.log(`${name.padEnd(58)} ${value.toFixed(2).padStart(9)} ${unit.padEnd(4)} limit <= ${limit}  ${value <= limit ? 'ok' : 'MISSED'}`);

const server = await serveExample(t);
const browser = await openBrowser(t);
const gzipped = async (path) => gzipSync(Buffer.from(await (await server.get(path)).arrayBuffer())).length;
const sum = async (paths) => (await Promise.all(paths.map(gzipped))).reduce((a, b) => a + b, 0);

// As a phone gets them: everything that the first page of results asks for.
const context = await openContext(browser, { width: 390 });
const page = await context.newPage();
const responses = [];
page.on('response', (response) => responses.push(response));
await page.goto(`${server.url}/search?q=${q('استرداد المبلغ')}&ui=ar`);
await page.waitForLoadState('networkidle');
let first = 0;
let fonts = 0;
for (const response of responses) {
  const path = new URL(response.url()).pathname;
  const sent = (await response.request().sizes()).responseBodySize;
  if (path.endsWith('.woff2')) fonts += sent;
  else first += sent;
}
const scripts = ['app.js', 'text.js', 'desk.js'].map((name) => `/assets/x/${name}`);
row('scripts of all pages and the widget, gzipped', (await sum([...scripts, '/widget.js'])) / KB, 'KB', 12);
row('style sheet, gzipped', (await sum(['/assets/x/style.css', '/theme.css'])) / KB, 'KB', 12);
const names = ['arabic-400', 'arabic-600', 'latin-400', 'latin-600'].map((name) => `/assets/x/fonts/jawab-sans-${name}.woff2`);
row('fonts, all four', (await Promise.all(names.map(async (path) => (await (await server.get(path)).arrayBuffer()).byteLength))).reduce((a, b) => a + b, 0) / KB, 'KB', 120);
row('first page of results as sent, without fonts', first / KB, 'KB', 40);
row('the fonts of it', fonts / KB, 'KB', 120);
row('requests of it', responses.length, '', 12);
row('requests to others', responses.filter((r) => !r.url().startsWith(server.url)).length, '', 0);
row('widget: its script, gzipped', (await gzipped('/widget.js')) / KB, 'KB', 15);
await context.close();

// From the key press to the frame in which the results stand: each letter of a few questions.
const desk = await openContext(browser);
const at = await desk.newPage();
await signIn(at, server);
await at.goto(`${server.url}/agent?lang=ar`);
await at.evaluate(() => {
  globalThis.times = [];
  const hits = document.getElementById('hits');
  let pressed = 0;
  for (const kind of ['keydown', 'beforeinput']) addEventListener(kind, () => (pressed = performance.now()), true);
  new MutationObserver(() => requestAnimationFrame(() => setTimeout(() => globalThis.times.push(performance.now() - pressed)))).observe(hits, { childList: true });
});
for (const question of ['متى يرجع المبلغ لبطاقتي', 'غسالة ما تشتغل بعد التركيب', 'رمز الدخول لا يصل']) {
  await at.keyboard.type(question, { delay: 120 });
  await at.keyboard.press('Escape');
  await at.waitForTimeout(200);
}
const times = (await at.evaluate(() => globalThis.times)).sort((a, b) => a - b);
row('desk: key press to painted results, p50', times[Math.floor(times.length / 2)], 'ms', 50);
row('desk: key press to painted results, p95', times[Math.floor(times.length * 0.95)], 'ms', 50);
for (const clean of after.reverse()) await clean();
