/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lang.h"

#include <stdio.h>

#include "../lib/isolate.h"

static const struct {
    struct str ar, en;
} messages[MSG_COUNT] = {
#define SAY(message, arabic, english) [message] = {STR_INIT(arabic), STR_INIT(english)}
    SAY(MSG_SITE, "جواب", "Jawab"),
    SAY(MSG_SITE_PLACE, "مركز المساعدة", "Help centre"),
    SAY(MSG_SKIP, "انتقل إلى المحتوى", "Skip to content"),
    SAY(MSG_NAV, "روابط عامة", "Site"),
    SAY(MSG_OTHER_LANGUAGE, "English", "العربية"),
    SAY(MSG_HERO, "بماذا نساعدك اليوم؟", "What can we help with?"),
    SAY(MSG_HERO_MORE, "اسأل بكلماتك كما تقولها، بالعربية أو بالإنجليزية.",
        "Ask the way you would say it, in Arabic or English."),
    SAY(MSG_SEARCH, "ابحث", "Search"),
    SAY(MSG_SEARCH_LABEL, "ابحث في مركز المساعدة", "Search the help centre"),
    SAY(MSG_PLACEHOLDER, "اكتب سؤالك بكلماتك", "Ask in your own words"),
    SAY(MSG_RESULTS_FOR, "عن", "for"),
    SAY(MSG_QUOTE_OPEN, "«", "“"),
    SAY(MSG_QUOTE_CLOSE, "»", "”"),
    SAY(MSG_FILTERS, "المرشّحات المختارة", "Chosen filters"),
    SAY(MSG_FILTER_REMOVE, "إزالة المرشّح", "remove filter"),
    SAY(MSG_ALL_LANGUAGES, "ابحث بكل اللغات", "Search in all languages"),
    SAY(MSG_CUT, "كان سؤالك طويلاً، فبحثنا عن أوله فقط.",
        "Your question was long; we searched for its beginning only."),
    SAY(MSG_SHOWING_FOR, "نعرض نتائج ", "Showing results for "),
    SAY(MSG_WRONG_LAYOUT, "، فقد كانت لوحة المفاتيح على لغة أخرى.",
        ": the keyboard was set to another language."),
    SAY(MSG_SEARCH_FOR, "ابحث عن ", "Search for "),
    SAY(MSG_AS_TYPED, "كما كُتبت.", "as typed."),
    SAY(MSG_DID_YOU_MEAN, "هل تقصد ", "Did you mean "),
    SAY(MSG_QUESTION_MARK, "؟", "?"),
    SAY(MSG_ANSWER, "الجواب", "Answer"),
    SAY(MSG_ANSWER_FROM, "من ", "from "),
    SAY(MSG_OPEN_ARTICLE, "افتح المقال", "Open the article"),
    SAY(MSG_SUGGESTED, "نقترحه عليك", "Our suggestion"),
    SAY(MSG_RELATED, "مقالات ذات صلة", "Related articles"),
    SAY(MSG_UPDATED, "حُدّث في ", "Updated "),
    SAY(MSG_ARTICLES, "مقالات", "Articles"),
    SAY(MSG_PAGES, "صفحات النتائج", "Result pages"),
    SAY(MSG_PAGE, "صفحة", "Page"),
    SAY(MSG_NEXT, "التالي", "Next"),
    SAY(MSG_PREVIOUS, "السابق", "Previous"),
    SAY(MSG_NONE, "لم نجد شيئاً عن ", "We found nothing for "),
    SAY(MSG_NONE_MORE, "جرّب كلمات أقل، أو اسم الجهاز وحده، أو كلمة أخرى بالمعنى نفسه.",
        "Try fewer words, the name of the product alone, or another word for the same thing."),
    SAY(MSG_NONE_FILTERED, "أزل مرشّحاً لتبحث في مقالات أكثر.",
        "Remove a filter to search more articles."),
    SAY(MSG_NO_SUCH_PAGE, "لا نتائج في هذه الصفحة", "No results on this page"),
    SAY(MSG_FIRST_PAGE, "العودة إلى أول النتائج", "Back to the first results"),
    SAY(MSG_EMPTY_QUERY, "عمّ تبحث؟", "What are you looking for?"),
    SAY(MSG_EMPTY_QUERY_MORE, "اكتب كلمة أو سؤالاً كاملاً.", "Type a word or a whole question."),
    SAY(MSG_CRUMBS, "مسار الصفحة", "Breadcrumb"),
    SAY(MSG_HOME, "الرئيسية", "Home"),
    SAY(MSG_CONTENTS, "في هذا المقال", "In this article"),
    SAY(MSG_API, "الواجهة البرمجية", "API"),
    SAY(MSG_REQUEST_ID, "رقم الطلب للدعم: ", "Request number for support: "),
    SAY(MSG_BAD_NUMBER, "قيمة لا تصلح، والمسموح عدد صحيح:", "Not a whole number in range:"),
    SAY(MSG_MISSING, "ينقص الطلبَ:", "Missing from the request:"),
    SAY(MSG_400, "لم نفهم هذا الطلب", "We could not understand this request"),
    SAY(MSG_400_MORE, "في العنوان خطأ. ابحث عمّا تريد، أو ابدأ من الصفحة الرئيسية.",
        "Something in the address is wrong. Search for what you need, or start from the home "
        "page."),
    SAY(MSG_401, "هذا للموظفين وحدهم", "This is for agents only"),
    SAY(MSG_401_MORE, "أرسل رمزك مع الطلب.", "Send your token with the request."),
    SAY(MSG_404, "هذه الصفحة ليست هنا", "This page is not here"),
    SAY(MSG_404_MORE, "ربما نُقل المقال أو تغيّر عنوانه. ابحث عنه بكلماتك.",
        "The article may have moved or its address may have changed. Search for it."),
    SAY(MSG_405, "هذه الصفحة للقراءة فقط", "This page can only be read"),
    SAY(MSG_405_MORE, "لا يقبل هذا العنوان ما أُرسل إليه.",
        "This address does not accept what was sent to it."),
    SAY(MSG_413, "ما أُرسل أكبر من المسموح", "What was sent is too large"),
    SAY(MSG_413_MORE, "أرسل أقل من ذلك.", "Send less than that."),
    SAY(MSG_500, "حدث خطأ عندنا", "Something went wrong on our side"),
    SAY(MSG_500_MORE, "أعد المحاولة بعد قليل. إن تكرر الخطأ فأرسل إلينا رقم الطلب.",
        "Please try again shortly. If it happens again, send us the request number."),
#undef SAY
};

