// SPDX-License-Identifier: GPL-2.0-or-later
// What pages weigh, and how soon the desk shows what was typed, beside the limits. Called by run.sh.
import { openBrowser, openContext, serveExample, signIn } from '../e2e/browser.mjs';
import { weigh } from '../e2e/budgets.mjs';

const after = [];
const t = { after: (f) => after.push(f) };
const row = ({ name, value, unit, limit }) =>
  console.log(`${name.padEnd(58)} ${value.toFixed(2).padStart(9)} ${unit.padEnd(4)} limit <= ${limit}  ${value <= limit ? 'ok' : 'MISSED'}`);

const server = await serveExample(t);
const browser = await openBrowser(t);
(await weigh(server, browser)).forEach(row);

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
row({ name: 'desk: key press to painted results, p50', value: times[Math.floor(times.length / 2)], unit: 'ms', limit: 50 });
row({ name: 'desk: key press to painted results, p95', value: times[Math.floor(times.length * 0.95)], unit: 'ms', limit: 50 });
for (const clean of after.reverse()) await clean();
