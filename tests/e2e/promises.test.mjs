// SPDX-License-Identifier: GPL-2.0-or-later
// Promised searches as writers and their pipelines use them: run, required before publishing, and compared between
// generations. Those of the example content are run here, so that `make test` holds them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { program, scratch, startServer } from './harness.mjs';

const example = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'content');
const index = (...args) => spawnSync(program('jawab-index'), args, { encoding: 'utf8', maxBuffer: 1 << 26 });

const FILES = {
  'ar/refund.md': '---\ntitle: استرداد المبلغ\n---\n\nيعود المبلغ إلى بطاقتك خلال خمسة أيام.\n',
  'ar/wallet.md': '---\ntitle: رصيد المحفظة\n---\n\nالمحفظة رصيد في حسابك، وإليها يعود المبلغ فوراً.\n',
  'ar/track.md': '---\ntitle: تتبع الطلب\n---\n\nافتح التطبيق لترى أين وصل الطلب.\n',
};
const PROMISES = `- query: متى يرجع المبلغ
  finds: ar/refund
- query: الطلب وين
  finds: ar/track
  first: 1
  why: يسأل عنه كل يوم
`;

function write(folder, files) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** A content folder, where its index goes, and the commands on both. */
function workspace(t, files = { ...FILES, 'searches.yaml': PROMISES }) {
  const folder = scratch(t);
  const content = join(folder, 'content');
  const where = join(folder, 'index');
  write(content, files);
  return {
    folder,
    content,
    where,
    build: (...more) => index('build', '--content', content, '--index', where, ...more),
    test: (...more) => index('test', '--index', where, ...more),
    diff: (...more) => index('diff', '--index', where, ...more),
    current: () => readFileSync(join(where, 'CURRENT'), 'utf8').trim(),
  };
}

// The lexicon edit that breaks the second promise.
const breakOrder = (space) => write(space.content, { 'lexicon/promoted.txt': 'الطلب وين -> ar/wallet\n' });

test('the promises of the example content are kept', (t) => {
  const where = join(scratch(t), 'index');
  const built = index('build', '--content', example, '--index', where, '--require');
  assert.equal(built.status, 0, built.stderr);
  const run = index('test', '--index', where, '--content', example, '--json');
  const { promises, broken } = JSON.parse(run.stdout);
  assert.deepEqual(broken, []);
  assert.ok(promises >= 40, `${promises} promises`);
  assert.equal(run.status, 0);
});

test('an article far down is told with its place, as a search shows it', (t) => {
  const folder = scratch(t);
  const where = join(folder, 'index');
  assert.equal(index('build', '--content', example, '--index', where).status, 0);
  const args = ['--index', where, '--limit', '40', '--json', 'متى يصل الطلب'];
  const found = JSON.parse(spawnSync(program('jawab-search'), args, { encoding: 'utf8' }).stdout).hits;
  writeFileSync(join(folder, 'searches.yaml'), `- {query: متى يصل الطلب, finds: ${found[29].id}}\n`);
  const { broken } = JSON.parse(index('test', '--index', where, '--content', folder, '--json').stdout);
  assert.equal(broken[0].faults[0].place, 30);
  assert.deepEqual(broken[0].found.map((hit) => hit.id), found.slice(0, 3).map((hit) => hit.id));
});

test('kept promises end with 0, and quietly when asked', (t) => {
  const space = workspace(t);
  assert.equal(space.build().status, 0);
  const run = space.test();
  assert.equal(run.stdout, 'generation 1: 2 promised searches, 0 broken\n');
  assert.equal(run.stderr, '');
  assert.equal(run.status, 0);
  const quiet = space.test('--quiet', 'current');
  assert.equal(quiet.stdout + quiet.stderr, '');
  assert.equal(quiet.status, 0);
  assert.deepEqual(JSON.parse(space.test('--json', '1').stdout), { generation: 1, promises: 2, broken: [] });
});

test('a broken promise ends with 1 and is told with its line and what is found', (t) => {
  const space = workspace(t);
  breakOrder(space);
  assert.equal(space.build().status, 0); // without --require it is published
  const run = space.test('--content', space.content);
  assert.equal(run.status, 1);
  const lines = run.stdout.split('\n');
  assert.equal(lines[0], `${space.content}/searches.yaml:3: \u2068الطلب وين\u2069: ar/track: is in place 2, promised first`);
  assert.equal(lines[1], '  why: \u2068يسأل عنه كل يوم\u2069');
  assert.equal(lines[2], '    1. ar/wallet  \u2068رصيد المحفظة\u2069');
  assert.equal(lines[3], 'generation 1: 2 promised searches, 1 broken');
  const quiet = space.test('--quiet').stdout.split('\n');
  assert.match(quiet[0], /^searches\.yaml:3: /); // of the generation: no folder to name
  assert.equal(quiet.length, 4); // three lines and the end of the last
  const { broken } = JSON.parse(space.test('--json').stdout);
  assert.equal(broken.length, 1);
  assert.equal(broken[0].line, 3);
  assert.equal(broken[0].query, 'الطلب وين');
  assert.equal(broken[0].audience, 'public');
  assert.deepEqual(broken[0].faults, [
    { article: 'ar/track', unwanted: false, place: 2, message: 'is in place 2, promised first' },
  ]);
  assert.deepEqual(broken[0].found.map((hit) => [hit.place, hit.id]), [[1, 'ar/wallet']]);
});

