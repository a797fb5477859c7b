// SPDX-License-Identifier: GPL-2.0-or-later
// A build that takes over what did not change gives the same site as one that reads everything: after
// random edits of a folder, every search, snippet, count, completion, page and warning is compared.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import {
  mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { program, scratch, startServer } from './harness.mjs';

const SEQUENCES = process.env.BUILD?.endsWith('-san') ? 12 : 200; // sanitizers cost ten times as much
const FILES = 90;

// A small generator with a seed (Numerical Recipes' constants): a failure comes again.
let state = Number(process.env.SEED ?? 20261128) >>> 0;
function any(below) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
}
const pick = (list) => list[any(list.length)];

const words = (
  'إدارة ادارة الإدارة حساب الحساب حسابي رصيد الرصيد دفع الدفع فاتورة الفواتير بطاقة البطاقات تحويل تحويلات ' +
  'مدرسة المدارس شحن الشحن مرتجع المرتجعات تطبيق التطبيقات شبكة الشبكات كلمة المرور هاتف الهواتف رقم الأرقام ' +
  'account accounts invoice WiFi GitHub card cards refund refunds الاشتراك اشتراكات مسؤول مسئول شاشة الشاشات ' +
  'كتاب كتب مكتبة الكتابة يكتب سيارة السيارات طريق الطرق مفتاح المفاتيح نافذة النوافذ'
).split(' ');
const made = () => 'ال' + Array.from({ length: 4 }, () => pick([...'بتثجحخدرزسشصطعغفقكلمنهوي'])).join('');
const word = () => (any(6) ? pick(words) : made());
const text = (n) => Array.from({ length: n }, word).join(' ');

// --- the folder as its writers would have it ---

class Folder {
  constructor(root) {
    this.root = root;
    this.articles = new Map(); // by path
    this.count = 0;
    this.rows = [];
    this.protected = [];
    this.topics = 0;
    mkdirSync(join(root, 'lexicon'), { recursive: true });
    for (let i = 0; i < FILES; i++) this.add();
    this.writeSite();
    this.writeLexicon();
  }

  paths = () => [...this.articles.keys()];

  newPath() {
    return join(pick(['ar', 'en', 'ar/billing', 'دفع']), `${pick(['how', 'what', 'كيف'])}-${this.count++}.md`);
  }

  newArticle() {
    return {
      title: `${pick(['كيف', 'متى', 'How to', 'أين'])} ${text(3)} ${this.count}`,
      lang: pick(['ar', 'ar', 'en']),
      category: pick(['الدفع', 'الشحن', 'Billing']),
      audience: any(6) ? 'public' : 'agents',
      status: any(10) ? 'published' : 'draft',
      sections: Array.from({ length: 1 + any(4) }, () => ({ heading: text(2), text: text(10 + any(30)) })),
      link: this.count && any(2) ? pick(this.paths().concat('nowhere/at-all.md')) : null,
    };
  }

