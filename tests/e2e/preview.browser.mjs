// SPDX-License-Identifier: GPL-2.0-or-later
// An open page of the preview follows what its writer saves, also across a restart of the server.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { axe, inStates, openBrowser, openContext, quiet } from './browser.mjs';
import { cleanUp, program, scratch, startServer } from './harness.mjs';

test('what is saved is seen without a touch', async (t) => {
  const folder = scratch(t);
  const content = join(folder, 'content');
  const index = join(folder, 'preview');
  const write = (words, meta = 'status: draft') =>
    writeFileSync(join(content, 'zebra.md'), `---\nlang: en\n${meta}\n---\n# Zebra\n\n${words}\n`);
  mkdirSync(content);
  write('First stripes.');
  spawnSync(program('jawab-index'), ['build', '--preview', '--content', content, '--index', index]);
  const watch = spawn(program('jawab-index'), ['watch', '--preview', '--content', content, '--index', index], { stdio: 'ignore' });
  cleanUp(t, () => watch.kill('SIGKILL'));
  let server = await startServer(t, index, '--preview');
  const browser = await openBrowser(t);
  await inStates(t, browser, { widths: [390], schemes: ['light', 'dark'] }, async ({ page, lang }) => {
    await page.goto(`${server.url}/articles/zebra?ui=${lang}`);
    await axe(page);
    await page.goto(`${server.url}/search?q=stripes&ui=${lang}`);
    await axe(page);
  });
  const context = await openContext(browser);
  const page = await context.newPage();
  await page.goto(`${server.url}/articles/zebra?ui=en`);
  assert.equal(await page.locator('.tag').innerText(), 'Draft');
  write('Second stripes.');
  await page.getByText('Second stripes.').waitFor();
  quiet(context);
  // While the server is away the page stays, and follows the next one.
  const { port } = server;
  await server.stop();
  write('Third stripes.', 'status: published');
  server = await startServer(t, index, '--preview', '--listen', `127.0.0.1:${port}`);
  await page.getByText('Third stripes.').waitFor({ timeout: 20000 });
  assert.equal(await page.locator('.tag').count(), 0);
  await context.close();
});
