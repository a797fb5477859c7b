// SPDX-License-Identifier: GPL-2.0-or-later
// tools/import.py end to end: an export goes in, the indexer reads what comes out without a word, the search finds it,
// and whatever could not be carried over is told with its place.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { program, scratch, startServer } from './harness.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const tool = join(here, '..', '..', 'tools', 'import.py');
const fixture = (name) => join(here, 'fixtures', 'import', name);

const run = (args, env = {}) =>
  spawnSync(tool, args, { encoding: 'utf8', maxBuffer: 1 << 26, env: { ...process.env, ...env } });

/** Imports into a new folder; `read` gives a file of it, `all` names every file. */
function importInto(t, paths, options = [], env = {}) {
  const out = join(scratch(t), 'content');
  const done = run(['--out', out, ...options, ...paths], env);
  return {
    ...done,
    out,
    read: (path) => readFileSync(join(out, path), 'utf8'),
    all: () => readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(out.length + 1)).sort(),
  };
}

/** A folder with these files in it. */
function sources(t, files) {
  const folder = scratch(t);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** The index of what was imported. The indexer must have nothing to say. */
function indexOf(t, imported) {
  const index = join(scratch(t), 'index');
  const built = spawnSync(program('jawab-index'), ['build', '--content', imported.out, '--index', index], { encoding: 'utf8' });
  assert.equal(built.stderr, '');
  assert.equal(built.status, 0, built.stdout);
  return index;
}

const hits = (index, query) =>
  JSON.parse(spawnSync(program('jawab-search'), ['--index', index, '--json', query], { encoding: 'utf8' }).stdout).hits;

/** The HTML of articles as readers get it, one function a server. */
async function pages(t, imported) {
  const server = await startServer(t, indexOf(t, imported));
  return async (id) => (await (await server.get(`/api/v1/articles/${id.split('/').map(encodeURIComponent).join('/')}`)).json()).html;
}

/** The body of each of these HTML texts as Markdown, in one import. */
function markdownOf(t, texts) {
  const rows = texts.map((answer, number) => ({ question: `سؤال رقم ${number}`, answer, lang: 'ar' }));
  const imported = importInto(t, [join(sources(t, { 'rows.json': JSON.stringify(rows) }), 'rows.json')]);
  assert.notEqual(imported.status, 2, imported.stderr);
  indexOf(t, imported);
  return texts.map((_, number) => imported.read(`ar/سؤال-رقم-${number}.md`).split('\n---\n').slice(1).join('\n---\n').trimEnd());
}

test('Zendesk: pages, sections, drafts, audiences and languages', async (t) => {
  const imported = importInto(t, [fixture('zendesk')]);
  assert.equal(imported.status, 1);
  assert.deepEqual(imported.all(), [
    'ar/الشحن-والتوصيل/تأخرت-الشحنة.md',
    'ar/الشحن-والتوصيل/تتبع-شحنتك.md',
    'ar/الشحن-والتوصيل/دليل-الموظف-شحنة-ضائعة.md',
    'ar/الشحن-والتوصيل/صفحة-ثانية-من-التصدير.md',
    'ar/الشحن-والتوصيل/عروض-الشتاء.md',
    'en/الشحن-والتوصيل/track-your-shipment.md',
  ]);
  assert.equal(imported.read('ar/الشحن-والتوصيل/تتبع-شحنتك.md'), `---
id: ar/4410010
title: تتبع شحنتك
lang: ar
category: الشحن والتوصيل
tags: [شحن, تتبع, أين طلبي]
audience: public
status: published
updated: 2026-09-12
---
تصلك رسالة فيها رقم الشحنة حين نسلّمها إلى الناقل.

## <a id="الخطوات"></a>كيف تتتبعها؟

1.  افتح «طلباتي».
2.  اختر الطلب
    -   من الجوّال: اضغط «تتبع».
    -   من الحاسوب: اضغط رقم الشحنة.

**ملاحظة**:يجب أن تنتظر ٢٤ ساعة قبل أن يظهر الرقم.

## ماذا لو تأخرت؟

اقرأ [التعويض عن التأخير](تأخرت-الشحنة.md#تعويض).
`);
  assert.match(imported.read('ar/الشحن-والتوصيل/دليل-الموظف-شحنة-ضائعة.md'), /^title: "دليل الموظف: شحنة ضائعة"\n(.*\n)*audience: agent\n/m);
  assert.match(imported.read('ar/الشحن-والتوصيل/عروض-الشتاء.md'), /^status: draft$/m);
  const late = imported.read('ar/الشحن-والتوصيل/تأخرت-الشحنة.md');
  assert.match(late, /^\| داخل المدينة \| سريع \| يوم واحد \|$/m); // the merged cell stands in its second row as well
  assert.match(late, /\[تتبع شحنتك\]\(تتبع-شحنتك\.md\) أو دليل الموظف أو \[مقال قديم\]\(https:\/\/nakheel\.zendesk\.example\/hc\/ar\/articles\/999\)/);
  assert.match(late, /^\[خريطة المناطق\]\(https:\/\/nakheel\.zendesk\.example\/hc\/article_attachments\/77\/map\.png\)$/m);
  assert.match(late, /^\[فيديو\]\(https:\/\/www\.youtube\.com\/watch\?v=aB3_x-9\)$/m);
  assert.doesNotMatch(late, /alert/);
  assert.match(imported.read('ar/الشحن-والتوصيل/صفحة-ثانية-من-التصدير.md'), /ثم \[تتبعها\]\(تتبع-شحنتك\.md\)\.$/m);
  // The English article has a translation of its target in Arabic alone.
  assert.match(imported.read('en/الشحن-والتوصيل/track-your-shipment.md'), /\[what we refund\]\(\.\.\/\.\.\/ar\/الشحن-والتوصيل\/تأخرت-الشحنة\.md\)/);
  for (const told of ['a script or template <script>', 'merged cells of a table', 'a video or embedded page https://www.youtube.com',
    'a picture that lies elsewhere https://nakheel', 'a link into the old help centre https://nakheel.zendesk.example/hc/ar/articles/999',
    'a link to a draft or to an article for agents ar/الشحن-والتوصيل/دليل-الموظف-شحنة-ضائعة.md'])
    assert.ok(imported.stderr.includes(`articles.json:23: not carried over: article 4410011: ${told}`), `${told}\n${imported.stderr}`);
  assert.match(imported.stdout, /promoted there.*: ar\/4410010\n/);
  assert.match(imported.stdout, /\n6 articles in .*, 1 of them drafts and 1 for agents; 0 left out; 6 things not carried over, 0 changed\n$/);

  const page = await pages(t, imported);
  const html = await page('ar/4410010');
  assert.match(html, /<p><strong>ملاحظة<\/strong>:يجب أن تنتظر ٢٤ ساعة/);
  assert.match(html, /<ol>\n<li>افتح «طلباتي».<\/li>\n<li>اختر الطلب\n?<ul>\n<li>من الجوّال/);
  const [, target, anchor] = html.match(/href="\/articles\/(ar\/4410011)#([^"]+)"/);
  assert.ok((await page(target)).includes(`id="${decodeURIComponent(anchor)}"`));
});

