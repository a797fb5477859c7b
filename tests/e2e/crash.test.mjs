// SPDX-License-Identifier: GPL-2.0-or-later
// Builds are killed at random instants while a server answers: no request fails, no answer changes, the
// index always opens, and the next build cleans up.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

const BUILD = process.env.BUILD ?? 'build';
const KILLS = Number(process.env.CRASH_KILLS ?? 200);
const QUERIES = ['استرداد المبلغ', 'فاتورة', 'رمز التحقق', 'warranty', 'تقسيط بدون رسوم'];

const work = mkdtempSync(join(tmpdir(), 'jawab-crash-'));
const index = join(work, 'index');
const buildArguments = ['build', '--content', 'content', '--index', index, '--jobs', '2'];
let server;
let base;
const agent = new http.Agent({ keepAlive: true });

/** Status and body of one GET. */
function get(path) {
  return new Promise((resolve, reject) => {
    http.get(base + path, { agent }, (answer) => {
      let body = '';
      answer.setEncoding('utf8').on('data', (piece) => { body += piece; });
      answer.on('end', () => resolve({ status: answer.statusCode, body }));
    }).on('error', reject);
  });
}

/** What a customer sees of an answer: all but how long it took. */
async function ask(query) {
  const { status, body } = await get(`/api/v1/search?q=${encodeURIComponent(query)}`);
  assert.equal(status, 200, body);
  const { took_us: _, ...answer } = JSON.parse(body);
  return answer;
}

/** Milliseconds that one whole build takes here. */
function timeBuild() {
  const start = performance.now();
  execFileSync(`${BUILD}/jawab-index`, buildArguments, { stdio: 'ignore' });
  return performance.now() - start;
}

/** Starts a build and kills it after `delay` ms; true when the kill came before its end. */
async function killedBuild(delay) {
  const child = spawn(`${BUILD}/jawab-index`, buildArguments, { stdio: 'ignore' });
  const ended = new Promise((resolve) => { child.on('exit', (_, signal) => resolve(signal)); });
  await sleep(delay);
  child.kill('SIGKILL');
  return (await ended) === 'SIGKILL';
}

before(async () => {
  timeBuild();
  server = spawn(`${BUILD}/jawab-serve`, ['--index', index, '--listen', '127.0.0.1:0', '--threads', '2'],
    { stdio: ['ignore', 'pipe', 'ignore'] });
  base = await new Promise((resolve, reject) => {
    server.stdout.on('data', (text) => resolve(String(text).match(/http:\/\/[^\s/]+/)[0]));
    server.on('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });
});

after(() => {
  agent.destroy();
  server?.kill('SIGTERM');
  rmSync(work, { recursive: true, force: true });
});

test(`${KILLS} killed builds beside a stream of queries`, async () => {
  const expected = new Map();
  for (const query of QUERIES)
    expected.set(query, await ask(query));
  for (const [query, answer] of expected)
    assert.ok(answer.total > 0, `${query} finds nothing`);

  const wholeBuild = timeBuild();
  let running = true;
  let asked = 0;
  const stream = (async () => {
    for (; running; asked++) {
      const query = QUERIES[asked % QUERIES.length];
      assert.deepEqual(await ask(query), expected.get(query));
      await sleep(2);
    }
  })();
  let killed = 0;
  for (let i = 0; i < KILLS; i++) {
    killed += await killedBuild(Math.random() * wholeBuild * 1.1);
    if (i % 20 === 0) // another process must be able to open what is published
      execFileSync(`${BUILD}/jawab-search`, ['--index', index, 'فاتورة'], { stdio: 'ignore' });
  }
  running = false;
  await stream;
  assert.ok(killed > KILLS / 2, `only ${killed} builds were killed before their end`);
  assert.ok(asked > KILLS, `only ${asked} queries were asked`);
});

test('the next build removes what killed ones left', async () => {
  timeBuild();
  const left = readdirSync(index).filter((name) => name.startsWith('building-'));
  assert.deepEqual(left, []);
  const generations = readdirSync(index).filter((name) => name.startsWith('gen-'));
  assert.equal(generations.length, 2);
  assert.ok((await ask('فاتورة')).total > 0);
});
