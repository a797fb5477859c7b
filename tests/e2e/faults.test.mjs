// SPDX-License-Identifier: GPL-2.0-or-later
// Kills, full disks, broken disks, clocks that jump and damaged files, beside a server that answers all the time.
// What must hold: every answer is from one whole generation, what was published is never lost, and the next run
// repairs and says so. `make test` takes some instants, `make faults` (FAULTS=all) every one.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { program, scratch, startServer, wait } from './harness.mjs';

const ALL = process.env.FAULTS === 'all';
const KILLS = Number(process.env.FAULT_KILLS ?? (ALL ? 500 : 40));
const STEP = ALL ? 1 : 17; // of the calls that fail in turn
const ARTICLES = 12;
// A sanitizer's runtime wants to be loaded first.
const shim = { skip: (process.env.BUILD ?? 'build').endsWith('-san') && 'LD_PRELOAD and sanitizers exclude each other' };

/** Articles that all say which version they are of; `version` is a word of each title. */
function write({ content }, version) {
  for (let i = 1; i <= ARTICLES; i++)
    writeFileSync(join(content, `${i}.md`), `---\nid: sign-${i}\nlang: en\n---\n# Sign ${i} version${version}\n\nA sign of version${version}.\n`);
}

/** A content folder with version 0, built once. */
function makeSpace(t) {
  const folder = scratch(t);
  const space = { folder, content: join(folder, 'content'), index: join(folder, 'index'), log: join(folder, 'fault') };
  mkdirSync(space.content);
  write(space, 0);
  assert.equal(run(space, 'build').status, 0);
  return space;
}

function commandLine({ content, index }, command, more) {
  return [command, ...(command === 'build' ? ['--content', content, '--jobs', '1'] : []), '--index', index, ...more];
}

/** Runs a command to its end; `fault` is what the shim is told. */
function run(space, command, { fault = {}, more = [] } = {}) {
  const env = { ...process.env };
  if (Object.keys(fault).length)
    Object.assign(env, { LD_PRELOAD: program('faults.so'), FAULT_BELOW: space.index, FAULT_LOG: space.log, ...fault });
  return spawnSync(program('jawab-index'), commandLine(space, command, more), { encoding: 'utf8', env });
}

/** The one version that an answer of the server is of. */
async function version(server) {
  const answer = await server.get('/api/v1/search?q=sign&limit=50');
  const text = await answer.text();
  assert.equal(answer.status, 200, text);
  const { hits, total } = JSON.parse(text);
  assert.equal(total, ARTICLES);
  const versions = new Set(hits.map((hit) => JSON.stringify(hit).match(/version(\d+)/g)).flat());
  assert.equal(versions.size, 1, `an answer mixes ${[...versions]}`);
  return Number([...versions][0].slice('version'.length));
}

const leftovers = ({ index }) => readdirSync(index).filter((name) => /^(building|removed)-|^CURRENT\./.test(name));

function assertWhole(space) {
  const verified = run(space, 'verify');
  assert.equal(verified.status, 0, verified.stderr + verified.stdout);
}

/** The last build: nothing may be in its way, and nothing may be left behind. */
async function assertRepaired(space, server, last) {
  write(space, last);
  const left = leftovers(space).some((name) => !name.startsWith('removed-'));
  const done = run(space, 'build');
  assert.equal(done.status, 0, done.stderr);
  if (left) assert.match(done.stderr, /an earlier build was cut short; what it left was removed/);
  else assert.equal(done.stderr, '');
  assert.deepEqual(leftovers(space), []);
  if (server) assert.equal(await version(server), last);
  assert.equal(run(space, 'verify', { more: ['--all'] }).status, 0);
}

/** Starts a command and kills it after `ms`; what it ended with, and what it said. */
async function killAfter(space, command, more, ms) {
  const child = spawn(program('jawab-index'), commandLine(space, command, more));
  let said = '';
  child.stderr.on('data', (text) => { said += text; });
  const ended = new Promise((resolve) => { child.on('close', (code, signal) => resolve(signal ?? code)); });
  await wait(ms);
  child.kill('SIGKILL');
  return { status: await ended, said };
}

