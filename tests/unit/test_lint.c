/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <string.h>
#include <unistd.h>

#include "indexer/build.h"
#include "indexer/lint.h"
#include "scratch.h"

enum { FILES_MAX = 6, TEXT_MAX_BYTES = 4 << 20 };

#define TITLE "---\ntitle: عنوان\n---\n"
#define LONG_TEXT                                                                                                                                                          \
    "تصل الشحنة خلال ثلاثة أيام عمل بعد تأكيد الطلب، وتصلك رسالة فيها رقم التتبع واسم المندوب، " \
    "وإن لم تكن في البيت يتصل بك المندوب مرتين ثم يترك الشحنة في أقرب فرع، وتبقى هناك أسبوعا "       \
    "كاملا قبل أن تعود إلى المخزن ويعود إليك المبلغ كله بالطريقة التي دفعت بها"

struct file {
    const char *path, *text; /* no text: a symbolic link that leads nowhere */
    unsigned times;          /* the text is written so often; 0 is once */
    const char *end;         /* after it; may be NULL */
};

/* A folder, and where in it findings of one kind are. */
struct lint_case {
    enum lint_kind kind;
    struct file files[FILES_MAX];
    const char *found; /* "path:line:column" each; empty: none */
    bool indexed;
};

struct gathering {
    enum lint_kind kind;
    struct buf *out;
    bool messages;
};

static void gather(void *context, enum lint_kind kind, const struct report_entry *finding)
{
    const struct gathering *g = context;
    if (kind != g->kind)
        return;
    buf_printf(g->out, "%s" STR_FMT ":%u:%u", g->out->n ? " " : "", STR_ARG(finding->path),
               finding->line, finding->column);
    if (g->messages)
        buf_printf(g->out, " " STR_FMT, STR_ARG(finding->message));
}

static void write_files(struct scratch *s, const struct file *files)
{
    for (size_t i = 0; i < FILES_MAX && files[i].path; i++) {
        struct buf text;
        buf_init(&text, TEXT_MAX_BYTES);
        for (unsigned k = 0; files[i].text && (k == 0 || k < files[i].times); k++)
            buf_add(&text, str_from(files[i].text));
        if (files[i].end)
            buf_add(&text, str_from(files[i].end));
        if (files[i].text)
            scratch_write(s, files[i].path, buf_str(&text));
        else
            assert_int_equal(symlink("nowhere", scratch_path(s, files[i].path)), 0);
        buf_release(&text);
    }
}

/* An index of the folder, in the folder of the test. */
static const char *build(struct scratch *s, const char *content)
{
    struct err err = ERR_INIT;
    struct build_summary summary;
    struct report *report = report_new();
    const struct build_options options = {content, scratch_path(s, "index"), 1};
    assert_ok(build_run(&options, report, &summary, &err), &err);
    report_free(report);
    return options.index_dir;
}

/* Findings of a kind in the folder that the case describes. */
static struct str found_in(struct arena *a, const struct lint_case *c, bool messages)
{
    struct scratch *s;
    struct err err = ERR_INIT;
    struct buf out;
    assert_int_equal(scratch_setup((void **)&s), 0);
    write_files(s, c->files);
    struct lint_options options = {s->dir, c->indexed ? build(s, s->dir) : NULL, 2};
    struct lint *l = lint_new();
    assert_ok(lint_run(l, &options, &err), &err);
    buf_init(&out, 1 << 20);
    struct gathering gathering = {c->kind, &out, messages};
    lint_findings(l, gather, &gathering);
    lint_free(l);
    assert_int_equal(scratch_teardown((void **)&s), 0);
    struct str found = arena_dup(a, buf_str(&out));
    buf_release(&out);
    return found;
}

