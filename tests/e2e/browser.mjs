// SPDX-License-Identifier: GPL-2.0-or-later
// What the tests in a real browser share: the example content served as a newcomer's would be, pages that
// complain of what a person does not see (script errors, refused resources), axe and the Nu HTML checker.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { buildIndex, cleanUp, program, scratch, startServer } from './harness.mjs';

const require = createRequire(import.meta.url);
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const vnuJar = join(require.resolve('vnu-jar/package.json'), '../build/dist/vnu.jar');

export const example = fileURLToPath(new URL('../../content', import.meta.url));
export const q = encodeURIComponent;
export const agent = 'سارة العتيبي';

// The example help centre with a place for votes and one agent.
export async function serveExample(t, ...options) {
  const folder = scratch(t);
  const index = join(folder, 'index');
  const agents = join(folder, 'agents');
  const data = join(folder, 'data.db');
  buildIndex(example, index);
  const added = spawnSync(program('jawab-serve'), ['token', 'add', agent, '--agents', agents], { encoding: 'utf8' });
  assert.equal(added.status, 0, added.stderr);
  const server = await startServer(t, index, '--agents', agents, '--data', data, ...options);
  return Object.assign(server, { token: added.stdout.trim(), data, folder, index });
}

export async function openBrowser(t) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  cleanUp(t, () => browser.close());
  return browser;
}

const heights = { 320: 640, 390: 844, 640: 900, 1280: 900 };

// A browser context of its own: nothing remembered from other tests. `complaints` of its pages are checked
// by `quiet`, which every test calls at its end (inStates does it by itself).
export async function openContext(browser, { width = 1280, scheme = 'light', js = true, ...more } = {}) {
  const context = await browser.newContext({
    viewport: { width, height: heights[width] ?? 900 },
    colorScheme: scheme,
    reducedMotion: 'reduce',
    javaScriptEnabled: js,
    ...more,
  });
  context.setDefaultTimeout(5000);
  context.complaints = [];
  context.on('console', (line) => {
    // Statuses are told below, with their address.
    if (['error', 'warning'].includes(line.type()) && !/status of 4\d\d/.test(line.text()))
      context.complaints.push(`${line.page()?.url()}: ${line.text()}`);
  });
  context.on('response', (response) => {
    // A page that says what is wrong is one of those to be looked at; what it is made of must be there.
    if (response.status() >= 400 && response.request().resourceType() !== 'document')
      context.complaints.push(`${response.status()}: ${response.url()}`);
  });
  context.on('weberror', (error) => context.complaints.push(String(error.error())));
  context.on('requestfailed', (request) => {
    const why = request.failure()?.errorText;
    if (why !== 'net::ERR_ABORTED') context.complaints.push(`${why}: ${request.url()}`);
  });
  return context;
}

export const quiet = (context) => assert.deepEqual(context.complaints, []);

// Runs `body` with a page in a fresh context, for each of the states asked for.
export async function inStates(t, browser, states, body) {
  for (const lang of states.langs ?? ['ar', 'en'])
    for (const width of states.widths ?? [390, 1280])
      for (const scheme of states.schemes ?? ['light'])
        for (const js of states.scripts ?? [true])
          await t.test(`${lang}, ${width} px, ${scheme}${js ? '' : ', no script'}`, async () => {
            const context = await openContext(browser, { width, scheme, js, ...states.context });
            try {
              await body({ page: await context.newPage(), context, lang, width, scheme, js });
              quiet(context);
            } finally {
              await context.close();
            }
          });
}

// `ui` chooses the interface language on every page and filters nothing.
export const inLanguage = (server, path, lang) => {
  const url = new URL(path, server.url);
  url.searchParams.set('ui', lang);
  return url.href;
};

export async function signIn(page, server, lang = 'ar') {
  await page.goto(inLanguage(server, '/agent/signin', lang));
  await page.fill('[name=name]', agent);
  await page.fill('[name=token]', server.token);
  await page.click('main button');
  await page.waitForURL(/\/agent(\?|$)/);
}

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

// The rules of axe that a change of colours alone can break.
export const colourRules = ['color-contrast', 'link-in-text-block'];

// What axe finds, a line each: rule, selector, why. All rules of `tags`, or only those named. The page's
// own policy does not hold for what the debugger evaluates. Needs a page that runs scripts.
export async function axeFaults(page, rules) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axeSource);
  const found = await page.evaluate((only) => globalThis.axe.run(document, { runOnly: only, resultTypes: ['violations'] }), {
    type: rules ? 'rule' : 'tag',
    values: rules ?? tags,
  });
  return found.violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${node.target.join(' ')}: ${node.failureSummary.replace(/\s+/g, ' ')}`),
  );
}

export const axe = async (page, name = page.url()) => assert.deepEqual(await axeFaults(page), [], name);

export const sideways = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

// All pages at once: the checker is a Java program that takes its time to start.
export function checkHtml(folder, pages) {
  for (const [name, html] of Object.entries(pages)) writeFileSync(join(folder, `${name}.html`), html);
  const files = Object.keys(pages).map((name) => join(folder, `${name}.html`));
  const run = spawnSync('java', ['-jar', vnuJar, '--format', 'json', ...files], { encoding: 'utf8', maxBuffer: 64 << 20 });
  assert.ifError(run.error);
  return JSON.parse(run.stderr)
    .messages.filter((message) => message.type === 'error')
    .map((message) => `${message.url?.split('/').pop()}:${message.lastLine}: ${message.message} [${message.extract}]`);
}
