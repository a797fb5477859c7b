// SPDX-License-Identifier: GPL-2.0-or-later
// What the tests of the server share: an index from fixtures, a server on a free port, and requests
// byte by byte. Programs come from $BUILD (default: build).
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const build = process.env.BUILD ?? 'build';
export const program = (name) => join(here, '..', '..', build, name);

export const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// Cleans up after a test, the newest first: a server ends before the folder it writes into goes. node's own order is
// the other way round, and what throws there lets the rest wait for ever, untold.
const cleaners = new WeakMap();
export function cleanUp(t, clean) {
  if (!cleaners.has(t)) {
    cleaners.set(t, []);
    t.after(async () => {
      for (const each of cleaners.get(t).reverse()) await Promise.resolve().then(each).catch(console.error);
    });
  }
  cleaners.get(t).push(clean);
}

// A folder that goes away with the test file.
export function scratch(t) {
  const folder = mkdtempSync(join(tmpdir(), 'jawab-e2e-'));
  cleanUp(t, () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const ARTICLES_MANY = 35; // public, about "كرسي": four pages of results

// The fixtures, and articles enough for several pages.
export function makeContent(folder) {
  const content = join(folder, 'content');
  cpSync(join(here, 'fixtures', 'content'), content, { recursive: true });
  mkdirSync(join(content, 'many'));
  for (let i = 1; i <= ARTICLES_MANY; i++)
    writeFileSync(
      join(content, 'many', `chair-${i}.md`),
      `---\ntitle: كرسي رقم ${i}\nlang: ar\n---\n\nكرسي مريح من خشب البلوط.\n`,
    );
  return content;
}

export function buildIndex(content, index) {
  const run = spawnSync(program('jawab-index'), ['build', '--content', content, '--index', index], {
    encoding: 'utf8',
  });
  assert.ok(run.status === 0 || run.status === 1, run.stderr);
}

export function makeIndex(t) {
  const folder = scratch(t);
  const index = join(folder, 'index');
  const content = makeContent(folder);
  buildIndex(content, index);
  return { folder, content, index };
}

// Starts the server and waits for its address. `stop` sends a signal and gives the exit status.
export async function startServer(t, index, ...options) {
  const child = spawn(program('jawab-serve'), [
    '--index', index, '--listen', '127.0.0.1:0', '--threads', '2', ...options,
  ]);
  const server = { child, log: '' };
  const exited = new Promise((resolve) => child.on('exit', (code, signal) => resolve(code ?? signal)));
  child.stderr.setEncoding('utf8').on('data', (text) => (server.log += text));
  server.stop = (signal = 'SIGTERM') => {
    child.kill(signal);
    return exited;
  };
  server.exited = exited;
  cleanUp(t, async () => {
    child.kill('SIGKILL');
    await exited;
  });
  server.url = await new Promise((resolve, reject) => {
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (piece) => {
      text += piece;
      if (text.includes('\n')) resolve(text.trim());
    });
    exited.then((status) => reject(new Error(`exit ${status}: ${server.log}`)));
  });
  server.port = Number(new URL(server.url).port);
  server.get = (path, headers = {}, method = 'GET') =>
    fetch(server.url + path, { method, headers, redirect: 'manual' });
  return server;
}

// The access log once it has `count` lines that match.
export async function logLines(server, match, count = 1) {
  for (let i = 0; i < 100; i++) {
    const lines = server.log.split('\n').filter((line) => line && match.test(line));
    if (lines.length >= count) return lines.map((line) => JSON.parse(line));
    await wait(20);
  }
  assert.fail(`no ${count} log lines match ${match}:\n${server.log}`);
}

// Sends bytes as they are, reads until the server closes or falls silent for `silence` ms.
export function raw(port, bytes, { silence = 400 } = {}) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1');
    let text = '';
    let timer;
    const done = (closed) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ text, closed, statuses: [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map((m) => +m[1]) });
    };
    const listen = () => {
      clearTimeout(timer);
      timer = setTimeout(done, silence, false);
    };
    socket.on('data', (piece) => {
      text += piece.toString('latin1');
      listen();
    });
    socket.on('close', () => done(true));
    socket.on('error', (error) => (error.code === 'ECONNRESET' ? done(true) : reject(error)));
    socket.write(Buffer.from(bytes, 'latin1'));
    listen();
  });
}