/* The columns count characters: the Arabic in front of a place is of two bytes each. */
static const struct lint_case cases[] = {
    {LINT_UNREADABLE, {{"a.md", TITLE "نص"}, {"b.md", NULL}}, "b.md:0:0"},
    {LINT_UNREADABLE, {{"a.md", TITLE "نص"}}, ""},
    {LINT_MALFORMED, {{"a.md", TITLE "نص\n\xFF\n"}}, "a.md:5:0"},
    {LINT_MALFORMED, {{"a.md", TITLE "> [!INTERNEL]\n> سر\n"}}, "a.md:4:0"},
    {LINT_MALFORMED, {{"a.md", TITLE "> [!INTERNAL]\n> سر\n\nنص\n"}}, ""},
    {LINT_EMPTY, {{"a.md", ""}}, "a.md:0:0"},
    {LINT_EMPTY, {{"a.md", "نص"}}, ""},
    {LINT_TOO_BIG, {{"a.md", "نص طويل جدا\n", 60000}}, "a.md:0:0"},
    {LINT_TOO_BIG, {{"a.md", "نص طويل جدا\n", 600}}, ""},
    {LINT_DUPLICATE_ID,
     {{"a.md", "---\nid: x\n---\nنص"}, {"b.md", "---\nid: x\n---\nنص"}},
     "b.md:1:0"},
    {LINT_DUPLICATE_ID, {{"a.md", "---\nid: x\n---\nنص"}, {"b.md", "---\nid: y\n---\nنص"}}, ""},
    {LINT_FRONT_MATTER, {{"a.md", "---\nupdated: أمس\n---\nنص"}}, "a.md:2:0"},
    {LINT_FRONT_MATTER, {{"a.md", "---\nupdated: 2026-11-01\n---\nنص"}}, ""},
    {LINT_ID, {{"a b.md", TITLE "نص"}}, "a b.md:0:0"},
    {LINT_ID, {{"a-b.md", TITLE "نص"}}, ""},
    {LINT_LINK, {{"a.md", TITLE "راجع [ذلك](b.md) أو [هذا](/x/y) أيضا"}}, "a.md:4:12 a.md:4:27"},
    {LINT_LINK, {{"a.md", TITLE "نص\n\n| ك | ل |\n| - | - |\n| م | [ن](b.md) |\n"}}, "a.md:8:11"},
    {LINT_LINK,
     {{"a.md", TITLE "راجع [ذلك](b.md) أو [هذا](https://example.com/x)"}, {"b.md", TITLE "نص"}},
     ""},
    {LINT_LINK, {{"a.md", TITLE "[أ](b.md) \xE2\x80\x8F[أ](b.md)"}}, "a.md:4:5 a.md:4:16"},
    {LINT_IMAGE, {{"a.md", TITLE "![صورة](data:image/png;base64,AAAA)\n"}}, "a.md:4:0"},
    {LINT_IMAGE, {{"a.md", TITLE "![صورة](x.png)\n"}}, ""},
    {LINT_INCLUDE, {{"a.md", TITLE "[!include [نص](x.md)]\n\nنص"}}, "a.md:4:0"},
    {LINT_INCLUDE, {{"a.md", TITLE "نص"}}, ""},
    {LINT_EMPHASIS, {{"a.md", TITLE "نص **ملاحظة:**يجب ذلك\n"}}, "a.md:4:13"},
    {LINT_EMPHASIS, {{"a.md", TITLE "نص ** ملاحظة**\n"}}, "a.md:4:4"},
    {LINT_EMPHASIS, {{"a.md", TITLE "| ك | ل |\n| - | - |\n| **م** | **ن:**س |\n"}}, "a.md:6:15"},
    {LINT_EMPHASIS, {{"a.md", TITLE "**ملاحظة**: يجب، و**مهم:** لا تنس، و`**` رمز \\*\\*\n"}}, ""},
    {LINT_TABLE, {{"a.md", TITLE "| ك |\n| - | - |\n| م | ن |\n"}}, "a.md:5:0"},
    {LINT_TABLE, {{"a.md", TITLE "| ك | ل |\n| - | - |\n| م | ن |\n"}}, ""},
    {LINT_CALLOUT, {{"a.md", TITLE "> [!NOTICE]\n> نص\n"}}, "a.md:4:0"},
    {LINT_CALLOUT, {{"a.md", TITLE "> [!NOTE]\n> نص\n"}}, ""},
    {LINT_CODE, {{"a.md", TITLE "نص\n\n```\nرمز\n"}}, "a.md:6:0"},
    {LINT_CODE, {{"a.md", TITLE "نص\n\n```\nرمز\n```\n"}}, ""},
    {LINT_HTML, {{"a.md", TITLE "نص\n\n<!-- سر\n\nنص"}}, "a.md:6:0"},
    {LINT_HTML, {{"a.md", TITLE "نص\n\n<!-- سر -->\n\nنص"}}, ""},
    {LINT_HEADINGS, {{"a.md", "## باب\n\nنص\n\n", 2001}}, "a.md:7997:0"},
    {LINT_HEADINGS, {{"a.md", "## باب\n\nنص\n\n", 20}}, ""},
    {LINT_NESTING, {{"a.md", "> ", 2000, "نص"}}, "a.md:1:0"},
    {LINT_NESTING, {{"a.md", "> ", 3, "نص"}}, ""},
    {LINT_MORE, {{"a.md", "[!include [نص](x.md)]\n\n", 101, "نص"}}, "a.md:199:0"},
    {LINT_MORE, {{"a.md", "[!include [نص](x.md)]\n\n", 99, "نص"}}, ""},
    {LINT_LEXICON,
     {{"a.md", TITLE "نص"}, {"lexicon/promoted.txt", "# عرض\nعروض -> none\n"}},
     "lexicon/promoted.txt:2:1"},
    {LINT_LEXICON,
     {{"a.md", TITLE "نص"}, {"lexicon/synonyms.txt", "وحيد\n"}},
     "lexicon/synonyms.txt:1:1"},
    {LINT_LEXICON, {{"a.md", TITLE "نص"}, {"lexicon/promoted.txt", "عروض -> a\n"}}, ""},
    {LINT_SITE, {{"a.md", TITLE "نص"}, {"site.yaml", "name: م\nnmae: م\n"}}, "site.yaml:2:0"},
    {LINT_SITE, {{"a.md", TITLE "نص"}, {"site.yaml", "name: [\n"}}, "site.yaml:2:0"},
    {LINT_SITE,
     {{"a.md", TITLE "نص\n\n## باب\n\nنص"},
      {"b.md", "---\naudience: agent\n---\nنص"},
      {"site.yaml", "topics:\n  - {id: x, name: قسم}\nquestions:\n  ar:\n    - a#باب\n    - a#لا\n"
                    "    - b\n"}},
     "site.yaml:2:1 site.yaml:6:1 site.yaml:7:1"},
    {LINT_SITE,
     {{"a.md", "---\ncategory: قسم\n---\nنص"},
      {"site.yaml", "topics:\n  - {id: x, name: قسم}\nquestions: {ar: [a]}\n"}},
     ""},
    {LINT_HIDDEN_LINK,
     {{"a.md", TITLE "[أ](b.md) [ب](c.md)"},
      {"b.md", "---\nstatus: draft\n---\nنص"},
      {"c.md", "---\naudience: agent\n---\nنص"}},
     "a.md:4:5 a.md:4:15"},
    {LINT_HIDDEN_LINK,
     {{"a.md", "---\naudience: agent\n---\n[ب](c.md)"}, {"c.md", "---\naudience: agent\n---\nنص"}},
     ""},
    {LINT_ANCHOR,
     {{"a.md", TITLE "[أ](b.md#لا) [ب](#أين)"}, {"b.md", TITLE "## نعم\n\nنص"}},
     "a.md:4:5 a.md:4:18"},
    {LINT_ANCHOR,
     {{"a.md",
       TITLE "[أ](b.md#نعم) [ب](b.md#%D9%86%D8%B9%D9%85) [ج](b.md#old) [د](#هنا) [ه](#top)\n\n"
             "## هنا\n\nنص"},
      {"b.md", TITLE "## <a name=\"old\"></a>نعم\n\nنص"}},
     ""},
    {LINT_MISSING_IMAGE, {{"a.md", TITLE "![صورة](../x.png) ![صورة](img/y.png)"}}, "a.md:4:27"},
    {LINT_MISSING_IMAGE,
     {{"d/a.md", TITLE "![ص](x%20y.png) ![ص](..\\z.png) ![ص](https://example.com/x.png)"},
      {"d/x y.png", "."},
      {"z.png", "."}},
     ""},
    {LINT_ALT_TEXT, {{"a.md", TITLE "نص ![](x.png)"}}, "a.md:4:8"},
    {LINT_ALT_TEXT,
     {{"a.md", TITLE "نص <img src=\"x.png\"> نص\n\n<p>\n<img src=\"y.png\">\n"}},
     "a.md:4:14 a.md:7:11"},
    {LINT_ALT_TEXT, {{"a.md", TITLE "نص ![صورة](x.png) <img src='x.png' alt='صورة'>"}}, ""},
    {LINT_NO_TITLE, {{"a.md", "نص بلا عنوان"}}, "a.md:1:1"},
    {LINT_NO_TITLE, {{"a.md", "# عنوان\n\nنص"}, {"b.md", "---\ntitle: عنوان\n---\nنص"}}, ""},
    {LINT_SAME_TITLE,
     {{"a.md", "---\nid: 1\ntitle: عنوان\n---\nنص"}, {"b.md", "# عنوان\n\nنص"}},
     "b.md:1:1"},
    {LINT_SAME_TITLE,
     {{"a.md", TITLE "نص"},
      {"b.md", "---\ntitle: عنوان\nstatus: draft\n---\nنص"},
      {"c.md", "---\ntitle: عنوان\nlang: en\n---\ntext"},
      {"d/x.md", "نص"},
      {"e/x.md", "نص"}},
     ""},
    {LINT_LONG_TITLE,
     {{"a.md", "---\ntitle: كلمة كلمة كلمة كلمة كلمة كلمة كلمة كلمة كلمة كلمة كلمة كلمة كلمة كلمة "
               "ك\n---\nنص"}},
     "a.md:2:8"},
    {LINT_LONG_TITLE,
     {{"a.md", "---\ntitle: كلمة كلمة كلمة كلمة كلمة كلمة كلمة كلمة كلمة كلمة كلمة كلمة كلمة كلمات"
               "\n---\nنص"}},
     ""},
    {LINT_NO_ID,
     {{"a.md", "---\nid: x\n---\nنص"}, {"b.md", "---\nid: y\n---\nنص"}, {"c.md", TITLE "نص"}},
     "c.md:1:1"},
    {LINT_NO_ID, {{"a.md", "---\nid: x\n---\nنص"}, {"b.md", TITLE "نص"}, {"c.md", TITLE "نص"}}, ""},
    {LINT_UNKNOWN_KEY,
     {{"a.md", "---\ntitle: عنوان\naudiance: agent\ncategry: x\n---\nنص\n\nstats: x"}},
     "a.md:3:0 a.md:4:1"},
    {LINT_UNKNOWN_KEY, {{"a.md", "---\ntitle: عنوان\nms.date: 1/1/2020\nauthor: x\n---\nنص"}}, ""},
    {LINT_REVIEW, {{"a.md", "---\nreview_by: 2020-01-31\n---\nنص"}}, "a.md:2:12"},
    {LINT_REVIEW, {{"a.md", "---\nreview_by: 2999-01-31\n---\nنص"}}, ""},
    {LINT_HEADING_LEVEL,
     {{"a.md", TITLE "### باب\n\nنص\n\n# باب\n\nنص\n\n#### فصل\n\nنص"}},
     "a.md:4:1 a.md:12:1"},
    {LINT_HEADING_LEVEL,
     {{"a.md", TITLE "# عنوان\n\n## باب\n\n### فصل\n\nنص\n\n## باب\n\nنص"}},
     ""},
    {LINT_EMPTY_SECTION,
     {{"a.md", TITLE "نص\n\n## باب\n\n<!-- لاحقا -->\n## آخر\n\nنص\n\nأخير\n---\n"}},
     "a.md:6:1 a.md:13:1"},
    {LINT_EMPTY_SECTION,
     {{"a.md",
       TITLE "## باب\n### فصل\n\n![](x.png)\n\n## [رابط](b.md)\n## آخر\n> [!INTERNAL]\n> سر\n"}},
     ""},
    {LINT_LONG_PARAGRAPH,
     {{"a.md", "كلمة ", 151, "\n"}, {"site.yaml", "lint: {long-paragraph: 150}\n"}},
     "a.md:1:1"},
    {LINT_LONG_PARAGRAPH, {{"a.md", "كلمة ", 150, "\n\nكلمة\n"}}, ""},
    {LINT_WIDE_TABLE,
     {{"a.md", TITLE "نص\n\n|1|2|3|4|5|6|7|\n|-|-|-|-|-|-|-|\n|1|2|3|4|5|6|7|\n"}},
     "a.md:6:1"},
    {LINT_WIDE_TABLE, {{"a.md", TITLE "|1|2|3|4|5|6|\n|-|-|-|-|-|-|\n|1|2|3|4|5|6|\n"}}, ""},
    {LINT_MARKDOWN,
     {{"a.md", TITLE
       "##باب\n\nراجع [ذلك] (b.md) و[هذا](صفحة فيها فراغ.md) هنا\n\nو[هذا] (https://example.com)"},
      {"b.md", TITLE "نص"}},
     "a.md:4:1 a.md:6:10 a.md:6:24 a.md:8:6"},
    {LINT_MARKDOWN,
     {{"a.md", TITLE "## باب\n\nراجع [ذلك](b.md) و[1] (انظر أدناه) و`##رمز` و#وسم\n\n#وسم\n"},
      {"b.md", TITLE "نص"}},
     ""},
    {LINT_MARKDOWN,
     {{"a.md", TITLE "الخطوات:\n١. افتح\n٢. اختر\n٣. احفظ\n\nالصفحات:\n    - أولى\n    - ثانية\n"}},
     "a.md:5:1 a.md:10:5"},
    {LINT_MARKDOWN,
     {{"a.md",
       TITLE "الخطوات:\n1. افتح\n2. اختر\n\n١. وحيد\n\n- أولى\n    - ثانية\n\n`    - رمز`\n"}},
     ""},
    {LINT_BIDI,
     {{"a.md", "---\ntitle: عن\xE2\x80\x8Fوان\n---\nنص \xE2\x80\xAA"
               "abc\xE2\x80\xAC نص\nنص\n"}},
     "a.md:2:10 a.md:4:4"},
    {LINT_BIDI, {{"a.md", TITLE "نص‌نص abc (1) — “نص”\n"}}, ""},
    {LINT_PRESENTATION, {{"a.md", TITLE "نص ثم ﺍﻟﻄﻠﺐ هنا\n"}}, "a.md:4:7"},
    {LINT_PRESENTATION, {{"a.md", TITLE "الله ﷺ و﴿نص﴾ و`ﺍ`\n"}}, ""},
    {LINT_TATWEEL, {{"a.md", "---\ntitle: أهـلا\n---\nنص"}}, "a.md:2:8"},
    {LINT_TATWEEL, {{"a.md", TITLE "نص ثم مـــرحبا هنا وسـلام\n"}}, "a.md:4:7"},
    {LINT_TATWEEL, {{"a.md", TITLE "سنة ١٤٤٧هـ والـ API وبـ«نص» ـ نص\n"}}, ""},
    {LINT_DIGITS, {{"a.md", TITLE "خلال 5 أيام، ثم بعد ٣ أيام، ثم بعد ٧ أيام\n"}}, "a.md:4:6"},
    {LINT_DIGITS,
     {{"a.md",
       TITLE "بعد ٣ أيام في Windows 11 اتصل على 800 000 0000 أو اكتب `5 ع` في 10.0.18 ثم\n\n"
             "بعد 5 GitHub ثم، ورقم 920000000 ثم، والإصدار 1.2.3 ثم\n"}},
     ""},
    {LINT_SAME_ANSWER,
     {{"a.md", TITLE "## التوصيل\n\n" LONG_TEXT "\n"},
      {"b.md", TITLE "## متى؟\n\n" LONG_TEXT " تماما\n"}},
     "b.md:4:1"},
    {LINT_SAME_ANSWER,
     {{"a.md", TITLE LONG_TEXT "\n"},
      {"b.md", "---\nstatus: draft\n---\n" LONG_TEXT "\n"},
      {"c.md", TITLE "افتح الإعدادات ثم اختر الحساب ثم اضغط زر الحفظ في أسفل الصفحة\n"},
      {"d.md", TITLE "افتح الإعدادات ثم اختر الحساب ثم اضغط زر الحفظ في أسفل الصفحة\n"}},
     ""},
    {LINT_TWO_SPELLINGS,
     {{"a.md", TITLE, 0, "في GitHub و Power BI\n"},
      {"b.md", "نص في GitHub و Power BI\n\n", 20},
      {"c.md", TITLE "نص في Github ثم Git Hub و PowerBI\n"}},
     "c.md:4:7 c.md:4:17 c.md:4:27"},
    {LINT_TWO_SPELLINGS,
     {{"a.md", "نص في GitHub و Windows و HTML\n\n", 20},
      {"b.md", TITLE "نص github.com و Git-Hub-x و windows و Html و `Github`\n"},
      {"c.md", TITLE "نص Github\n"}},
     ""},
    {LINT_UNUSED_ROW,
     {{"a.md", TITLE "أعد الطلب"},
      {"b.md", "---\nstatus: draft\n---\nزرافة"},
      {"lexicon/synonyms.txt", "طلبية = الطلب\nزرافة = فيل\n"}},
     "lexicon/synonyms.txt:2:1"},
    {LINT_UNUSED_ROW,
     {{"a.md", TITLE "أعد الطلب"}, {"lexicon/dialect.txt", "أبغى أرجع -> أعد، زرافة\n"}},
     ""},
    {LINT_UNREACHABLE,
     {{"a.md", TITLE "نص"},
      {"b.md", TITLE "نص"},
      {"c.md", TITLE "نص"},
      {"d.md", TITLE "نص"},
      {"e.md", "---\ntitle: آخر\naliases: [عنوان]\n---\nنص"}},
     "d.md:2:8 e.md:3:10",
     .indexed = true},
    {LINT_UNREACHABLE,
     {{"a.md", "---\ntitle: الطلب\naliases: [طلبي]\n---\nنص"}},
     "",
     .indexed = true},
};