  write(path) {
    const { title, lang, category, audience, status, sections, link, id, broken } = this.articles.get(path);
    const lines = ['---', `title: ${title}`, `lang: ${lang}`, `category: ${category}`];
    lines.push(`audience: ${audience}`, `status: ${status}`);
    if (id) lines.push(`id: ${id}`);
    if (broken) lines.push('tags: [one, two');
    lines.push('---', '', text(3), '');
    for (const section of sections) lines.push(`## ${section.heading}${any(2) ? '؟' : ''}`, '', section.text, '');
    if (link) {
      const up = '../'.repeat(path.split('/').length - 1);
      lines.push(`انظر [هذا المقال](${encodeURI(up + link)}) أيضًا.`, '');
    }
    if (sections.length > 2) lines.push('::: internal', sections[1].text.split(' ').slice(0, 4).join(' '), ':::', '');
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, lines.join('\n'));
  }

  add() {
    const path = this.newPath();
    this.articles.set(path, this.newArticle());
    this.write(path);
  }

  change() {
    const path = pick(this.paths());
    const article = this.articles.get(path);
    const section = pick(article.sections);
    pick([
      () => (section.text = text(10 + any(30))),
      () => (section.text += ' ' + word()),
      () => (section.heading = text(2)),
      () => (article.title = text(3) + ' ' + this.count++),
      () => (article.audience = article.audience === 'public' ? 'agents' : 'public'),
      () => (article.status = article.status === 'draft' ? 'published' : 'draft'),
      () => (article.lang = article.lang === 'ar' ? 'en' : 'ar'),
      () => (article.category = 'الدفع ' + any(3)),
      () => (article.link = pick(this.paths())),
      () => (article.id = article.id ? undefined : `fixed-${any(6)}`), // sometimes somebody else's
      () => (article.broken = !article.broken),
      () => article.sections.push({ heading: text(2), text: text(20) }),
    ])();
    this.write(path);
  }

  rename() {
    const from = pick(this.paths());
    const to = this.newPath();
    mkdirSync(dirname(join(this.root, to)), { recursive: true });
    renameSync(join(this.root, from), join(this.root, to));
    this.articles.set(to, this.articles.get(from));
    this.articles.delete(from);
  }

  remove() {
    if (this.articles.size < FILES / 2) return this.add();
    const path = pick(this.paths());
    rmSync(join(this.root, path));
    this.articles.delete(path);
  }

  // Clocks tell nothing: the same text at another time, and another text of the same size and time.
  touch() {
    const file = join(this.root, pick(this.paths()));
    utimesSync(file, new Date(0), new Date(any(10 ** 9) * 1000));
  }

  sameSizeAndTime() {
    const path = pick(this.paths());
    const file = join(this.root, path);
    const before = statSync(file);
    const content = readFileSync(file, 'utf8');
    writeFileSync(file, content.replace(/ال(.)(.)/, 'ال$2$1'));
    utimesSync(file, before.atime, before.mtime);
  }

  writeLexicon() {
    writeFileSync(join(this.root, 'lexicon', 'synonyms.txt'), this.rows.join('\n') + '\n');
    writeFileSync(join(this.root, 'lexicon', 'protected.txt'), this.protected.join('\n') + '\n');
  }

  changeLexicon() {
    if (any(2)) this.rows = [...this.rows.slice(-3), `${pick(words)} = ${made()}`];
    else this.protected = [...this.protected.slice(-3), pick(words)];
    this.writeLexicon();
  }

  writeSite() {
    writeFileSync(
      join(this.root, 'site.yaml'),
      `name: {ar: موقع ${this.topics}, en: Site}\ntopics:\n  - {id: pay, name: {ar: "الدفع ${this.topics % 3}", en: Billing}}\n`,
    );
  }

  changeSite() {
    this.topics++;
    this.writeSite();
  }

  edit() {
    const edits = ['change', 'change', 'change', 'change', 'add', 'rename', 'remove', 'touch', 'sameSizeAndTime'];
    this[any(8) ? pick(edits) : pick(['changeLexicon', 'changeSite'])]();
  }
}

// --- building and asking ---