struct str lang_text(enum lang lang, enum message message)
{
    return lang == LANG_AR ? messages[message].ar : messages[message].en;
}

const struct lang_error *lang_error(unsigned status)
{
    static const struct lang_error errors[] = {
        {401, MSG_401, MSG_401_MORE}, {404, MSG_404, MSG_404_MORE}, {405, MSG_405, MSG_405_MORE},
        {413, MSG_413, MSG_413_MORE}, {411, MSG_405, MSG_405_MORE}, {500, MSG_500, MSG_500_MORE},
        {400, MSG_400, MSG_400_MORE},
    };
    size_t i = 0, last = sizeof errors / sizeof *errors - 1; /* the last row stands for the rest */
    while (i < last && errors[i].status != status)
        i++;
    return &errors[i];
}

struct str lang_code(enum lang lang)
{
    return lang == LANG_AR ? STR("ar") : STR("en");
}

struct str lang_direction(enum lang lang)
{
    return lang == LANG_AR ? STR("rtl") : STR("ltr");
}

bool lang_parse(struct str code, enum lang *out)
{
    if (str_eq(code, STR("ar")))
        *out = LANG_AR;
    else if (str_eq(code, STR("en")))
        *out = LANG_EN;
    else
        return false;
    return true;
}

static struct str primary_subtag(struct str code)
{
    return str_sub(code, 0, str_find_char(code, '-'));
}

struct str lang_direction_of(struct str code)
{
    return isolate_right_to_left(code) ? STR("rtl") : STR("ltr");
}

struct str lang_own_name(struct str code)
{
    enum lang lang;
    if (!lang_parse(primary_subtag(code), &lang))
        return code;
    return lang == LANG_AR ? STR("العربية") : STR("English");
}

/* ASCII digits to Arabic-Indic ones, U+0660 on. */
static void put_digits(struct buf *out, enum lang lang, const char *digits)
{
    for (; *digits; digits++) {
        if (lang == LANG_AR) {
            char bytes[4];
            buf_add(out, (struct str){bytes, utf8_put(bytes, 0x0660u + (uint32_t)(*digits - '0'))});
        } else {
            buf_char(out, *digits);
        }
    }
}