static void each_kind_is_found_where_it_is(void **state)
{
    struct arena a = ARENA_INIT;
    (void)state;
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct lint_case *c = &cases[i];
        struct str found = found_in(&a, c, false);
        if (!str_eq(found, str_from(c->found))) {
            print_error("%s, case %zu: found \"" STR_FMT "\" instead of \"%s\"\n",
                        lint_kinds[c->kind].name, i, STR_ARG(found), c->found);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
    arena_release(&a);
}

static void each_kind_has_a_case_for_and_against(void **state)
{
    unsigned cases_for[LINT_KINDS] = {0}, cases_against[LINT_KINDS] = {0};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        (*cases[i].found ? cases_for : cases_against)[cases[i].kind]++;
    for (size_t i = 0; i < LINT_KINDS; i++)
        if (!cases_for[i] || !cases_against[i])
            fail_msg("%s", lint_kinds[i].name);
}

/* Every kind but those of site.yaml itself can be switched off: the same folder, no finding. */
static void each_kind_can_be_switched_off(void **state)
{
    struct arena a = ARENA_INIT;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct lint_case c = cases[i];
        char yaml[100];
        size_t n = 0;
        while (n < FILES_MAX && c.files[n].path)
            n++;
        if (!*c.found || c.kind == LINT_SITE || n == FILES_MAX)
            continue;
        snprintf(yaml, sizeof yaml, "lint: {%s: false}\n", lint_kinds[c.kind].name);
        c.files[n] = (struct file){"site.yaml", yaml};
        struct str found = found_in(&a, &c, false);
        if (found.n)
            fail_msg("%s: found " STR_FMT, lint_kinds[c.kind].name, STR_ARG(found));
    }
    arena_release(&a);
}

