// SPDX-License-Identifier: GPL-2.0-or-later
// jawab-index lint as writers and machines use it: what it prints in each format, its exit statuses and switches,
// and that the README's table is the program's. Each kind of finding has its cases in tests/unit/test_lint.c.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { program, scratch } from './harness.mjs';
import { violations } from './schema.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');

function lint(cwd, ...args) {
  return spawnSync(program('jawab-index'), ['lint', ...args], { cwd, encoding: 'utf8', maxBuffer: 1 << 26 });
}

/** A folder with these files in it; findings are asked for from beside it, as from the root of a repository. */
function workspace(t, files) {
  const folder = scratch(t);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, 'docs', path)), { recursive: true });
    writeFileSync(join(folder, 'docs', path), text);
  }
  return folder;
}

const CLEAN = { 'refund.md': '---\ntitle: استرداد المبلغ\n---\n\nيعود المبلغ خلال خمسة أيام.\n' };
const FAULTS = {
  ...CLEAN,
  'ar/مقال عربي.md': '---\nid: x\ntitle: آخر\n---\n\nراجع [هذا](no.md) و[ذاك](../refund.md#لا)\n\n## باب\n',
  'b.md': '---\nid: x\ntitle: ثالث\n---\nنص\n',
};
const FOUND = [
  ['ar/مقال عربي.md', 6, 12, 'link', 'no article at "no.md": mend the path or remove the link'],
  ['ar/مقال عربي.md', 6, 26, 'anchor',
    '"../refund.md#لا": the article has no heading "#لا", the page opens at its top: copy the address of the heading ' +
    'from the page'],
  ['ar/مقال عربي.md', 8, 1, 'empty-section', 'there is nothing below the heading "باب": write the section or remove the heading'],
  ['b.md', 1, 1, 'duplicate-id', 'the id "x" already belongs to ar/مقال عربي.md; give one of them another'],
];

test('text: a line a finding, sorted, a table of counts on stderr; exit 1', (t) => {
  const folder = workspace(t, FAULTS);
  const done = lint(folder, '--content', 'docs');
  assert.equal(done.status, 1, done.stderr);
  assert.deepEqual(
    done.stdout.trimEnd().split('\n'),
    FOUND.map(([path, line, column, kind, message]) => `docs/${path}:${line}:${column}: ${kind}: ${message}`),
  );
  const counts = [...done.stderr.matchAll(/^ +(\d+)  ([a-z-]+) /gm)].map(([, n, kind]) => [kind, Number(n)]);
  assert.deepEqual(counts, [['duplicate-id', 1], ['link', 1], ['anchor', 1], ['empty-section', 1], ['findings', 4]]);
  assert.match(done.stderr, /4 {2}findings in 3 files\nnot looked for: unreachable \(needs --index DIR\)\n$/);
});

test('nothing found: exit 0 and no line; --quiet leaves the table out', (t) => {
  const folder = workspace(t, CLEAN);
  const done = lint(folder, '--content', 'docs');
  assert.deepEqual([done.status, done.stdout], [0, '']);
  assert.match(done.stderr, /^ +0 {2}findings in 1 file$/m);
  const quiet = lint(workspace(t, FAULTS), '--content', 'docs', '--quiet');
  assert.deepEqual([quiet.status, quiet.stderr], [1, '']);
});

test('what cannot be run ends with 2, prints no finding and says why', (t) => {
  const folder = workspace(t, CLEAN);
  for (const [args, told] of [
    [[], /--content DIR is required/],
    [['--content', 'nowhere'], /nowhere/],
    [['--content', 'docs', '--index', 'none'], /none.*no index here/],
    [['--content', 'docs', '--json', '--sarif'], /choose one/],
    [['--content', 'docs', '--jsn'], /--jsn.*--json/],
  ]) {
    const done = lint(folder, ...args);
    assert.deepEqual([done.status, done.stdout], [2, ''], args.join(' '));
    assert.match(done.stderr, told);
  }
  mkdirSync(join(folder, 'empty'));
  assert.equal(lint(folder, '--content', 'empty').status, 2);
});

test('JSON: the same findings, with counts', (t) => {
  const done = lint(workspace(t, FAULTS), '--content', 'docs', '--json', '--quiet');
  assert.equal(done.status, 1);
  assert.deepEqual(JSON.parse(done.stdout), {
    files: 3,
    counts: { 'duplicate-id': 1, link: 1, anchor: 1, 'empty-section': 1 },
    findings: FOUND.map(([path, line, column, kind, message]) => ({ path, line, column, kind, message })),
  });
  const clean = JSON.parse(lint(workspace(t, CLEAN), '--content', 'docs', '--json').stdout);
  assert.deepEqual(clean, { files: 1, counts: {}, findings: [] });
});