test('--content runs the file as it is now, without it the one that was built', (t) => {
  const space = workspace(t);
  assert.equal(space.build().status, 0);
  writeFileSync(join(space.content, 'searches.yaml'), '- {query: المحفظة, finds: ar/track, first: 1}\n');
  assert.equal(space.test().status, 0);
  assert.equal(space.test('--content', space.content).status, 1);
});

test('what cannot be run ends with 2 and says what to do', (t) => {
  const space = workspace(t, FILES);
  assert.equal(space.test().status, 2); // no index yet
  assert.equal(space.build().status, 0);
  for (const [args, says] of [
    [[], /there are no promised searches here: write some into searches\.yaml/],
    [['--content', space.content], /content: there are no promised searches/],
    [['7'], /there is no generation 7/],
    [['staged'], /no generation is staged/],
    [['newest'], /"newest" is no generation/],
    [['1', '2'], /./],
  ]) {
    const run = space.test(...args);
    assert.equal(run.status, 2, args.join(' '));
    assert.match(run.stderr, says);
    assert.equal(run.stdout, '');
  }
  writeFileSync(join(space.content, 'searches.yaml'), '- query: x\n  find: ar/track\n');
  const run = space.test('--content', space.content);
  assert.equal(run.status, 2);
  assert.match(run.stderr, /content\/searches\.yaml:2: error: there is no key `find` here; did you mean `finds`\?/);
});

test('a mistake in searches.yaml publishes nothing', (t) => {
  const space = workspace(t);
  assert.equal(space.build().status, 0);
  appendFileSync(join(space.content, 'searches.yaml'), '- query: x\n  finds: ar/track.md\n');
  const run = space.build();
  assert.equal(run.status, 2);
  assert.match(run.stderr, /content\/searches\.yaml:8: error: `finds` has the id of an article, not its file/);
  assert.equal(space.current(), 'gen-000001');
  assert.deepEqual(readdirSync(space.where).sort(), ['CURRENT', 'LOCK', 'cache', 'gen-000001']);
});

test('--require publishes what keeps the promises, and stages what does not', (t) => {
  const space = workspace(t);
  const first = space.build('--require'); // nothing was before it
  assert.equal(first.status, 0, first.stderr);
  breakOrder(space);
  const refused = space.build('--require');
  assert.equal(refused.status, 2);
  assert.equal(refused.stdout, '');
  const lines = refused.stderr.trim().split('\n');
  assert.deepEqual(lines.slice(0, 5), [
    `${space.content}/searches.yaml:3: \u2068الطلب وين\u2069: ar/track: is in place 2, promised first`,
    '  why: \u2068يسأل عنه كل يوم\u2069',
    '    1. ar/wallet  \u2068رصيد المحفظة\u2069',
    '  before, in generation 1:',
    '    1. ar/track  \u2068تتبع الطلب\u2069',
  ]);
  assert.match(lines[5], /1 of 2 promised searches is broken: what was built is staged, not published/);
  assert.ok(lines[5].endsWith(`jawab-index diff current staged --index ${space.where}`));
  assert.equal(lines.length, 6);
  assert.equal(space.current(), 'gen-000001');
  assert.equal(space.test().status, 0); // the current one
  assert.equal(space.test('staged').status, 1);
  const told = JSON.parse(space.build('--require', '--json').stdout);
  assert.equal(told.published, false);
  assert.equal(told.promises, 2);
  assert.equal(told.broken.length, 1);
  assert.equal(told.broken[0].before[0].id, 'ar/track');
  assert.equal(told.broken[0].found[0].id, 'ar/wallet');
  rmSync(join(space.content, 'lexicon'), { recursive: true });
  const mended = space.build('--require', '--json');
  assert.equal(mended.status, 0, mended.stderr);
  assert.equal(JSON.parse(mended.stdout).published, true);
  assert.notEqual(space.current(), 'gen-000001');
});

test('--require without any promise is refused: a gate that is always open is none', (t) => {
  const space = workspace(t, FILES);
  const run = space.build('--require');
  assert.equal(run.status, 2);
  assert.match(run.stderr, /content: there are no promised searches to require; write some into searches\.yaml or leave --require out/);
  assert.ok(!existsSync(join(space.where, 'CURRENT')));
});

