// SPDX-License-Identifier: GPL-2.0-or-later
// The command lines as people and scripts use them: exit statuses, summaries, messages that name the
// place, and input that must not win.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, chmodSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

import { program, scratch } from './harness.mjs';

/** Runs a program to its end. */
function run(name, ...args) {
  return spawnSync(program(name), args, { encoding: 'utf8', maxBuffer: 1 << 26 });
}

function write(folder, files) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** A content folder with these files, and where its index goes. */
function workspace(t, files) {
  const folder = scratch(t);
  const content = join(folder, 'content');
  mkdirSync(content);
  write(content, files);
  return { folder, content, index: join(folder, 'index') };
}

const build = ({ content, index }, ...more) =>
  run('jawab-index', 'build', '--content', content, '--index', index, ...more);
const search = ({ index }, ...more) => run('jawab-search', '--index', index, ...more);
const hits = (space, query) => JSON.parse(search(space, '--json', query).stdout).hits;

const GOOD = { 'refund.md': '---\ntitle: استرداد المبلغ\n---\n\nيعود المبلغ خلال خمسة أيام.\n' };

test('a build says what it made and ends with 0', (t) => {
  const space = workspace(t, { ...GOOD, 'en/refund.md': '# Refunds\n\nMoney returns in five days.\n' });
  const text = build(space);
  assert.equal(text.status, 0, text.stderr);
  assert.equal(text.stderr, '');
  assert.match(text.stdout, /^generation 1: 2 articles, 2 sections; no file skipped; [\d.]+ m?s; index [\d.]+ MB\n$/);
  const summary = JSON.parse(build(space, '--json', '--jobs', '1').stdout);
  assert.equal(summary.generation, 2);
  assert.equal(summary.articles, 2);
  assert.equal(summary.skipped, 0);
  assert.ok(summary.index_bytes > 0 && summary.seconds > 0 && summary.tokens > 0);
});

test('skipped files end with 1 and are named with line and reason', (t) => {
  const space = workspace(t, {
    ...GOOD,
    'a.md': '---\nid: same\n---\nنص أول\n',
    'b.md': '---\nid: same\n---\nنص ثان\n',
    'bytes.md': Buffer.concat([Buffer.from('# عنوان\n\nنص\n'), Buffer.from([0xff, 0xfe, 0x0a])]),
    'empty.md': '',
    'nul.md': 'سطر\nسطر\0\n',
  });
  const done = build(space);
  assert.equal(done.status, 1);
  const lines = done.stderr.split('\n').filter((line) => line.includes(': skipped: '));
  const line = (name) => lines.find((text) => text.startsWith(join(space.content, name)));
  assert.match(line('b.md'), /b\.md:\d+: skipped: .*"same".*a\.md/);
  assert.match(line('bytes.md'), /bytes\.md:4: skipped: /);
  assert.match(line('nul.md'), /nul\.md:2: skipped: /);
  assert.match(line('empty.md'), /empty/);
  assert.equal(lines.length, 4);
  const summary = JSON.parse(build(space, '--json').stdout);
  assert.equal(summary.skipped, 4);
  assert.equal(Object.values(summary.skipped_reasons).reduce((a, b) => a + b), 4);
  assert.equal(summary.skipped_reasons['duplicate-id'], 1);
  assert.equal(hits(space, 'استرداد')[0].id, 'refund');
});

test('drafts are left out and counted, not skipped', (t) => {
  const space = workspace(t, { ...GOOD, 'soon.md': '---\nstatus: draft\n---\nعرض قادم سري\n' });
  const done = build(space);
  assert.equal(done.status, 0, done.stderr);
  assert.match(done.stdout, /1 drafts? left out/);
  assert.deepEqual(hits(space, 'قادم سري'), []);
});

test('nothing to publish ends with 2 and keeps the published index', (t) => {
  const space = workspace(t, GOOD);
  assert.equal(build(space).status, 0);
  rmSync(join(space.content, 'refund.md'));
  for (const files of [{}, { 'empty.md': '' }, { 'draft.md': '---\nstatus: draft\n---\nنص\n' }]) {
    write(space.content, files);
    const done = build(space);
    assert.equal(done.status, 2);
    assert.ok(done.stderr.includes(space.content), done.stderr);
    assert.equal(hits(space, 'استرداد').length, 1);
    assert.deepEqual(readdirSync(space.index).filter((name) => name.startsWith('building')), []);
  }
  assert.equal(build({ ...space, content: join(space.folder, 'nowhere') }).status, 2);
});