test('Zendesk: what was imported is found', (t) => {
  const index = indexOf(t, importInto(t, [fixture('zendesk')]));
  assert.equal(hits(index, 'كم يستغرق التوصيل السريع داخل المدينة')[0].id, 'ar/4410011');
  assert.equal(hits(index, 'تغليف الهدايا')[0].id, 'ar/4410014');
  assert.equal(hits(index, 'tracking number')[0].id, 'en/4410010');
});

test('Intercom: collections, translations, callouts and states', (t) => {
  const imported = importInto(t, [fixture('intercom')]);
  assert.equal(imported.status, 0, imported.stderr);
  assert.match(imported.stderr, /^[^\n]*export\.json:6: changed: article 64: colours, fonts and sizes: those of the site\n$/);
  assert.equal(imported.read('ar/برنامج-الولاء/نقاط-الولاء.md'), `---
id: ar/64
title: نقاط الولاء
description: كيف تجمعها وكيف تصرفها.
lang: ar
category: برنامج الولاء
audience: public
status: published
updated: 2026-09-08
---
## كيف أجمع النقاط؟

نقطة عن كل **١٠ ريالات**.

> [!NOTE]
> تنتهي النقاط بعد سنة.

## كيف أصرفها؟

اقرأ [صرف النقاط](صرف-النقاط.md).
`);
  const english = imported.read('en/برنامج-الولاء/loyalty-points.md');
  assert.match(english, /^id: en\/64$/m);
  assert.match(english, /^status: draft$/m);
  assert.equal(hits(indexOf(t, imported), 'كيف أجمع نقاط الولاء')[0].id, 'ar/64');
});