static void limits_are_those_of_site_yaml(void **state)
{
    static const struct lint_case limited[] = {
        {LINT_LONG_PARAGRAPH,
         {{"a.md", "كلمة ", 40, "\n"}, {"site.yaml", "lint: {long-paragraph: 39}\n"}},
         "a.md:1:1"},
        {LINT_WIDE_TABLE,
         {{"a.md", "|1|2|3|\n|-|-|-|\n|1|2|3|\n"}, {"site.yaml", "lint: {wide-table: 2}\n"}},
         "a.md:1:1"},
        {LINT_LONG_TITLE,
         {{"a.md", "---\ntitle: عنوان فيه كلمات كثيرة\n---\nنص"},
          {"site.yaml", "lint: {long-title: 20}\n"}},
         "a.md:2:8"},
        {LINT_TWO_SPELLINGS,
         {{"a.md", "نص في GitHub\n\n", 2},
          {"b.md", TITLE "Github نص عربي\n"},
          {"site.yaml", "lint: {two-spellings: 2}\n"}},
         "b.md:4:1"},
    };
    struct arena a = ARENA_INIT;
    (void)state;
    for (size_t i = 0; i < sizeof limited / sizeof *limited; i++) {
        struct str found = found_in(&a, &limited[i], false);
        assert_str(found, limited[i].found);
    }
    arena_release(&a);
}