test('file names with spaces, percent signs and Arabic letters are ordinary', (t) => {
  const names = ['a b.md', '%.md', '$.md', 'مقال عربي.md', "it's.md", 'x#y.md'];
  const space = workspace(t, Object.fromEntries(names.map((name, i) => [name, `نص فريد${i} زرافة\n`])));
  const done = build(space);
  assert.equal(done.status, 0, done.stderr);
  assert.equal(hits(space, 'زرافة').length, names.length);
});

test('huge files and loops of links do not stop a build', (t) => {
  const space = workspace(t, { ...GOOD, 'deep.md': `${'> '.repeat(10000)}نص\n`, 'open.md': '```\nنص بلا نهاية\n' });
  writeFileSync(join(space.content, 'huge.md'), '');
  truncateSync(join(space.content, 'huge.md'), 100 << 20);
  symlinkSync('.', join(space.content, 'loop'));
  symlinkSync('nowhere.md', join(space.content, 'dangling.md'));
  const done = build(space);
  assert.equal(done.status, 1, done.stderr);
  assert.match(done.stderr, /huge\.md: skipped: over 1 MiB/);
  const dangling = done.stderr.split('\n').find((line) => line.includes('dangling'));
  assert.equal(dangling, `${space.content}/dangling.md: skipped: this symbolic link leads nowhere: mend or delete it [unreadable]`);
  assert.equal(hits(space, 'استرداد').length, 1);
});

test('two builds on one index: the second fails at once', async (t) => {
  const files = {};
  for (let i = 0; i < 3000; i++) files[`${i}.md`] = `# مقال ${i}\n\n${'كلمات كثيرة متنوعة للبناء '.repeat(40)}\n`;
  const space = workspace(t, files);
  const { spawn } = await import('node:child_process');
  const first = spawn(program('jawab-index'), ['build', '--content', space.content, '--index', space.index, '--jobs', '1']);
  const ended = new Promise((resolve) => { first.on('exit', resolve); });
  for (let i = 0; i < 2000; i++) { // until the first holds the lock
    await new Promise((resolve) => { setTimeout(resolve, 5); });
    if (existsSync(join(space.index, 'LOCK'))) break;
  }
  const second = build(space);
  assert.equal(second.status, 2);
  assert.match(second.stderr, /another build/);
  assert.equal(await ended, 0);
});

test('an index that cannot be written is named, and nothing is lost', (t) => {
  const space = workspace(t, GOOD);
  const small = join(space.folder, 'small');
  mkdirSync(small);
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', small]).status !== 0)
    return t.skip('mounting a small file system needs root');
  try {
    const tight = { ...space, index: join(small, 'index') };
    assert.equal(build(tight).status, 0);
    const files = {};
    for (let i = 0; i < 300; i++) files[`more/${i}.md`] = `# مقال ${i}\n\n${'نص طويل متنوع '.repeat(2000)} ${i}\n`;
    write(space.content, files);
    const full = build(tight);
    assert.equal(full.status, 2, full.stdout);
    assert.match(full.stderr, /No space left on device/);
    assert.equal(hits(tight, 'استرداد').length, 1);
    assert.deepEqual(readdirSync(tight.index).filter((name) => name.startsWith('building')), []);

    spawnSync('mount', ['-o', 'remount,ro', small]);
    const readOnly = build(tight);
    assert.equal(readOnly.status, 2);
    assert.match(readOnly.stderr, /Read-only file system/);
    assert.equal(hits(tight, 'استرداد').length, 1);
  } finally {
    spawnSync('umount', ['-l', small]);
  }
});

test('a limit on the size of files is an error with its place, not a sudden end', (t) => {
  const space = workspace(t, GOOD);
  assert.equal(build(space).status, 0);
  const { status, stderr } = spawnSync('bash', ['-c', 'ulimit -f 16; exec "$@"', 'bash', program('jawab-index'), 'build', '--full',
    '--content', space.content, '--index', space.index], { encoding: 'utf8' });
  assert.equal(status, 2, stderr);
  assert.ok(stderr.startsWith(`${space.index}/`), stderr);
  assert.match(stderr, /File too large/);
  assert.equal(hits(space, 'استرداد').length, 1);
  assert.deepEqual(readdirSync(space.index).filter((name) => name.startsWith('building')), []);
});