test('CSV: columns in any order, lists and addresses in cells, Arabic dates', (t) => {
  const imported = importInto(t, [fixture('faq.csv')]);
  assert.equal(imported.status, 0, imported.stderr);
  assert.equal(imported.read('ar/الدفع/هل-تقبلون-بطاقة-مدى.md'), `---
id: ar/هل-تقبلون-بطاقة-مدى
title: هل تقبلون بطاقة مدى؟
lang: ar
category: الدفع
aliases: [مدى, بطاقة بنكية]
audience: public
status: published
updated: 2026-03-15
---
نعم، في المتجر والتطبيق.

شروط الدفع بها:

-   أن تكون باسمك.
-   ألا تكون منتهية.
`);
  const fees = imported.read('ar/الدفع/كم-رسوم-التقسيط.md');
  assert.match(fees, /^updated: 2026-12-25$/m);
  assert.match(fees, /راجع <https:\/\/pay\.example\/plans>\.$/m);
  assert.match(imported.read('ar/الفروع/متى-يفتح-فرع-الرياض.md'), /\nمن ٩ صباحاً إلى ١١ مساءً\.\n\nويوم الجمعة بعد \*\*الصلاة\*\*\.\n$/);
  assert.equal(hits(indexOf(t, imported), 'بطاقة بنكية')[0].id, 'ar/هل-تقبلون-بطاقة-مدى');
});

test('CSV: encodings and delimiters are found', (t) => {
  const windows = importInto(t, [fixture('windows.csv')]);
  assert.equal(windows.status, 0, windows.stderr);
  assert.match(windows.stderr, /windows\.csv:1: changed: .*Windows-1256/);
  assert.match(windows.read('ar/ما-عنوان-المستودع.md'), /\nالمنطقة الصناعية؛ البوابة الثالثة\.\n$/);

  const rows = 'question;category;answer\nهل الشحن مجاني؟;شحن;نعم، فوق ٢٠٠ ريال\n';
  const tabs = 'Answer\tQuestion\nWithin two days\tWhen will it come?\n';
  const folder = sources(t, {
    'bom.csv': `\ufeff${rows}`,
    'utf16.csv': Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(rows.replace('مجاني', 'سريع'), 'utf16le')]),
    'tabs.tsv': tabs,
  });
  const others = importInto(t, [folder]);
  assert.equal(others.stderr, '');
  assert.deepEqual(others.all(), ['ar/شحن/هل-الشحن-سريع.md', 'ar/شحن/هل-الشحن-مجاني.md', 'en/when-will-it-come.md']);
  indexOf(t, others);
});

test('CSV: columns that nobody knows are named, and mapped by hand', (t) => {
  const folder = sources(t, { 'a.csv': 'مشكلة العميل,الحل,ملاحظات المشرف\nالشاشة سوداء,اضغط زر التشغيل عشر ثوان,لا تستبدل\n' });
  const refused = importInto(t, [folder]);
  assert.equal(refused.status, 2);
  assert.match(refused.stderr, /a\.csv:1: left out: no column is the question: --column question=NAME says which; the columns are: مشكلة العميل, الحل, ملاحظات المشرف/);
  assert.equal(existsSync(refused.out), false);
  const mapped = importInto(t, [folder], ['--column', 'question=مشكلة العميل', '--column', 'answer=الحل']);
  assert.equal(mapped.status, 1);
  assert.match(mapped.stderr, /a\.csv:1: not carried over: the column "ملاحظات المشرف" is not known/);
  assert.match(mapped.read('ar/الشاشة-سوداء.md'), /اضغط زر التشغيل عشر ثوان/);
  const unknown = run(['--out', mapped.out, '--column', 'soal=الحل', folder]);
  assert.equal(unknown.status, 2);
  assert.match(unknown.stderr, /"soal=الحل" is not FIELD=NAME/);
});

test('values of a row that would show something to the wrong people are read the safe way', (t) => {
  const imported = importInto(t, [join(sources(t, {
    'a.csv': 'question,answer,audience,status,updated\n'
      + 'من يوافق؟,المدير,موظفين,,03/04/2026\nماذا نشر؟,لا شيء,الجميع,قيد المراجعة,\nمن يرى؟,أحد,الإدارة العليا,published,أمس\n',
  }), 'a.csv')]);
  assert.match(imported.read('ar/من-يوافق.md'), /audience: agent\nstatus: published\nupdated: 2026-04-03\n/);
  assert.match(imported.read('ar/ماذا-نشر.md'), /audience: public\nstatus: draft\n/);
  assert.match(imported.read('ar/من-يرى.md'), /audience: agent\nstatus: published\n---/);
  assert.match(imported.stderr, /a\.csv:2: changed: من يوافق؟: "03\/04\/2026" was read as 2026-04-03, the day first/);
  assert.match(imported.stderr, /a\.csv:3: not carried over: ماذا نشر؟: status "قيد المراجعة" is not known: it was taken for draft/);
  assert.match(imported.stderr, /a\.csv:4: not carried over: من يرى؟: audience "الإدارة العليا" is not known: it was taken for agent/);
  assert.match(imported.stderr, /a\.csv:4: not carried over: من يرى؟: "أمس" is no date/);
});

