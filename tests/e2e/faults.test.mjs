// SPDX-License-Identifier: GPL-2.0-or-later
// Kills, full disks, broken disks and clocks that jump, beside a server that answers all the time. What must hold:
// every answer is from one whole generation, what was published is never lost, and the next run repairs and says so.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ALL, assertRepaired, assertWhole, commandLine, leftovers, makeSpace, run, version, write } from './faults.mjs';
import { program, startServer, wait } from './harness.mjs';

const KILLS = Number(process.env.FAULT_KILLS ?? (ALL ? 500 : 40));
const STEP = ALL ? 1 : 41; // of the calls that fail in turn
// A sanitizer's runtime wants to be loaded first.
const shim = { skip: (process.env.BUILD ?? 'build').endsWith('-san') && 'LD_PRELOAD and sanitizers exclude each other' };

// What a person must read of it. Xapian does not always tell it.
const REASONS = { EIO: /Input\/output error|Failed to create iamglass file|is the disk well/, ENOSPC: /No space left on device/ };

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

/** Lets the calls of a command fail in turn: `each` gets what came of it, until no call is left. The last ones, with
 * which it publishes, all have their turn. */
async function inTurn(space, command, how, step, each) {
  const LAST = 20;
  rmSync(space.log, { force: true });
  assert.equal(run(space, command, { more: await each.before(0) ?? [], fault: { FAULT_HOW: '' } }).status, 0);
  const calls = parseInt(readFileSync(space.log, 'utf8'), 10);
  let faults = 0;
  for (let at = 1; ; at += at < calls - LAST ? Math.min(step, calls - LAST - at) : 1) {
    rmSync(space.log, { force: true });
    const more = await each.before(at) ?? [];
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
          assert.match(done.stderr, REASONS[how], what);
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