test('an index that is missing, of another version or damaged is refused with a remedy', (t) => {
  const space = workspace(t, GOOD);
  assert.match(search(space, 'x').stderr, /there is no index here; .*jawab-index build/);
  assert.equal(build(space).status, 0);
  const current = readFileSync(join(space.index, 'CURRENT'), 'utf8').trim();
  const manifest = join(space.index, current, 'manifest.json');
  const text = readFileSync(manifest, 'utf8');
  chmodSync(manifest, 0o644);
  const parsed = JSON.parse(text);
  const damages = [
    [() => writeFileSync(manifest, JSON.stringify({ ...parsed, schema_version: 999 })), /version|build it again/],
    [() => writeFileSync(manifest, JSON.stringify({ ...parsed, analyser_version: 999 })), /version|build it again/],
    [() => writeFileSync(manifest, text.slice(0, 40)), /manifest\.json/],
    [() => rmSync(join(space.index, current, 'sections'), { recursive: true }), /sections/],
    [() => writeFileSync(join(space.index, 'CURRENT'), 'nonsense\n'), /CURRENT/],
    [() => rmSync(join(space.index, current), { recursive: true }), /build it again|no index/],
  ];
  for (const [damage, message] of damages) {
    writeFileSync(manifest, text);
    writeFileSync(join(space.index, 'CURRENT'), `${current}\n`);
    damage();
    for (const name of ['jawab-search', 'jawab-serve']) {
      const args = name === 'jawab-search' ? ['نص'] : ['--listen', '127.0.0.1:0'];
      const refused = run(name, '--index', space.index, ...args);
      assert.equal(refused.status, 2, `${name}: ${refused.stdout}`);
      assert.match(refused.stderr, message);
    }
  }
  assert.equal(build(space).status, 0); // and a build makes it whole again
  assert.equal(hits(space, 'استرداد').length, 1);
});

test('queries of any kind are answered', (t) => {
  const space = workspace(t, GOOD);
  build(space);
  const queries = [
    '؟؟؟ !!! ...', 'في من على', `'; DROP TABLE articles; --`, '<script>alert(1)</script>', 'ك'.repeat(8192),
    'استرداد '.repeat(3000), '"', '"" «»', '"استرداد', 'a'.repeat(500), '\u202e\u2066استرداد', '%00', '-- --',
  ];
  for (const query of queries) {
    const done = search(space, '--json', '--', query);
    assert.ok(done.status === 0 || done.status === 1, `${query.slice(0, 20)}: ${done.stderr}`);
    JSON.parse(done.stdout);
  }
  assert.equal(search(space).status, 2);
  const notUtf8 = spawnSync('sh', ['-c', `"$0" --index "$1" "$(printf '\\377\\355\\240\\200')"`, program('jawab-search'), space.index], { encoding: 'utf8' });
  assert.equal(notUtf8.status, 2);
  assert.match(notUtf8.stderr, /UTF-8/);
});

test('the terminal shows matches marked, and explains itself', (t) => {
  const space = workspace(t, GOOD);
  build(space);
  const found = search(space, '--explain', 'استرداد', 'المبلغ');
  assert.equal(found.status, 0);
  assert.match(found.stdout, /استرداد المبلغ/);
  assert.match(found.stdout, /\*المبلغ\*/);
  assert.match(found.stdout, /stem مبلغ/);
  assert.equal(search(space, 'زقزوق').status, 1);
});

test('snippets in a pipe isolate the other direction, and marks do not break it', (t) => {
  const space = workspace(t, { 'usb.md': '# منافذ\n\nوصل كبل USB Type-C بالشاشة.\n' });
  build(space);
  assert.ok(search(space, 'type').stdout.includes('كبل \u2068USB *Type-C*\u2069 بالشاشة'));
});

test('a lexicon beside the content: faults have file and line, and the rest is used', (t) => {
  const space = workspace(t, {
    'parcel.md': '---\nid: parcel\ntitle: الطرد\n---\nأين الطرد الآن؟\n',
    'other.md': '# غيره\n\nنص آخر.\n',
    'lexicon/synonyms.txt': '# ours\nزقزاق = الطرد\nبلا سهم\nفي = الطرد\n',
    'lexicon/promoted.txt': 'عروض -> parcel\nهدايا -> nowhere\n',
  });
  const { stderr } = build(space);
  assert.match(stderr, /lexicon\/synonyms\.txt:3: warning: expected: word = word/);
  assert.match(stderr, /lexicon\/synonyms\.txt:4: warning: a stop word stands for nothing/);
  assert.match(stderr, /lexicon\/promoted\.txt:2: warning: there is no article "nowhere"/);
  for (const query of ['زقزاق', 'عروض'])
    assert.equal(JSON.parse(search(space, '--json', query).stdout).hits[0].id, 'parcel', query);
  assert.match(search(space, '--explain', 'زقزاق').stdout, /lexicon\/synonyms\.txt:2: زقزاق -> الطرد/);
});