test('what is there twice, or has no text, arrives once or not at all, and nothing links to it', (t) => {
  const imported = importInto(t, [join(sources(t, {
    'a.jsonl': [
      { id: 1, question: 'متى تفتحون؟', answer: 'في التاسعة.' },
      { id: 1, question: 'متى تفتحون؟', answer: 'في العاشرة.' },
      { question: 'أين أنتم؟', answer: 'في الرياض.' },
      { question: 'أين أنتم؟', answer: 'في جدة، <a href="https://old.example/2">هنا</a>.' },
      { id: 2, question: 'الفروع', answer: '<h1>الفروع</h1>', url: 'https://old.example/2' },
    ].map((row) => JSON.stringify(row)).join('\n'),
  }), 'a.jsonl')]);
  assert.equal(imported.status, 1);
  assert.deepEqual(imported.all(), ['ar/أين-أنتم-2.md', 'ar/أين-أنتم.md', 'ar/متى-تفتحون.md']);
  assert.match(imported.read('ar/متى-تفتحون.md'), /التاسعة/);
  assert.match(imported.read('ar/أين-أنتم-2.md'), /^id: ar\/أين-أنتم-2$[^]*في جدة، هنا\.$/m);
  assert.match(imported.stderr, /a\.jsonl:2: left out: an article that is there twice ar\/1, first in .*a\.jsonl:1: متى تفتحون؟: the first one stays/);
  assert.match(imported.stderr, /a\.jsonl:5: left out: الفروع: no text but the title/);
  indexOf(t, imported);
});

test('JSON: a list of questions, with keys in either language', (t) => {
  const imported = importInto(t, [fixture('questions.json')]);
  assert.equal(imported.status, 0, imported.stderr);
  assert.match(imported.read('ar/الضمان/من-أين-آخذ-بطاقة-الضمان.md'), /^aliases: \[بطاقة الضمان ضائعة\]$/m);
  assert.equal(hits(indexOf(t, imported), 'بطاقة الضمان ضائعة')[0].id, 'ar/من-أين-آخذ-بطاقة-الضمان');
});

test('HTML: a folder of pages, with links, places and pictures', async (t) => {
  const imported = importInto(t, [fixture('pages')]);
  assert.equal(imported.status, 1);
  assert.deepEqual(imported.all(), ['ar/الصيانة-المنزلية.md', 'ar/الفروع/فرع-الرياض.md', 'ar/سياسة-الاستبدال.md', 'images/صور-ورشة.png']);
  assert.deepEqual(readFileSync(join(imported.out, 'images/صور-ورشة.png')), readFileSync(fixture('pages/صور/ورشة.png')));
  assert.equal(imported.read('ar/الصيانة-المنزلية.md').split('---\n')[2], `احجز زيارة فني من التطبيق، أو زر [فرع الرياض](الفروع/فرع-الرياض.md#الموقف).

![فني يفحص غسالة](../images/صور-ورشة.png)

| الجهاز | المدة |
|--------|-------|
| غسالة  | يومان |

خدمة جديدة
`);
  assert.match(imported.stderr, /index\.html:4: not carried over: a style sheet <style>: left out\n/);
  assert.match(imported.stderr, /index\.html:13: not carried over: something unknown <blink>: its words stay\n/);
  assert.match(imported.stderr, /index\.html:8: changed: a picture images\/صور-ورشة\.png: copied/);
  const page = await pages(t, imported);
  assert.match(await page('ar/index'), /<a href="\/articles\/ar\/%D8[^"]*riyadh#الموقف">فرع الرياض<\/a>/);
  assert.match(await page('ar/الفروع/riyadh'), /<a id="الموقف"><\/a><h2 /);
});

test('HTML: no file from outside of the folder is taken, and pictures within a text become files', (t) => {
  const picture = readFileSync(fixture('pages/صور/ورشة.png'));
  const folder = sources(t, {
    'secret.png': 'not for readers',
    'site/a.html': `<h1>مقال مصوَّر</h1><p>كلام <img src="../secret.png" alt="سر"> ثم <img src="link.png" alt="وصلة"></p>
<p><img alt="لقطة شاشة" src="data:image/png;base64,${picture.toString('base64')}"></p><p><img src="none.png"></p>`,
  });
  symlinkSync(join(folder, 'secret.png'), join(folder, 'site/link.png'));
  const imported = importInto(t, [join(folder, 'site')]);
  assert.deepEqual(imported.all(), ['ar/مقال-مصور.md', 'images/مقال-مصور.png']);
  assert.deepEqual(readFileSync(join(imported.out, 'images/مقال-مصور.png')), picture);
  assert.equal(imported.read('ar/مقال-مصور.md').split('---\n')[2], 'كلام سر ثم وصلة\n\n![لقطة شاشة](../images/مقال-مصور.png)\n');
  for (const name of ['\\.\\./secret\\.png', 'link\\.png', 'none\\.png'])
    assert.match(imported.stderr, new RegExp(`a\\.html:\\d: not carried over: a picture that is not there or too large ${name}: its alternative text alone`));
});