void lang_number(struct buf *out, enum lang lang, uint64_t n)
{
    char digits[24];
    snprintf(digits, sizeof digits, "%llu", (unsigned long long)n);
    put_digits(out, lang, digits);
}

/* CLDR plural rules for cardinals, Unicode CLDR 42, "ar" and "en". */
enum plural { PLURAL_ZERO, PLURAL_ONE, PLURAL_TWO, PLURAL_FEW, PLURAL_MANY, PLURAL_OTHER };

static enum plural plural_of(enum lang lang, uint64_t n)
{
    if (lang == LANG_EN)
        return n == 1 ? PLURAL_ONE : PLURAL_OTHER;
    if (n <= 2)
        return (enum plural)n;
    if (n % 100 >= 3 && n % 100 <= 10)
        return PLURAL_FEW;
    return n % 100 >= 11 ? PLURAL_MANY : PLURAL_OTHER;
}

void lang_results(struct buf *out, enum lang lang, uint64_t n)
{
    /* The words for none, one and two carry the number in themselves in Arabic. */
    static const struct {
        bool number;
        struct str words;
    } forms[][PLURAL_OTHER + 1] = {
        [LANG_AR] = {[PLURAL_ZERO] = {false, STR_INIT("لا نتائج")},
                     [PLURAL_ONE] = {false, STR_INIT("نتيجة واحدة")},
                     [PLURAL_TWO] = {false, STR_INIT("نتيجتان")},
                     [PLURAL_FEW] = {true, STR_INIT(" نتائج")},
                     [PLURAL_MANY] = {true, STR_INIT(" نتيجة")},
                     [PLURAL_OTHER] = {true, STR_INIT(" نتيجة")}},
        [LANG_EN] = {[PLURAL_ONE] = {true, STR_INIT(" result")},
                     [PLURAL_OTHER] = {true, STR_INIT(" results")}},
    };
    enum plural plural = plural_of(lang, n);
    if (forms[lang][plural].number)
        lang_number(out, lang, n);
    buf_add(out, forms[lang][plural].words);
}

/* Splits "2026-11-03"; false when it is not a date. */
static bool parse_date(struct str s, unsigned *year, unsigned *month, unsigned *day)
{
    if (s.n != 10 || s.p[4] != '-' || s.p[7] != '-')
        return false;
    unsigned parts[3] = {0, 0, 0};
    size_t part = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (i == 4 || i == 7)
            part++;
        else if (s.p[i] >= '0' && s.p[i] <= '9')
            parts[part] = parts[part] * 10 + (unsigned)(s.p[i] - '0');
        else
            return false;
    }
    *year = parts[0], *month = parts[1], *day = parts[2];
    return *month >= 1 && *month <= 12 && *day >= 1 && *day <= 31;
}

void lang_date(struct buf *out, enum lang lang, struct str iso_date)
{
    static const struct str months[][12] = {
        [LANG_AR] = {STR_INIT("يناير"), STR_INIT("فبراير"), STR_INIT("مارس"), STR_INIT("أبريل"),
                     STR_INIT("مايو"), STR_INIT("يونيو"), STR_INIT("يوليو"), STR_INIT("أغسطس"),
                     STR_INIT("سبتمبر"), STR_INIT("أكتوبر"), STR_INIT("نوفمبر"),
                     STR_INIT("ديسمبر")},
        [LANG_EN] = {STR_INIT("Jan"), STR_INIT("Feb"), STR_INIT("Mar"), STR_INIT("Apr"),
                     STR_INIT("May"), STR_INIT("Jun"), STR_INIT("Jul"), STR_INIT("Aug"),
                     STR_INIT("Sep"), STR_INIT("Oct"), STR_INIT("Nov"), STR_INIT("Dec")},
    };
    unsigned year, month, day;
    if (!parse_date(iso_date, &year, &month, &day)) {
        buf_add(out, iso_date);
        return;
    }
    lang_number(out, lang, day);
    buf_char(out, ' ');
    buf_add(out, months[lang][month - 1]);
    buf_char(out, ' ');
    lang_number(out, lang, year);
}