test(`kill -9 at ${KILLS} instants of builds and switches`, async (t) => {
  const space = makeSpace(t);
  const server = await startServer(t, space.index);
  const began = performance.now();
  assert.equal(run(space, 'build').status, 0);
  const whole = performance.now() - began;

  let published = 0; // the version that readers must get, or,
  let coming = 0; // while something is under way, this one
  let running = true;
  let asked = 0;
  const stream = (async () => {
    for (; running; asked++) {
      const allowed = [published, coming];
      const seen = await version(server);
      allowed.push(published, coming);
      assert.ok(allowed.includes(seen), `version ${seen} is none of ${allowed}`);
      await wait(2);
    }
  })();

  const versions = new Map(); // of generations, by their number
  let killed = 0;
  let cutShort = 0;
  for (let i = 1; i <= KILLS; i++) {
    const { generation } = await (await server.get('/readyz')).json();
    versions.set(generation, published);
    const others = JSON.parse(run(space, 'generations', { more: ['--json'] }).stdout).generations
      .filter((g) => g.state !== 'current' && versions.has(g.number));
    const target = i % 5 === 0 ? others[i % others.length] : undefined; // back, or forth again
    const left = leftovers(space).some((name) => name.startsWith('building-'));
    if (!target) write(space, i);
    coming = target ? versions.get(target.number) : i;
    // Half of the kills come near the end, where things get their names.
    const span = target ? 10 : whole * 1.1;
    const delay = span * (i % 2 ? Math.random() : 0.7 + 0.4 * Math.random());
    const { status, said } = target ? await killAfter(space, 'publish', [String(target.number)], delay)
      : await killAfter(space, 'build', [], delay);
    killed += status === 'SIGKILL';
    cutShort += left;
    if (left && status === 0 && !target) assert.match(said, /an earlier build was cut short/);
    const seen = await version(server);
    assert.ok(seen === coming || (seen === published && status !== 0), `${seen}: ${published}, ${coming}, ${status}`);
    published = coming = seen;
    assertWhole(space);
  }
  running = false;
  await stream;
  assert.ok(killed > KILLS / 3, `only ${killed} were killed before their end`);
  assert.ok(cutShort > 0, 'no kill came in the middle of a build');
  assert.ok(asked > KILLS, `only ${asked} questions were asked`);
  await assertRepaired(space, server, KILLS + 1);
});

/** Lets the calls of a command fail in turn: `each` gets what came of it, until no call is left. */
async function inTurn(space, command, how, step, each) {
  let faults = 0;
  for (let at = 1; ; at += step) {
    rmSync(space.log, { force: true });
    const more = await each.before?.(at) ?? [];
    const done = run(space, command, { more, fault: { FAULT_AT: String(at), FAULT_HOW: how } });
    if (!existsSync(space.log)) return faults;
    faults++;
    await each.after(at, done, `${how} at call ${at} (${readFileSync(space.log, 'utf8').trim()}): ${done.status} ${done.stderr}`);
  }
}

for (const how of ['ENOSPC', 'EIO', 'KILL'])
  test(`a build whose calls fail in turn: ${how}`, shim, async (t) => {
    const space = makeSpace(t);
    const server = await startServer(t, space.index);
    let published = 0;
    const faults = await inTurn(space, 'build', how, STEP, {
      before: (at) => write(space, at),
      after: async (at, done, what) => {
        const seen = await version(server);
        if (done.status === 0) assert.equal(seen, at, what);
        else assert.ok([published, at].includes(seen), what);
        if (how !== 'KILL' && done.status !== 0) {
          assert.equal(done.status, 2, what);
          assert.ok(done.stderr.includes(`${space.index}`), what);
          assert.match(done.stderr, how === 'EIO' ? /Input\/output error/ : /No space left on device/, what);
        }
        published = seen;
        assertWhole(space);
      },
    });
    assert.ok(faults > 200 / STEP, `only ${faults} calls`);
    await assertRepaired(space, server, 1000000);
  });