test('HTML: pages that Word wrote', (t) => {
  const imported = importInto(t, [fixture('pages')]);
  assert.equal(imported.read('ar/سياسة-الاستبدال.md').split('---\n')[2], `## شروط الاستبدال

تستطيع استبدال المنتج خلال ١٥ يوماً إذا كان مغلقاً.

1.  أحضر الفاتورة
    -   ورقية أو رقمية
2.  أحضر العلبة

## ما لا يُستبدل؟

الملابس(**الداخلية**)والعطور المفتوحة.
`);
  assert.match(imported.stderr, /word\.html:1: changed: invisible direction marks \(2 times\)/);
  assert.match(imported.stderr, /word\.html:1: changed: letters as shapes \(presentation forms\) \(5 times\)/);
  assert.match(imported.stderr, /word\.html:10: changed: a bold paragraph شروط الاستبدال: a heading/);
});

test('marks stand where CommonMark sees them, and what looks like one stays text', (t) => {
  const cases = [
    ['<p><b>ملاحظة:</b>يجب الانتظار</p>', '**ملاحظة**:يجب الانتظار'],
    ['<p><b>ملاحظة: </b>يجب الانتظار</p>', '**ملاحظة:** يجب الانتظار'],
    ['<p>قال<b>«نعم»</b>ثم مضى</p>', 'قال«**نعم**»ثم مضى'],
    ['<p><b>ال</b>كتاب</p>', '**ال**كتاب'],
    ['<p><b>أ</b><b>ب</b> <strong>ج</strong></p>', '**أب** **ج**'],
    ['<p>انظر<b><a href="https://e.example/x">هنا</a></b>الآن</p>', 'انظر[**هنا**](https://e.example/x)الآن'],
    ['<p><span style="font-weight:700">غامق</span> <b style="font-weight:normal">عادي</b></p>', '**غامق** عادي'],
    ['<p>احذر!<a href="https://e.example/x">اقرأ</a></p>', 'احذر\\![اقرأ](https://e.example/x)'],
    ['<p>الخيارات:<br>- أول<br>1. ثان<br># ثالث</p>', 'الخيارات:  \n\\- أول  \n1\\. ثان  \n\\# ثالث'],
    ['<p>a * b ** c [!INTERNAL] ::: &amp;amp;</p>', 'a \\* b \\*\\* c (!INTERNAL) :: \\&amp;'],
    ['<p>أول</p><p>&nbsp;</p><p><br></p><p>ثان<br><br>ثالث</p>', 'أول\n\nثان\n\nثالث'],
    ['<p>٣ م<sup>2</sup> و5 و١٠٪؟</p>', '٣ م² و5 و١٠٪؟'],
    ['<p>&rlm;ﻣﺮﺣﺒﺎً ﷺ &#x202b;بكم</p>', 'مرحباً ﷺ بكم'],
    ['<h1>أ</h1><p>س</p><h3>ب</h3><p>ص</p>', '## أ\n\nس\n\n### ب\n\nص'],
    ['<h2 id="طرق-الدفع">طرق الدفع</h2><h2 id="pay">البطاقات</h2><p>س <a href="#طرق-الدفع">ص</a></p>',
      '## طرق الدفع\n\n## <a id="pay"></a>البطاقات\n\nس [ص](#طرق-الدفع)'],
    ['<h2 id="طرق-الدفع">طرق الدفع</h2><h2 id="طرق-الدفع-1">طرق الدفع</h2>',
      '## <a id="طرق-الدفع"></a>طرق الدفع\n\n## <a id="طرق-الدفع-1"></a>طرق الدفع'],
    ['<h2 id="دليل لـ teams">الدليل</h2><p>س <a href="#دليل%20لـ%20teams">ص</a></p>',
      '## <a id="دليل-ل-teams"></a>الدليل\n\nس [ص](#دليل-ل-teams)'],
    ['<p><a href="#b">س</a> <a href="#c">ص</a></p><ul><li id="a">أ</li><li id="b">ب</li></ul><table><tr><th>م</th><th>ن</th></tr><tr><td id="c">١</td><td>٢</td></tr></table>',
      '[س](#b) [ص](#c)\n\n-   أ\n-   <a id="b"></a>ب\n\n| م | ن |\n|-|-|\n| <a id="c"></a>١ | ٢ |'],
    ['<ul><li>أ</li><ul><li>ب</li></ul><li></li></ul>', '-   أ\n    -   ب'],
    ['<ol start="3"><li>أ</li><li>ب<ol start="2"><li>ج</li></ol></li></ol>', '3.  أ\n\n4.  ب\n\n    2.  ج'],
    ['<table><tr><td><p><b>المدة</b></p></td><td>السعر</td></tr><tr><td>يوم<ul><li>صباحاً</li><li>مساءً</li></ul></td><td>١|٢</td></tr></table>',
      '| المدة                      | السعر |\n|----------------------------|-------|\n| يوم<br>• صباحاً<br>• مساءً | ١\\|٢  |'],
    ['<table><tr><th>أ</th><th>ب</th><th>ج</th></tr><tr><td>س</td><td colspan="2">ص</td></tr><tr><td colspan="3">كل العرض</td></tr></table>',
      '| أ | ب | ج |\n|-|-|-|\n| س | ص | ص |\n| كل العرض | | |'],
    ['<table><tr><td>اسم<td>رقم</tr>شارد<tr><td>س<td>١</table>', 'شارد\n\n| اسم | رقم |\n|-|-|\n| س | ١ |'],
    ['<table><tr><td><p>تنبيه مهم</p></td></tr></table>', '> تنبيه مهم'],
    ['<details><summary>كم المدة؟</summary><p>يومان</p></details>', '## كم المدة؟\n\nيومان'],
    ['<div dir="rtl"><pre>سطر\n  ثان</pre></div>', '    سطر\n      ثان'],
  ];
  const found = markdownOf(t, cases.map(([html]) => html));
  cases.forEach(([html, expected], number) => {
    // pandoc pads the columns of a table by its own idea of how wide letters are.
    const tidy = (text) => text.replace(/ +\|/g, ' |').replace(/-+\|/g, '-|');
    assert.equal(tidy(found[number]), tidy(expected), html);
  });
});