/* What a writer reads of a few. */
static void messages_say_what_to_do(void **state)
{
    static const struct lint_case told[] = {
        {LINT_UNKNOWN_KEY,
         {{"a.md", "---\ncategry: x\n---\nنص"}},
         "a.md:2:1 there is no key `categry`, it does nothing: did you mean `category`?"},
        {LINT_LINK,
         {{"a.md", TITLE "[أ](b.md)"}},
         "a.md:4:5 no article at \"b.md\": mend the path or remove the link"},
        {LINT_UNREACHABLE,
         {{"a.md", TITLE "نص"}, {"b.md", TITLE "نص"}, {"site.yaml", "lint: {unreachable: 1}\n"}},
         "b.md:2:8 \"عنوان\" does not find this article among the first 1, first is a: use "
         "these words in the text, or other ones here",
         .indexed = true},
    };
    struct arena a = ARENA_INIT;
    (void)state;
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        struct str found = found_in(&a, &told[i], true);
        assert_str(found, told[i].found);
    }
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_is_found_where_it_is),
        cmocka_unit_test(each_kind_has_a_case_for_and_against),
        cmocka_unit_test(each_kind_can_be_switched_off),
        cmocka_unit_test(limits_are_those_of_site_yaml),
        cmocka_unit_test(messages_say_what_to_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