for (const how of ['ENOSPC', 'EIO', 'KILL'])
  test(`the first build of an index and a switch, whose calls fail in turn: ${how}`, shim, async (t) => {
    const space = makeSpace(t);
    await inTurn(space, 'build', how, STEP * 2, {
      before: () => rmSync(space.index, { recursive: true, force: true }),
      after: (at, done, what) => {
        if (existsSync(join(space.index, 'CURRENT'))) assertWhole(space);
        else assert.notEqual(done.status, 0, what);
      },
    });
    write(space, 1);
    assert.equal(run(space, 'build').status, 0);
    const server = await startServer(t, space.index);
    const current = async () => (await (await server.get('/readyz')).json()).generation;
    let from = await current();
    const numbers = JSON.parse(run(space, 'generations', { more: ['--json'] }).stdout).generations.map((g) => g.number);
    const faults = await inTurn(space, 'publish', how, 1, {
      before: () => [String(numbers.find((n) => n !== from))],
      after: async (at, done, what) => {
        const seen = await current();
        assert.ok(done.status === 0 ? seen !== from : true, what);
        from = seen;
        await version(server);
        assertWhole(space);
      },
    });
    assert.ok(faults > 10, `only ${faults} calls`);
    await assertRepaired(space, server, 2);
  });

test('a disk that became read-only', shim, async (t) => {
  const space = makeSpace(t);
  write(space, 1);
  assert.equal(run(space, 'build').status, 0);
  const fault = { FAULT_AT: '1', FAULT_HOW: 'EROFS' };
  const before = readdirSync(space.index, { recursive: true }).sort();
  for (const [command, more] of [['build', []], ['publish', ['1']]]) {
    const done = run(space, command, { fault, more });
    assert.equal(done.status, 2, done.stderr);
    assert.match(done.stderr, /LOCK: cannot write: Read-only file system/);
  }
  for (const command of ['generations', 'verify']) assert.equal(run(space, command, { fault }).status, 0);
  assert.deepEqual(readdirSync(space.index, { recursive: true }).sort(), before);
  process.env.LD_PRELOAD = program('faults.so');
  Object.assign(process.env, fault, { FAULT_BELOW: space.index });
  const server = await startServer(t, space.index);
  for (const name of ['LD_PRELOAD', 'FAULT_BELOW', ...Object.keys(fault)]) delete process.env[name];
  assert.equal(await version(server), 1);
});

test('a clock that jumps back at every look', shim, async (t) => {
  const space = makeSpace(t);
  process.env.LD_PRELOAD = program('faults.so');
  process.env.FAULT_CLOCK = '3600';
  const server = await startServer(t, space.index);
  delete process.env.LD_PRELOAD;
  delete process.env.FAULT_CLOCK;
  for (let i = 1; i <= 3; i++) {
    write(space, i);
    const done = run(space, 'build', { fault: { FAULT_CLOCK: String(i * 100000) } });
    assert.equal(done.status, 0, done.stderr);
    assert.equal(await version(server), i);
    const ready = await (await server.get('/readyz')).json();
    assert.equal(ready.generation, i + 1);
    assert.ok(ready.age_s >= 0);
  }
  const { generations } = JSON.parse(run(space, 'generations', { more: ['--json'] }).stdout);
  assert.deepEqual(generations.map((g) => g.number), [4, 3, 2, 1]); // by number, not by time
  assert.ok(generations[0].created < generations[3].created, 'the clock did not jump');
});

test('builds at once: one at a time succeeds, the others say who is building', async (t) => {
  const space = makeSpace(t);
  const numbers = [];
  let refused = 0;
  for (let round = 0; round < (ALL ? 20 : 4); round++) {
    const all = await Promise.all([0, 1, 2, 3].map(() => new Promise((resolve) => {
      const child = spawn(program('jawab-index'), commandLine(space, 'build', []));
      let said = '';
      child.stdout.on('data', (text) => { said += text; });
      child.stderr.on('data', (text) => { said += text; });
      child.on('close', (status) => resolve({ status, said }));
    })));
    for (const { status, said } of all)
      if (status === 0) numbers.push(Number(said.match(/^generation (\d+)/m)[1]));
      else {
        assert.equal(status, 2, said);
        assert.match(said, /another build of this index is under way \(process (unknown|\d+, started \d{4}-.*)\)/);
        refused++;
      }
    assertWhole(space);
  }
  assert.ok(refused > 0 && numbers.length >= (ALL ? 20 : 4));
  assert.equal(new Set(numbers).size, numbers.length);
  await assertRepaired(space, null, 1);
});