test('the report in JSON, and the three exit statuses', (t) => {
  const folder = sources(t, {
    'clean.json': '[{"question": "متى تفتحون؟", "answer": "في التاسعة."}]',
    'lossy.json': '[{"question": "كيف أصل؟", "answer": "<p>انظر <img src=\\"https://e.example/m.png\\" alt=\\"الخريطة\\"></p>"},'
      + '\n {"question": "بلا جواب؟", "answer": ""}, {"question": "Que?", "answer": "Oui", "lang": "fr"}]',
    'nothing.json': '[{"question": "بلا جواب؟", "answer": " <p>&nbsp;</p> "}]',
  });
  const clean = importInto(t, [join(folder, 'clean.json')], ['--json']);
  assert.equal(clean.status, 0);
  assert.equal(clean.stderr, '');
  assert.deepEqual(JSON.parse(clean.stdout), {
    folder: clean.out, articles: 1, published: 1, draft: 0, agent: 0, not_carried_over: 0, left_out: 0, changed: 0,
    kinds: {}, categories: {}, promoted: [], findings: [],
  });
  const lossy = importInto(t, [join(folder, 'lossy.json')], ['--json']);
  assert.equal(lossy.status, 1);
  const report = JSON.parse(lossy.stdout);
  assert.deepEqual(report.kinds, { empty: 1, language: 1, image: 1 });
  assert.deepEqual(report.findings.map(({ line, kind, level }) => [line, kind, level]),
    [[2, 'empty', 'left out'], [2, 'language', 'left out'], [1, 'image', 'not carried over']]);
  assert.equal(report.findings[2].what, 'https://e.example/m.png');
  const nothing = importInto(t, [join(folder, 'nothing.json')]);
  assert.equal(nothing.status, 2);
  assert.equal(existsSync(nothing.out), false);
  assert.equal(run(['--out', join(folder, 'x'), join(folder, 'nowhere.csv')]).status, 2);
});