// What SARIF 2.1.0 (OASIS) asks of the parts that are written.
const text = { type: 'object', required: ['text'], additionalProperties: false, properties: { text: { type: 'string', pattern: '.' } } };
const object = (properties) => ({ type: 'object', required: Object.keys(properties), additionalProperties: false, properties });
const natural = { type: 'integer', minimum: 1 };
const SARIF = object({
  $schema: { const: 'https://json.schemastore.org/sarif-2.1.0.json' },
  version: { const: '2.1.0' },
  runs: {
    type: 'array',
    maxItems: 1,
    items: object({
      tool: object({
        driver: object({
          name: { const: 'jawab-index lint' },
          version: { type: 'string', pattern: '^\\d+\\.\\d+\\.\\d+$' },
          rules: {
            type: 'array',
            items: object({
              id: { type: 'string', pattern: '^[a-z-]+$' },
              shortDescription: text,
              help: text,
              defaultConfiguration: object({ level: { const: 'warning' } }),
            }),
          },
        }),
      }),
      columnKind: { enum: ['unicodeCodePoints', 'utf16CodeUnits'] },
      results: {
        type: 'array',
        items: object({
          ruleId: { type: 'string' },
          ruleIndex: { type: 'integer', minimum: 0 },
          level: { const: 'warning' },
          message: text,
          locations: {
            type: 'array',
            maxItems: 1,
            items: object({
              physicalLocation: object({
                artifactLocation: object({ uri: { type: 'string', format: 'uri-reference' } }),
                region: object({ startLine: natural, startColumn: natural }),
              }),
            }),
          },
        }),
      },
    }),
  },
});

test('SARIF: valid, a rule a kind, relative URIs, columns in code points', (t) => {
  const done = lint(workspace(t, FAULTS), '--content', './docs/', '--sarif', '--quiet');
  assert.equal(done.status, 1);
  const log = JSON.parse(done.stdout);
  assert.deepEqual(violations({}, SARIF, log), []);
  const [{ tool: { driver: { rules } }, results, columnKind }] = log.runs;
  assert.equal(columnKind, 'unicodeCodePoints');
  assert.deepEqual(
    results.map(({ ruleId, ruleIndex, message, locations: [{ physicalLocation: at }] }) => {
      assert.equal(rules[ruleIndex].id, ruleId);
      assert.match(at.artifactLocation.uri, /^docs\/[\x21-\x7e]*$/);
      return [decodeURI(at.artifactLocation.uri).slice(5), at.region.startLine, at.region.startColumn, ruleId, message.text];
    }),
    FOUND,
  );
  const ids = rules.map((rule) => rule.id);
  assert.equal(new Set(ids).size, ids.length);
  const clean = JSON.parse(lint(workspace(t, CLEAN), '--content', 'docs', '--sarif').stdout);
  assert.deepEqual(violations({}, SARIF, clean), []);
  assert.deepEqual(clean.runs[0].results, []);
});

test('an absolute content folder gives paths below it', (t) => {
  const folder = workspace(t, FAULTS);
  const log = JSON.parse(lint(folder, '--content', join(folder, 'docs'), '--sarif').stdout);
  assert.equal(log.runs[0].results.at(-1).locations[0].physicalLocation.artifactLocation.uri, 'b.md');
});

test('site.yaml switches kinds off and sets limits; a slip in it is a finding', (t) => {
  const off = workspace(t, { ...FAULTS, 'site.yaml': 'lint:\n  link: false\n  anchor: false\n  duplicate-id: false\n' });
  assert.match(lint(off, '--content', 'docs', '--quiet').stdout, /^docs\/ar\/مقال عربي\.md:8:1: empty-section: .*\n$/);
  const limit = workspace(t, { ...CLEAN, 'site.yaml': 'lint: {long-paragraph: 30}\n', 'long.md': `# نص\n\n${'كلمة '.repeat(31)}\n` });
  assert.match(lint(limit, '--content', 'docs').stdout, /^docs\/long\.md:3:1: long-paragraph: a paragraph of 31 words/);
  const slip = workspace(t, { ...CLEAN, 'site.yaml': 'name: م\nlint: {tatwel: false}\n' });
  assert.match(lint(slip, '--content', 'docs').stdout, /^docs\/site\.yaml:2:1: site: .*did you mean `tatweel`/);
  const build = spawnSync(program('jawab-index'), ['build', '--content', 'docs', '--index', 'index'], { cwd: slip, encoding: 'utf8' });
  assert.equal(build.status, 2);
  assert.match(build.stderr, /site\.yaml:2: error: .*`tatweel`/);
});