function build(content, index, ...options) {
  return new Promise((resolve) => {
    const child = spawn(program('jawab-index'), ['build', '--content', content, '--index', index, '--json', ...options]);
    const run = { out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', (piece) => (run.out += piece));
    child.stderr.setEncoding('utf8').on('data', (piece) => (run.err += piece));
    child.on('close', (status) => resolve({ ...run, status }));
  });
}

// Without what is said of the generation as such, of the server and of one request.
const neutral = (body, server) =>
  body
    .replace(/"(generation|took_us)":\s*("[^"]*"|[\d.]+)/g, '')
    .replace(/\b[0-9a-f]{16}\b/g, '') // a request
    .replace(/theme\.css\?[0-9a-f]+/g, 'theme.css')
    .replaceAll(server.url, '');

function questions(folder) {
  const found = pick(folder.paths());
  const title = folder.articles.get(found).title;
  const q = encodeURIComponent;
  const id = found.replace(/\.md$/, '').split('/').map(q).join('/');
  return [
    ...[title, text(2), word().slice(0, 4), pick([`"${text(2)}"`, `-${word()} ${word()}`, 'phdgm hg]tu'])].flatMap(
      (asked) => [`/api/v1/search?q=${q(asked)}`, `/search?q=${q(asked)}`],
    ),
    `/api/v1/search?q=${q(word())}&lang=ar&category=${q('الدفع')}`,
    `/api/v1/explain?q=${q(text(2))}&article=${id}`,
    ...[title.slice(0, 8), word().slice(0, 3)].map((typed) => `/api/v1/suggest?q=${q(typed)}`),
    `/articles/${id}`, `/api/v1/articles/${id}`,
    '/', '/topics', '/sitemap.xml', '/search?q=',
  ];
}

// What the public gets and, of the API, what an agent's program gets.
const token = 'a token that only agents know';

async function assertSame(left, right, paths) {
  const asked = paths.flatMap((path) =>
    path.startsWith('/api/') ? [[path, {}], [path, { authorization: `Bearer ${token}` }]] : [[path, {}]],
  );
  await Promise.all(
    asked.map(async ([path, headers]) => {
      const [a, b] = await Promise.all([left, right].map(async (server) => {
        const response = await server.get(path, headers);
        return { status: response.status, body: neutral(await response.text(), server) };
      }));
      assert.deepEqual(a, b, decodeURIComponent(path));
    }),
  );
}

// The files that have no ids of their own in them.
function assertSameFiles(left, right) {
  const current = (index) => join(index, readFileSync(join(index, 'CURRENT'), 'utf8').trim());
  const [a, b] = [current(left), current(right)];
  const names = readdirSync(a).filter((name) => /\.(bin|txt|json)$/.test(name) && name !== 'manifest.json');
  assert.ok(names.length >= 8, names.join());
  assert.deepEqual(readdirSync(b).sort(), readdirSync(a).sort());
  for (const name of names) assert.ok(readFileSync(join(a, name)).equals(readFileSync(join(b, name))), name);
}

test(`${SEQUENCES} sequences of edits: what is taken over is what would be made`, { timeout: 600_000 }, async (t) => {
  const root = scratch(t);
  const folder = new Folder(join(root, 'content'));
  const [quick, full] = ['quick', 'full'].map((name) => join(root, name));
  for (const index of [quick, full]) assert.notEqual((await build(folder.root, index)).status, 2);
  const agents = join(root, 'agents');
  const hash = execFileSync('b2sum', ['-l', '256'], { input: token, encoding: 'utf8' }).split(' ')[0];
  writeFileSync(agents, `noura ${hash}\n`);
  const servers = [await startServer(t, quick, '--agents', agents), await startServer(t, full, '--agents', agents)];
  let reused = 0;
  let files = 0;
  for (let i = 0; i < SEQUENCES; i++) {
    for (let n = any(5); n >= 0; n--) folder.edit();
    const [a, b] = await Promise.all([build(folder.root, quick), build(folder.root, full, '--full')]);
    assert.equal(a.err, b.err, `sequence ${i}`);
    assert.equal(a.status, b.status);
    assert.notEqual(a.status, 2);
    const [as, bs] = [JSON.parse(a.out), JSON.parse(b.out)];
    for (const key of ['files', 'articles', 'drafts', 'sections', 'tokens', 'skipped', 'warnings', 'text_bytes'])
      assert.equal(as[key], bs[key], `${key} of sequence ${i}`);
    assert.equal(bs.reused, 0);
    reused += as.reused;
    files += as.files;
    assertSameFiles(quick, full);
    await assertSame(...servers, questions(folder));
  }
  assert.ok(reused > files / 5, `only ${reused} of ${files} files were taken over`);
});
