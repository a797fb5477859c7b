// SPDX-License-Identifier: GPL-2.0-or-later
// Files that change under us: several builders, articles that are replaced while they are read, damaged generations.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ALL, assertRepaired, assertWhole, commandLine, makeSpace, run, version, write } from './faults.mjs';
import { program, startServer, wait } from './harness.mjs';

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

/** Overwrites a stretch of the file where it lies: whoever has it mapped sees it. */
function damageInPlace(path, fill) {
  const { size } = statSync(path);
  const from = Math.floor(Math.random() * size);
  const bytes = Buffer.alloc(Math.min(size - from, 1 + Math.floor(Math.random() * 2000)), fill);
  const file = openSync(path, 'r+');
  writeSync(file, bytes, 0, bytes.length, from);
  closeSync(file);
}

const ASKED = [
  '/api/v1/search?q=sign', '/api/v1/search?q=%22sign+of%22+-lamp', '/api/v1/search?q=singn+vresion', '/api/v1/search?q=kalimat+almurur',
  '/search?q=%D9%83%D9%84%D9%85%D8%A9+%D8%A7%D9%84%D9%85%D8%B1%D9%88%D8%B1', '/search?q=qqqq', '/api/v1/suggest?q=sig', '/api/v1/suggest?q=%D8%A7%D9%84',
];

/** Asks all of it at once: whatever the answers say, each comes whole. */
async function askMuch(server, what) {
  await Promise.all(ASKED.map(async (path) => {
    const answer = await server.get(path);
    const text = await answer.text();
    assert.ok([200, 404, 500, 503].includes(answer.status), `${what}, ${path}: ${answer.status}\n${server.log}`);
    if (path.startsWith('/api/')) JSON.parse(text);
  }));
}

test('mapped files are overwritten in place while they are read: the server lives, verify names them, the next build repairs', async (t) => {
  const space = makeSpace(t);
  write(space, 1);
  writeFileSync(join(space.content, 'ar.md'), '---\nid: ar\nlang: ar\n---\n# كلمة المرور\n\n## نسيت كلمة المرور؟\n\nافتح الإعدادات ثم الحساب.\n');
  writeFileSync(join(space.content, 'agents.md'), '---\nid: agents\nlang: ar\naudience: agent\n---\n# للموظفين\n\nاقبل الإرجاع.\n');
  assert.equal(run(space, 'build').status, 0);
  const names = currentFiles(space).found.filter((name) => name.endsWith('.bin'));
  assert.ok(names.length >= 5, `${names}`);
  const running = await startServer(t, space.index);
  let ended = null;
  running.exited.then((status) => { ended = status; });
  let last = 1;
  for (const name of names) {
    assert.equal(await version(running), last, name);
    const { folder } = currentFiles(space);
    const path = join(folder, name);
    for (let i = 0; i < (ALL ? 200 : 25); i++) {
      const asked = askMuch(running, `${name}, ${i}`);
      for (let k = 0; k < 4; k++) {
        damageInPlace(path, [0, 1, 0x7f, 0x80, 0xff][(i + k) % 5]);
        await wait(1);
      }
      await asked;
      assert.equal(ended, null, `${name}: the server ended\n${running.log}`);
    }
    const verified = run(space, 'verify');
    assert.equal(verified.status, 1, name);
    assert.ok(verified.stderr.split('\n').some((line) => line.startsWith(`${path}: `)), `${name}: ${verified.stderr}`);
    write(space, ++last);
    const repaired = run(space, 'build');
    assert.equal(repaired.status, 0, repaired.stderr);
    assertWhole(space);
  }
  assert.equal(await version(running), last);
  assert.equal(await running.stop(), 0);
});

test('a file that generations share is damaged in place: the next build shares it no more', (t) => {
  const space = makeSpace(t);
  const word = () => `w${1000 + Math.floor(Math.random() * 4000)}`;
  for (let i = 0; i < 7; i++) // small files are copied, so that damage to one stays there
    writeFileSync(join(space.content, `large-${i}.md`), `# Large ${i}\n\n${Array.from({ length: 130000 }, word).join(' ')}\n`);
  for (let i = 0; i < 2; i++) assert.equal(run(space, 'build').status, 0); // the second takes over what is as before
  const { folder, found } = currentFiles(space);
  const shared = found.filter((name) => statSync(join(folder, name)).nlink > 1);
  assert.ok(shared.length > 0, 'nothing is shared');
  const path = join(folder, shared[0]);
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1] ^= 1;
  const file = openSync(path, 'r+');
  writeSync(file, bytes);
  closeSync(file);
  const all = run(space, 'verify', { more: ['--all', '--json'] });
  const names = JSON.parse(all.stdout).generations.flatMap((g) => g.damaged.map((damage) => damage.path));
  assert.ok(names.length > 1 && names.every((name) => name.endsWith(shared[0])), `${names}`); // in each that shares it
  const done = run(space, 'build');
  assert.equal(done.status, 0, done.stderr);
  assert.match(done.stderr, /damaged/);
  assertWhole(space);
});
