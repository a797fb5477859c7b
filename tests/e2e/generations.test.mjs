// SPDX-License-Identifier: GPL-2.0-or-later
// What jawab-index generations, publish and verify do and say, and how a running server follows.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { logLines, makeIndex, program, scratch, startServer } from './harness.mjs';

/** Runs a command of jawab-index on the index. */
function run({ index }, command, ...more) {
  return spawnSync(program('jawab-index'), [command, '--index', index, ...more], { encoding: 'utf8' });
}

/** Builds, which must succeed. */
function build(space, ...more) {
  const done = run(space, 'build', '--content', space.content, ...more);
  assert.ok(done.status < 2, done.stderr);
  return done;
}

const write = ({ content }, name, text) => writeFileSync(join(content, `${name}.md`), `---\nlang: en\n---\n# ${text}\n\nStripes.\n`);
const listed = (space) => JSON.parse(run(space, 'generations', '--json').stdout).generations;
const folders = ({ index }) => readdirSync(index).filter((name) => /^[a-z]+-\d+$/.test(name)).sort();
const current = ({ index }) => readFileSync(join(index, 'CURRENT'), 'utf8');

test('generations are listed with what changed', (t) => {
  const space = makeIndex(t);
  write(space, 'zebra', 'Zebra');
  write(space, 'horse', 'Horse');
  build(space);
  write(space, 'zebra', 'Zebra changed');
  rmSync(join(space.content, 'horse.md'));
  for (let i = 1; i <= 7; i++) write(space, `pony-${i}`, 'Pony');
  build(space);
  build(space);

  const [fourth, third, second, first] = listed(space);
  assert.deepEqual([fourth, third, second, first].map((g) => [g.number, g.state]),
    [[4, 'current'], [3, 'older'], [2, 'older'], [1, 'older']]);
  assert.equal(first.changes, null); // nothing is before it
  assert.deepEqual(second.changes.added, { count: 2, first: ['horse', 'zebra'] });
  assert.equal(second.changes.changed.count + second.changes.removed.count, 0);
  assert.equal(third.changes.since, 2);
  assert.deepEqual(third.changes.added, { count: 7, first: [1, 2, 3, 4, 5].map((i) => `pony-${i}`) });
  assert.deepEqual(third.changes.changed, { count: 1, first: ['zebra'] });
  assert.deepEqual(third.changes.removed, { count: 1, first: ['horse'] });
  assert.deepEqual([fourth.changes.added.count, fourth.changes.changed.count, fourth.changes.removed.count], [0, 0, 0]);
  assert.equal(third.articles - second.articles, 6);
  assert.ok(first.bytes > 0 && first.sections > 0);
  assert.match(first.created, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);

  const { stdout, status } = run(space, 'generations');
  assert.equal(status, 0);
  assert.match(stdout, /^\* 4  current  \d{4}-.* articles, \d+ sections, [\d.]+ MB\n   since 3: the same articles\n/);
  assert.ok(stdout.includes('since 2: 7 added (pony-1, pony-2, pony-3, pony-4, pony-5, ...), 1 changed (zebra), 1 removed (horse)\n'));
  assert.equal(run({ index: join(space.folder, 'none') }, 'generations').status, 2);
});

test('an older generation is published, and a running server follows back and forth', async (t) => {
  const space = makeIndex(t);
  write(space, 'zebra', 'Zebra');
  build(space);
  const server = await startServer(t, space.index);
  const zebras = async () => (await (await server.get('/api/v1/search?q=zebra')).json()).total;
  assert.equal(await zebras(), 1);

  const back = run(space, 'publish', '1');
  assert.equal(back.status, 0, back.stderr);
  assert.match(back.stdout, /^generation 1 of \d{4}-.* is current; before it was 2\n$/);
  assert.equal(await zebras(), 0);
  assert.equal((await (await server.get('/readyz')).json()).generation, 1);
  assert.deepEqual(listed(space).map((g) => [g.number, g.state]), [[2, 'newer'], [1, 'current']]);

  assert.equal(run(space, 'publish', '2').status, 0);
  assert.equal(await zebras(), 1);
  assert.equal(run(space, 'publish', '1').status, 0);

  // The next build takes a number above the highest and removes none that is worth keeping.
  assert.match(build(space).stdout, /^generation 3: /);
  assert.equal(await zebras(), 1);
  assert.deepEqual(folders(space), ['gen-000001', 'gen-000002', 'gen-000003']);
});

test('without an index each command says how to make one', (t) => {
  const folder = scratch(t);
  for (const command of [['generations'], ['verify'], ['test'], ['diff', 'current', 'current']]) {
    const { status, stdout, stderr } = spawnSync(program('jawab-index'), [...command, '--index', folder], { encoding: 'utf8' });
    assert.equal(status, 2, command[0]);
    assert.equal(stdout, '');
    assert.equal(stderr, `${folder}: there is no index here; build one with: jawab-index build --content DIR --index ${folder}\n`);
  }
});