test('a folder with files is left alone without --force, and nothing is written outside of it', (t) => {
  const folder = sources(t, {
    'evil.json': JSON.stringify([
      { id: '../../../etc/passwd', question: '../../هرب', answer: 'نص', category: '../..' },
      { id: '..', question: '..', answer: 'نص ثان' },
      { id: 'a b\u202e/\u0000c', question: '/etc/نقطة', answer: 'نص ثالث' },
    ]),
  });
  const first = importInto(t, [join(folder, 'evil.json')]);
  assert.equal(first.status, 0, first.stderr);
  assert.deepEqual(first.all(), ['ar/article.md', 'ar/article/هرب.md', 'ar/etc-نقطة.md']);
  assert.match(first.read('ar/article/هرب.md'), /^id: ar\/etc\/passwd$/m);
  indexOf(t, first);

  writeFileSync(join(first.out, 'ar/article.md'), 'mine');
  const again = run(['--out', first.out, join(folder, 'evil.json')]);
  assert.equal(again.status, 2);
  assert.match(again.stderr, /the folder has files/);
  assert.equal(first.read('ar/article.md'), 'mine');
  writeFileSync(join(first.out, 'ar/other.md'), 'mine as well');
  assert.equal(run(['--out', first.out, '--force', join(folder, 'evil.json')]).status, 0);
  assert.match(first.read('ar/article.md'), /نص ثان/);
  assert.equal(first.read('ar/other.md'), 'mine as well');

  const trap = join(folder, 'trap');
  const outside = join(folder, 'outside');
  mkdirSync(trap);
  mkdirSync(outside);
  symlinkSync(outside, join(trap, 'ar'));
  const trapped = run(['--out', trap, '--force', join(folder, 'evil.json')]);
  assert.equal(trapped.status, 2);
  assert.match(trapped.stderr, /leads out of it/);
  assert.deepEqual(readdirSync(outside), []);
});

test('files that are broken are named with the line, and do not stop the others', (t) => {
  const folder = sources(t, {
    'good.json': '[{"question": "هل من موقف؟", "answer": "نعم."}]',
    'cut.json': '{"articles": [\n{"id": 1, "title": "أول", "body": "<p>نص</p>", "section_id": 1},\n{"id": 2, "title": "ثان',
    'comma.json': '[{"question": "س", "answer": "ج"},\n {"question": "ص" "answer": "ع"}]',
    'bytes.json': Buffer.concat([Buffer.from('[\n{"question": "'), Buffer.from([0xe3, 0xc7]), Buffer.from('"}]')]),
    'deep.json': `[${'['.repeat(100000)}`,
    'quote.csv': 'question,answer\nس١,ج١\nس٢,"لا نهاية\nله\nأبداً\n',
    'cells.csv': 'question,answer\nس١,نعم, لا\nهل من مصعد؟,نعم\n',
    'shape.json': '[{"question": "هل من مقهى؟", "answer": "نعم."}, 7,\n{"id": 5, "type": "article", "body": "x", "translated_content": [1]}]',
  });
  const imported = importInto(t, [folder]);
  assert.equal(imported.status, 1);
  assert.deepEqual(imported.all(), ['ar/هل-من-مصعد.md', 'ar/هل-من-مقهى.md', 'ar/هل-من-موقف.md']);
  for (const told of [/cut\.json:3: left out: malformed JSON at character \d+ of the line: Unterminated string/,
    /comma\.json:2: left out: malformed JSON at character 19 of the line: Expecting ',' delimiter/,
    /bytes\.json:2: left out: bytes that are not UTF-8/,
    /deep\.json:1: left out: .*nested too deeply/,
    /quote\.csv:3: left out: malformed CSV in the row that begins here: a quote that is never closed/,
    /cells\.csv:2: left out: 3 cells where the first row has 2/,
    /shape\.json:1: left out: a number where an article should be/,
    /shape\.json:2: left out: an article whose fields are not of the kind/])
    assert.match(imported.stderr, told);
});