test('--stage builds without publishing', (t) => {
  const space = workspace(t);
  assert.equal(space.build().status, 0);
  breakOrder(space);
  const staged = space.build('--stage');
  assert.equal(staged.status, 0, staged.stderr);
  assert.match(staged.stdout, /^generation 2, staged: 3 articles/);
  assert.equal(space.current(), 'gen-000001');
  assert.equal(space.test('staged').status, 1);
  assert.equal(space.test('2').status, 1);
  assert.equal(space.test().status, 0);
  const both = space.build('--stage', '--require', '--json');
  assert.equal(both.status, 2);
  const { published, generation } = JSON.parse(both.stdout);
  assert.equal(published, false);
  assert.equal(index('publish', '--index', space.where, `${generation}`).status, 0); // a person may decide otherwise
  assert.equal(space.test('current').status, 1);
});

test('diff shows what a lexicon edit does to the promised searches', (t) => {
  const space = workspace(t);
  assert.equal(space.build().status, 0);
  assert.equal(space.build('--stage').status, 0);
  const same = space.diff('current', 'staged');
  assert.equal(same.stdout, 'generation 1 to 2: of 2 promised searches 0 change; promises newly broken 0, kept again 0\n');
  assert.equal(same.status, 0);
  breakOrder(space);
  assert.equal(space.build('--stage', '--json').status, 0);
  const run = space.diff('current', 'staged');
  assert.equal(run.status, 1);
  const lines = run.stdout.split('\n');
  assert.deepEqual(lines.slice(0, 5), [
    'searches.yaml:3: \u2068الطلب وين\u2069: now broken',
    '  ar/track: is in place 2, promised first',
    '    1. ar/wallet  new here',
    '    -  ar/track  was 1, now 2',
    '',
  ]);
  assert.match(lines[5], /^generation 1 to \d: of 2 promised searches 1 change; promises newly broken 1, kept again 0$/);
  assert.equal(space.diff('--quiet', 'current', 'staged').stdout.split('\n').length, 6);
  const back = JSON.parse(space.diff('--json', 'staged', 'current').stdout);
  assert.equal(back.after, 1);
  assert.equal(back.mended, 1);
  assert.equal(back.broken, 0);
  assert.equal(back.changed[0].kept_before, false);
  assert.equal(back.changed[0].kept_now, true);
  assert.deepEqual(back.changed[0].results.map(({ change, id, was, now }) => ({ change, id, was, now })), [
    { change: 'appeared', id: 'ar/track', was: 2, now: 1 },
    { change: 'left', id: 'ar/wallet', was: 1, now: 0 },
  ]);
});

test('diff compares what people really search for, most frequent first', async (t) => {
  const space = workspace(t, FILES); // without promises: the records are enough
  assert.equal(space.build().status, 0);
  const records = join(space.folder, 'data.db');
  const server = await startServer(t, space.where, '--data', records);
  for (const query of ['تتبع', 'المحفظة', 'تتبع', 'لا شيء كهذا'])
    await (await server.get(`/search?q=${encodeURIComponent(query)}`)).text();
  assert.equal(await server.stop(), 0);
  write(space.content, { 'lexicon/promoted.txt': 'تتبع -> ar/refund\nالمحفظة -> ar/refund\n' });
  assert.equal(space.build('--stage').status, 0);
  const run = space.diff('current', 'staged', '--records', records);
  assert.equal(run.status, 1, run.stderr);
  const heads = run.stdout.split('\n').filter((line) => / time/.test(line));
  assert.deepEqual(heads, ['\u2068تتبع\u2069: searched 2 times', '\u2068المحفظة\u2069: searched 1 time']);
  assert.match(run.stdout, /of 0 promised and 3 recorded searches 2 change/);
  const top = JSON.parse(space.diff('current', 'staged', '--records', records, '--top', '1', '--json').stdout);
  assert.equal(top.recorded, 1);
  assert.deepEqual(top.changed.map((change) => [change.query, change.times]), [['تتبع', 2]]);
});

test('what cannot be compared ends with 2 and says why', (t) => {
  const space = workspace(t, FILES);
  assert.equal(space.build().status, 0);
  assert.equal(space.build().status, 0);
  writeFileSync(join(space.folder, 'text.db'), 'this is no database, and long enough to tell');
  for (const [args, says] of [
    [[], /name the two generations to compare/],
    [['current'], /name the two generations to compare/],
    [['1', '9'], /there is no generation 9/],
    [['1', '2'], /there are no promised searches here/],
    [['1', '2', '--records', join(space.folder, 'text.db')], /text\.db: no searches can be read here/],
    [['1', '2', '--records', join(space.folder, 'missing.db')], /missing\.db: no searches can be read here/],
  ]) {
    const run = space.diff(...args);
    assert.equal(run.status, 2, args.join(' '));
    assert.match(run.stderr, says);
    assert.equal(run.stdout, '');
  }
});