test('a broken site.yaml: every mistake has its line, and nothing is published until it is mended', (t) => {
  const space = workspace(t, { ...GOOD, 'site.yaml': 'name: مدار\n' });
  const current = () => readFileSync(join(space.index, 'CURRENT'), 'utf8');
  assert.equal(build(space).status, 0);
  const before = current();
  const broken = [
    ['name: مدار\ncolors: {hue: 1}\ncolours: {hue: 400}\n', [
      'site.yaml:2: error: there is no key `colors` here; did you mean `colours`? [site]',
      'site.yaml:3: error: `hue` must be a number from 0 to 360 [site]',
      'site.yaml: 2 mistakes; nothing was published, the index is as it was',
    ]],
    ['name: {ar: مدار\n', ["site.yaml:2: did not find expected ',' or '}'"]],
    ['topics: []\nname: x\ntopics: []\n', ['site.yaml:3: the key `topics` is in line 1 already']],
    ['name: x\n---\nname: y\n', ['site.yaml:2: a second document begins; remove the `---`']],
    [`# ${'x'.repeat(65536)}\n`, ['site.yaml: is larger than the limit of 65536 bytes']],
  ];
  for (const [yaml, told] of broken) {
    write(space.content, { 'refund.md': '# جديد\n\nنص جديد.\n', 'site.yaml': yaml });
    const done = build(space);
    assert.equal(done.status, 2, done.stdout);
    assert.deepEqual(done.stderr.trim().split('\n'), told.map((line) => join(space.content, line)));
    assert.equal(done.stdout, '');
    assert.equal(current(), before);
    assert.equal(hits(space, 'استرداد').length, 1);
    assert.deepEqual(readdirSync(space.index).filter((name) => name.startsWith('building')), []);
  }
  rmSync(join(space.content, 'site.yaml'));
  assert.equal(build(space).status, 0);
  assert.notEqual(current(), before);
});

test('what site.yaml says of articles that are not there is a warning with its line', (t) => {
  const space = workspace(t, {
    'a.md': '---\nid: a\ncategory: الإرجاع\n---\n# عنوان\n\nنص\n\n## متى يصل\n\nنص\n',
    'b.md': '---\nid: b\ncategory: داخلي\naudience: agent\n---\n# عنوان\n\nنص\n',
    'site.yaml': [
      'topics:', '  - {id: returns, name: الإرجاع}', '  - {id: other, name: لا شيء}',
      'questions:', '  ar:', '    - a', '    - a#متى-يصل', '    - a#أين', '    - b', '    - c', '',
    ].join('\n'),
  });
  const done = build(space);
  assert.equal(done.status, 0, done.stderr);
  assert.deepEqual(done.stderr.trim().split('\n'), [
    'site.yaml:3: warning: no article has the category "لا شيء" [site]',
    ...['8: a#أين', '9: b', '10: c'].map((row) => {
      const [line, id] = row.split(': ');
      return `site.yaml:${line}: warning: there is no public article or heading "${id}" [site]`;
    }),
  ].map((line) => join(space.content, line)));
});

test('what was read differently, as JSON', (t) => {
  const space = workspace(t, { 'parcel.md': '# الضمان\n\nالضمان سنتان، والتوصيل مجاني.\n' });
  build(space);
  const found = JSON.parse(search(space, '--json', 'الضمانن والتوصيييل').stdout);
  assert.equal(found.meant, 'الضمان والتوصيل');
  assert.deepEqual(found.applied.map((one) => one.to), ['الضمان', 'والتوصيل']);
  assert.equal(found.did_you_mean, null);
});

test('help, version and unknown options', () => {
  for (const [name, ...args] of [['jawab-index', 'build'], ['jawab-serve'], ['jawab-search'], ['jawab-eval']]) {
    const help = run(name, ...args, '--help');
    assert.equal(help.status, 0);
    assert.match(help.stdout, /--index DIR/);
    assert.match(run(name, ...args, '--version').stdout, /^jawab-\w+ \d+\.\d+\.\d+\n$/);
    const wrong = run(name, ...args, '--indx', 'x');
    assert.equal(wrong.status, 2);
    assert.match(wrong.stderr, /--indx.*--index/);
  }
  assert.match(run('jawab-index', 'biuld').stderr, /^there is no command "biuld"; did you mean build\?$/m);
});