test('hostile articles are left out or tamed, the others arrive', (t) => {
  const rows = [
    { question: 'عميق', answer: `<div>${'<div><ul><li>'.repeat(5000)}قاع البئر` },
    { question: 'كبير', answer: `<p>${'نص طويل '.repeat(1300000)}</p>` },
    { question: 'نص برمجي', answer: '<p onclick="x()">كلام <a href="javascript:alert(1)">اضغط</a></p><script>alert("سر")</script>' },
    { question: 'كثير الأقواس', answer: `<p>${'[رقم] '.repeat(6000)}</p>` },
    { question: 'جدول', answer: '<table><tr><td rowspan="99999" colspan="99999">أ</td></tr><tr><td>ب</td></tr></table>' },
    { question: 'تعليق', answer: `<p>قبل</p>${'<!--'.repeat(50000)}` },
    { question: 'رموز', url: 'https://[', answer: `نص \ud800 <a href="https://old.example/\ufdd39\ufdd5\u0000x\ud801">هنا</a> و<a href="http://[">هناك</a> و<a href="//[x">هنالك</a> \ufdd0 \u0000 \ufdd39\ufdd5` },
    { question: 'سليم', answer: 'يصل مع غيره، انظر [كبير].' },
  ];
  const imported = importInto(t, [join(sources(t, { 'rows.json': JSON.stringify(rows) }), 'rows.json')]);
  assert.equal(imported.status, 1);
  assert.deepEqual(imported.all(), ['ar/تعليق.md', 'ar/جدول.md', 'ar/رموز.md', 'ar/سليم.md', 'ar/عميق.md', 'ar/نص-برمجي.md']);
  assert.match(imported.read('ar/عميق.md'), /قاع البئر/);
  assert.match(imported.read('ar/تعليق.md'), /---\nقبل\n$/);
  assert.match(imported.stderr, /تعليق: a comment that is never closed: left out, with all that follows/);
  assert.match(imported.read('ar/رموز.md'), /\nنص \[هنا\]\(https:\/\/old\.example\/9x\) وهناك و\[?هنالك.* 9\n$/);
  assert.match(imported.read('ar/نص-برمجي.md'), /\nكلام اضغط\n$/);
  assert.match(imported.stderr, /left out: كبير: over 4 MiB of HTML in one article: split it/);
  assert.match(imported.stderr, /left out: كثير الأقواس: a paragraph of thousands of signs/);
  assert.match(imported.stderr, /عميق: tags nested too deep/);
  assert.match(imported.stderr, /an address that no page may have javascript:alert\(1\): its words stay/);
  indexOf(t, imported);
});

test('an export of any size is read an article at a time', (t) => {
  const folder = scratch(t);
  const path = join(folder, 'large.json');
  const body = `<p>${'كلمة طويلة في مقال فرنسي '.repeat(1000)}</p>`;
  const article = (id, locale) => JSON.stringify({ id, title: `مقال ${id}`, locale, section_id: 1, draft: false, user_segment_id: null, body: locale === 'ar' ? '<p>قصير</p>' : body });
  const all = [];
  for (let id = 0; id < 1500; id++) all.push(article(id, id % 500 ? 'fr' : 'ar'));
  writeFileSync(path, `{"articles": [${all.join(',')}]}`);
  const measured = spawnSync('python3', ['-B', '-c', `
import resource, runpy, sys
sys.argv, sys.path[0] = sys.argv[1:], ${JSON.stringify(dirname(tool))}
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
except SystemExit:
    pass
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)`, tool, '--out', join(folder, 'out'), path], { encoding: 'utf8', maxBuffer: 1 << 26 });
  const mib = Number(measured.stdout.trim().split('\n').at(-1)) / 1024;
  t.diagnostic(`${Math.round(readFileSync(path).length / 2 ** 20)} MiB of JSON in ${Math.round(mib)} MiB of memory`);
  assert.match(measured.stdout, /\n3 articles in /, measured.stderr.slice(0, 500));
  assert.ok(mib < 64, `${mib} MiB`);
});

test('an article that pandoc cannot convert is found and left out, and nothing links to it', (t) => {
  const folder = sources(t, {
    'bin/pandoc': '#!/bin/sh\nin=$(mktemp)\ntrap \'rm -f "$in"\' EXIT\ncat >"$in"\ngrep -q "سم قاتل" "$in" && exit 251\n'
      + `exec ${spawnSync('sh', ['-c', 'command -v pandoc'], { encoding: 'utf8' }).stdout.trim()} "$@" <"$in"\n`,
    'a.json': JSON.stringify(Array.from({ length: 20 }, (_, id) => ({
      id, question: `سؤال ${id}`, url: `https://old.example/q/${id}`,
      answer: id === 13 ? '<p>سم قاتل</p>' : '<p>راجع <a href="https://old.example/q/13#x">السؤال <b>الآخر</b></a> أولاً.</p>',
    }))),
  });
  chmodSync(join(folder, 'bin/pandoc'), 0o755);
  const imported = importInto(t, [join(folder, 'a.json')], [], { PATH: `${join(folder, 'bin')}:${process.env.PATH}` });
  assert.equal(imported.status, 1);
  assert.equal(imported.all().length, 19);
  assert.match(imported.stderr, /a\.json:1: left out: سؤال 13: pandoc needs too much time or memory for it/);
  assert.match(imported.read('ar/سؤال-12.md'), /\nراجع السؤال \*\*الآخر\*\* أولاً\.\n$/);
  indexOf(t, imported);
});

test('without pandoc nothing is done, and the way to it is told', (t) => {
  const python = spawnSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).stdout.trim();
  const done = spawnSync(python, ['-B', tool, '--out', join(scratch(t), 'out'), fixture('faq.csv')], { encoding: 'utf8', env: { PATH: '/nowhere' } });
  assert.equal(done.status, 2);
  assert.match(done.stderr, /pandoc is missing: run make import-deps/);
});