test('what cannot be published changes nothing', (t) => {
  const space = makeIndex(t);
  build(space);
  for (const [word, message] of [['7', /there is no generation 7/], ['newest', /name its number/], ['staged', /no generation is staged/]]) {
    const { status, stderr } = run(space, 'publish', word);
    assert.equal(status, 2);
    assert.match(stderr, message);
  }
  assert.match(run(space, 'publish').stderr, /which generation\? jawab-index generations --index/);
  const path = join(space.index, 'gen-000001', 'words.bin');
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1] ^= 1;
  writeFileSync(path, bytes);
  const flipped = run(space, 'publish', '1');
  assert.equal(flipped.status, 2);
  assert.ok(flipped.stderr.startsWith(`${path}: `), flipped.stderr);
  assert.equal(current(space), 'gen-000002\n');
});

test('verify names every damaged file', (t) => {
  const space = makeIndex(t);
  build(space);
  assert.equal(run(space, 'verify', '--all').status, 0);
  const at = (number, name) => join(space.index, `gen-00000${number}`, name);
  const bytes = readFileSync(at(1, 'words.bin'));
  bytes[100] ^= 0x80;
  writeFileSync(at(1, 'words.bin'), bytes);
  rmSync(at(1, 'site.json'));
  writeFileSync(at(1, 'stray'), '');
  assert.equal(run(space, 'verify').status, 0); // the current one
  const one = run(space, 'verify', '1');
  assert.equal(one.status, 1);
  assert.deepEqual(one.stderr.trim().split('\n').map((line) => line.split(': ')[0]).sort(),
    ['site.json', 'stray', 'words.bin'].map((name) => at(1, name)));
  const all = run(space, 'verify', '--all', '--json');
  assert.equal(all.status, 1);
  const { generations } = JSON.parse(all.stdout);
  assert.deepEqual(generations.map((g) => [g.whole, g.damaged.length]), [[true, 0], [false, 3]]);
  assert.equal(run(space, 'generations').status, 1); // a missing file shows without checksums, too
  assert.equal(run(space, 'verify', '9').status, 2);

  // One of another version is no damage, but cannot be verified either.
  writeFileSync(at(1, 'manifest.json'), '{"schema_version": 3, "analyser_version": 1}');
  const mixed = run(space, 'verify', '--all');
  assert.equal(mixed.status, 0, mixed.stderr);
  assert.match(mixed.stderr, /gen-000001: the index was built by another version/);
  assert.equal(run(space, 'verify', '1').status, 2);
  assert.equal(run(space, 'verify', '1', '--all').status, 2);
});

test('--keep says how many stay; what a server reads is not removed', async (t) => {
  const space = makeIndex(t);
  const server = await startServer(t, space.index);
  build(space, '--keep', '1');
  assert.deepEqual(folders(space), ['gen-000001', 'gen-000002']); // the server is still in the first
  assert.equal((await server.get('/')).status, 200);
  assert.equal((await server.get('/')).status, 200); // both of its handles have moved on
  build(space, '--keep', '1');
  assert.ok(!folders(space).includes('gen-000001'));
  await server.stop();
  build(space, '--keep', '2');
  assert.deepEqual(folders(space).length, 2);
  for (let i = 0; i < 5; i++) build(space);
  assert.equal(folders(space).length, 5);
});

test('an older generation stands in for a damaged one; the next build repairs and says so', async (t) => {
  const space = makeIndex(t);
  write(space, 'zebra', 'Zebra');
  build(space);
  const server = await startServer(t, space.index);
  rmSync(join(space.index, 'gen-000002', 'site.json'));
  writeFileSync(join(space.index, 'CURRENT'), 'gen-000002\n'); // as after a copy of the folder
  const ready = await (await server.get('/readyz')).json();
  assert.equal(ready.generation, 1);
  assert.match(ready.stands_in_because, /the file is missing.*generation 1 stands in/);
  for (let i = 0; i < 20; i++) assert.equal((await server.get('/')).status, 200);
  const told = await logLines(server, /"level":"error"/);
  assert.equal(told.length, 1);
  assert.equal(told[0].place, join(space.index, 'gen-000002', 'site.json'));

  const late = await startServer(t, space.index); // one that starts now does the same
  assert.equal((await (await late.get('/readyz')).json()).generation, 1);
  const search = spawnSync(program('jawab-search'), ['--index', space.index, 'refund'], { encoding: 'utf8' });
  assert.equal(search.status, 0);
  assert.match(search.stderr, /the file is missing.*generation 1 stands in/);

  const done = build(space, '--json');
  assert.match(done.stderr, /gen-000002: CURRENT named this generation, which is damaged; it names generation 1 now/);
  assert.match(JSON.parse(done.stdout).repaired, /it names generation 1 now/);
  const after = await (await server.get('/readyz')).json();
  assert.equal(after.generation, 3);
  assert.equal(after.stands_in_because, undefined);
});

test('a build that publishes nothing repairs CURRENT all the same', (t) => {
  const space = makeIndex(t);
  build(space);
  rmSync(space.content, { recursive: true });
  mkdirSync(space.content);
  writeFileSync(join(space.content, 'empty.md'), '');
  for (const spoil of [() => rmSync(join(space.index, 'CURRENT')), () => writeFileSync(join(space.index, 'CURRENT'), 'gen-0000')]) {
    spoil();
    const { status, stderr } = run(space, 'build', '--content', space.content);
    assert.equal(status, 2);
    assert.match(stderr, /CURRENT: it named no generation; it names generation 2 now/);
    assert.equal(current(space), 'gen-000002\n');
  }
});