test('with an index, articles that their own title does not find are told', (t) => {
  const files = Object.fromEntries('abcd'.split('').map((name) => [`${name}.md`, '---\ntitle: استرداد المبلغ\n---\nنص\n']));
  files['over.md'] = '---\ntitle: عرض انتهى\nexpire_at: 2020-03-01\n---\nنص\n'; // no advice how to find it
  const folder = workspace(t, files);
  spawnSync(program('jawab-index'), ['build', '--content', 'docs', '--index', 'index'], { cwd: folder });
  const done = lint(folder, '--content', 'docs', '--index', 'index');
  assert.doesNotMatch(done.stdout, /over\.md.*unreachable/);
  assert.match(done.stdout, /^docs\/d\.md:2:8: unreachable: "استرداد المبلغ" does not find this article among the first 3/m);
  assert.doesNotMatch(done.stderr, /not looked for/);
});

test('findings do not depend on the number of threads', (t) => {
  const files = {};
  for (let i = 0; i < 300; i++)
    files[`${i}.md`] = `# مقال ${i % 7}\n\n[أ](no${i}.md) في ${i % 50 ? 'GitHub' : 'Github'}\n\n${'كلمات كثيرة عن التوصيل '.repeat(20)}${i % 3}\n`;
  const folder = workspace(t, files);
  const outputs = ['1', '2', '5'].map((jobs) => lint(folder, '--content', 'docs', '--jobs', jobs).stdout);
  assert.ok(outputs[0].includes(': same-title: ') && outputs[0].includes(': two-spellings: '));
  assert.equal(outputs[1], outputs[0]);
  assert.equal(outputs[2], outputs[0]);
});

test('names and texts that are no UTF-8 are told and break no format', (t) => {
  const folder = workspace(t, CLEAN);
  writeFileSync(Buffer.concat([Buffer.from(join(folder, 'docs', 'x')), Buffer.from([0xff]), Buffer.from('.md')]), 'نص');
  writeFileSync(join(folder, 'docs', 'y.md'), Buffer.from([0x23, 0x20, 0xff, 0x0a]));
  const { findings } = JSON.parse(lint(folder, '--content', 'docs', '--json').stdout);
  assert.deepEqual(findings.map(({ path, kind }) => [path, kind]), [['x?.md', 'unreadable'], ['y.md', 'malformed']]);
  assert.equal(JSON.parse(lint(folder, '--content', 'docs', '--sarif').stdout).runs[0].results.length, 2);
});

test('--kinds tells every kind, and the README has the same table', (t) => {
  const kinds = JSON.parse(lint(scratch(t), '--kinds', '--json').stdout);
  const shown = lint(scratch(t), '--kinds');
  assert.equal(shown.status, 0);
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  for (const { kind, meaning, remedy, limit } of kinds) {
    const also = limit ? ` (${limit.value} ${limit.unit})` : '';
    assert.ok(shown.stdout.includes(`${kind.padEnd(18)} ${meaning}${also}\n${' '.repeat(19)}${remedy}\n`), kind);
    const row = `| \`${kind}\` | ${meaning}${also} | ${remedy} |\n`.replaceAll('**', '\\*\\*');
    assert.ok(readme.includes(row), `the README lacks the row:\n${row}`);
  }
  assert.equal(readme.match(/^\| `[a-z-]+` \| .* \| .* \|$/gm).length, kinds.length);
});

test('every kind of warning that a build has is a kind of lint', (t) => {
  const kinds = JSON.parse(lint(scratch(t), '--kinds', '--json').stdout).map(({ kind }) => kind);
  const folder = join(root, 'indexer');
  const told = /(?:markdown_warn\(|REPORT_(?:WARNING|SKIPPED|ERROR),)[^"]*?"([a-z-]+)"/g;
  const found = new Set();
  for (const name of readdirSync(folder))
    if (name.endsWith('.c')) for (const [, kind] of readFileSync(join(folder, name), 'utf8').matchAll(told)) found.add(kind);
  found.delete('changed'); // only while a build reads a file twice
  assert.ok(found.size > 10, [...found].join());
  for (const kind of found) assert.ok(kinds.includes(kind), kind);
});