test('a file that is replaced while it is read is taken whole or left out', async (t) => {
  const space = makeSpace(t);
  const filler = (letter) => `${letter.repeat(9)} `.repeat(40000);
  const path = join(space.content, 'big.md');
  const put = (letter) => {
    writeFileSync(join(space.folder, 'next'), `---\nid: big\nlang: en\n---\n# Big ${letter}\n\n${filler(letter)}\n`);
    renameSync(join(space.folder, 'next'), path);
  };
  put('a');
  let built = 0;
  for (let i = 0; i < (ALL ? 100 : 10); i++) {
    const child = spawn(program('jawab-index'), commandLine(space, 'build', ['--json']));
    let text = '';
    child.stdout.on('data', (piece) => { text += piece; });
    const ended = new Promise((resolve) => { child.on('close', resolve); });
    let over = false;
    ended.then(() => { over = true; });
    for (let k = 0; !over; k++) {
      put('ab'[k % 2]);
      await wait(1);
    }
    const status = await ended;
    assert.ok(status === 0 || status === 1, text); // 1: it was left out, and named
    const { skipped } = JSON.parse(text);
    const server = await startServer(t, space.index, '--threads', '1');
    const answer = await server.get('/api/v1/articles/big');
    const body = await answer.text();
    await server.stop();
    assert.equal(answer.status, skipped ? 404 : 200);
    if (!skipped) assert.notEqual(body.includes('aaaaaaaaa'), body.includes('bbbbbbbbb'), 'two versions in one');
    built += !skipped;
    assertWhole(space);
  }
  assert.ok(built > 0);
});

/** The files of the current generation, as paths below it. */
function currentFiles({ index }) {
  const folder = join(index, readFileSync(join(index, 'CURRENT'), 'utf8').trim());
  const found = readdirSync(folder, { recursive: true }).map((name) => String(name)).filter((name) => statSync(join(folder, name)).size > 0 && statSync(join(folder, name)).isFile());
  return { folder, found: found.sort() };
}

const DAMAGES = {
  flipped(path) {
    const bytes = readFileSync(path);
    for (let i = 0; i < 20; i++) bytes[Math.floor(Math.random() * bytes.length)] ^= 1 << (i % 8);
    return bytes;
  },
  cut: (path) => readFileSync(path).subarray(0, -1),
  removed: () => null,
};

for (const [how, damage] of Object.entries(DAMAGES))
  test(`each file of the current generation ${how}: a good one answers, verify names it, the next build repairs`, async (t) => {
    const space = makeSpace(t);
    const running = await startServer(t, space.index);
    write(space, 1);
    assert.equal(run(space, 'build').status, 0);
    let last = 1; // the version of the current generation, and of the one that stands in for it
    let good = 0;
    const names = currentFiles(space).found;
    assert.ok(names.length > 10 && names.includes('manifest.json'));
    for (const [i, name] of names.entries()) {
      if (!ALL && i % 5 && name !== 'manifest.json') continue;
      for (let n = 0; n < 2; n++) assert.equal(await version(running), last); // each of its handles opens it
      const { folder } = currentFiles(space);
      const path = join(folder, name);
      const bytes = damage(path);
      rmSync(path);
      if (bytes) writeFileSync(path, bytes);
      const what = `${name} ${how}`;
      // Sizes are looked at when it is opened; what is inside, when somebody verifies it.
      const seenAtOnce = how !== 'flipped' || name === 'manifest.json';
      if (seenAtOnce) {
        const early = await startServer(t, space.index, '--threads', '1');
        assert.equal(await version(early), good, what);
        await early.stop();
      }
      assert.equal(await version(running), last, what); // it has the files open
      const verified = run(space, 'verify');
      assert.equal(verified.status, 1, what);
      assert.ok(verified.stderr.split('\n').some((line) => line.startsWith(`${path}: `)), `${what}: ${verified.stderr}`);
      assert.equal(await version(running), good, what);
      const late = await startServer(t, space.index, '--threads', '1');
      assert.equal(await version(late), good, what);
      assert.match((await (await late.get('/readyz')).json()).stands_in_because, /stands in$/);
      await late.stop();

      good = last + 1;
      last += 2;
      write(space, good);
      const repaired = run(space, 'build', { more: ['--keep', '2'] });
      assert.equal(repaired.status, 0, repaired.stderr);
      assert.match(repaired.stderr, new RegExp(`${folder}: CURRENT named this generation, which is damaged; it names generation \\d+ now`), what);
      write(space, last);
      assert.equal(run(space, 'build', { more: ['--keep', '2'] }).stderr, '');
      assert.equal(await version(running), last, what);
    }
    await assertRepaired(space, running, last + 1);
  });
