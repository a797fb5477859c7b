/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <string.h>

#include "spell_model.h"
#include "spell_words.h"

enum { RANDOM_PAIRS = 4000 };

static bool one_in(uint32_t times)
{
    return spell_any(times) == 0;
}

static unsigned distance(const char *a, const char *b)
{
    return spell_distance(str_from(a), str_from(b), UINT32_MAX);
}

static void likely_mistakes_are_nearer(void **state)
{
    /* The first two are nearer to one another than the last two. */
    static const char *const pairs[][4] = {
        /* the same sound, then another letter */
        {"ضريبه", "ظريبه", "ضريبه", "كريبه"},
        {"استرذاد", "استرداد", "استرماد", "استرداد"},
        {"بطاقه", "بتاقه", "بطاقه", "بماقه"},
        {"حصاب", "حساب", "حكاب", "حساب"},
        {"ثلاثه", "تلاته", "ثلاثه", "كلاكه"},
        {"كلبي", "قلبي", "طلبي", "قلبي"},
        /* a dialect's sound is dearer than one that everybody confuses */
        {"قمرك", "كمرك", "قمرك", "جمرك"},
        {"ضريبه", "ظريبه", "قريبه", "جريبه"},
        /* a dot, then another letter */
        {"شحن", "شخن", "شحن", "شعن"},
        {"تحويل", "نحويل", "تحويل", "سحويل"},
        /* a key beside it, then one that is not, in either row and keyboard */
        {"اشتراك", "اشنراك", "اشتراك", "اشسراك"},
        {"فاتوره", "فاتوبه", "فاتوره", "فاتوغه"},
        {"login", "logun", "login", "logxn"},
        {"order", "otder", "order", "omder"},
        {"order", "ordrr", "order", "ordkr"},
        /* long vowels, hamza, doubled letters, swapped ones: each less than an edit */
        {"تحويل", "تحول", "تحويل", "تحوي"},
        {"حساب", "حسب", "حساب", "حاب"},
        {"شيء", "شي", "شيم", "شي"},
        {"تحديث", "تحدييث", "تحديث", "تحديكث"},
        {"تحقق", "تحق", "تحقق", "تقق"},
        {"تحديث", "تحيدث", "تحديث", "تكديث"},
        {"committee", "comittee", "committee", "commttee"},
        {"address", "adress", "address", "adress2"},
        {"transfer", "trnasfer", "transfer", "tkansfer"},
        /* what is joined to the beginning; the article is the least */
        {"الضريبه", "ضريبه", "منضريبه", "ضريبه"},
        {"الضريبه", "ضريبه", "والضريبه", "ضريبه"},
        {"الضريبه", "ضريبه", "وضريبه", "ضريبه"},
        {"وضريبه", "ضريبه", "نضريبه", "ضريبه"},
        {"للضريبه", "الضريبه", "نلضريبه", "الضريبه"},
        {"سترداد", "استرداد", "اترداد", "استرداد"},
        /* only there */
        {"الكتاب", "كتاب", "كتابال", "كتاب"},
        {"دنيا", "دنيه", "داني", "دهني"},
        /* English sounds */
        {"calendar", "calender", "calendar", "calendur"},
        {"phone", "fone", "phone", "mone"},
        {"receipt", "reciept", "receipt", "recaipt"},
        {"cancel", "kancel", "cancel", "wancel"},
        {"organisation", "organization", "organisation", "organimation"},
        {"system", "sistem", "system", "sgstem"},
        {"ticket", "tiket", "ticket", "tickt"},
        /* the first letter is rarely the wrong one */
        {"حساب", "حسام", "حساب", "لساب"},
        {"account", "accoupt", "account", "pccount"},
        {"account", "acocunt", "account", "caccount"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        const char *const *p = pairs[i];
        unsigned near = distance(p[0], p[1]), far = distance(p[2], p[3]);
        if (near >= far)
            fail_msg("%s %s: %u, %s %s: %u", p[0], p[1], near, p[2], p[3], far);
    }
}

static void every_kind_has_its_cost(void **state)
{
    (void)state;
    assert_int_equal(distance("", ""), 0);
    assert_int_equal(distance("7", "8"), SPELL_EDIT + SPELL_FIRST);
    assert_int_equal(distance("x7", "x8"), SPELL_EDIT);
    assert_int_equal(distance("x7", "x"), SPELL_DROP);
    assert_int_equal(distance("7x", "x"), SPELL_DROP + SPELL_FIRST);
    assert_int_equal(distance("x78", "x87"), SPELL_SWAP);
    assert_int_equal(distance("78", "87"), SPELL_SWAP + SPELL_FIRST);
    assert_int_equal(distance("x77", "x7"), SPELL_DOUBLED);
    assert_int_equal(distance("77", "7"), SPELL_DOUBLED);
    assert_int_equal(distance("xg", "xf"), SPELL_NEAR_KEY);
    assert_int_equal(distance("g", "f"), SPELL_NEAR_KEY + SPELL_FIRST);
    assert_int_equal(distance("x\U0001F600", "xé"), SPELL_EDIT);
}

/* The last letter of one row and the first of another keyboard, and keys with none. */
static void keyboards_lie_apart(void **state)
{
    (void)state;
    assert_int_equal(distance("xp", "xa"), distance("xp", "xو"));
    assert_int_equal(distance("xq", "xظ"), SPELL_EDIT);
    assert_int_equal(distance("xء", "xر"), SPELL_EDIT);
    assert_int_equal(distance("xq", "xw"), SPELL_NEAR_KEY);
    assert_int_equal(distance("xw", "xs"), SPELL_NEAR_KEY);
    assert_int_equal(distance("xs", "xx"), SPELL_NEAR_KEY);
    assert_int_equal(distance("xe", "xx"), SPELL_EDIT);
    assert_int_equal(distance("xw", "xd"), SPELL_EDIT);
    assert_int_equal(distance("xل", "xغ"), SPELL_NEAR_KEY);
}

static const char *const alphabet[] = {
    "ا", "ا", "ا", "ل", "ل", "و", "ي", "ت",  "ب", "ه", "ه", "ر", "ض", "ظ",
    "ق", "ك", "ح", "ء", "ن", "a", "e", "e",  "o", "u", "c", "k", "p", "h",
    "f", "s", "q", "t", "i", "1", "é", "中", "ة", "-", "^", "$", ".", "\U0001F600"};

static void add_any(struct buf *out, uint32_t scripts)
{
    enum { ARABIC = 19, ALL = sizeof alphabet / sizeof alphabet[0] };
    uint32_t at = scripts == 0   ? spell_any(ARABIC)
                  : scripts == 1 ? ARABIC + spell_any(14)
                                 : spell_any(ALL);
    buf_add(out, str_from(alphabet[at]));
}

/* Replaces out by s with about one letter in so many dropped, added, replaced or written twice. */
static void mistype(struct str s, struct buf *out, uint32_t scripts)
{
    const char *p = s.p, *end = str_end(s);
    buf_clear(out);
    while (p < end) {
        const char *from = p;
        utf8_next(&p, end);
        uint32_t kind = spell_any(14);
        if (kind == 0 || kind == 1)
            add_any(out, scripts);
        if (kind != 1 && kind != 2)
            buf_add(out, (struct str){from, (size_t)(p - from)});
        if (kind == 3)
            buf_add(out, (struct str){from, (size_t)(p - from)});
    }
}

static void put_any(struct buf *out, uint32_t scripts, uint32_t letters)
{
    buf_clear(out);
    while (letters--)
        add_any(out, scripts);
}

static void rules_hold_for_random_words(void **state)
{
    struct buf a, b;
    (void)state;
    buf_init(&a, 1 << 12);
    buf_init(&b, 1 << 12);
    for (int i = 0; i < RANDOM_PAIRS; i++) {
        uint32_t scripts = spell_any(3);
        put_any(&a, scripts, spell_any(one_in(50) ? 130 : 12));
        if (one_in(4))
            put_any(&b, scripts, spell_any(12));
        else
            mistype(buf_str(&a), &b, scripts);
        const char *broken = spell_breaks(buf_str(&a), buf_str(&b));
        if (broken)
            fail_msg("%s: %s %s", broken, a.p, b.p);
    }
    buf_release(&a);
    buf_release(&b);
}

static void long_words_are_cut(void **state)
{
    char a[301], b[301];
    (void)state;
    memset(a, 'x', sizeof a);
    memset(b, 'x', sizeof b);
    memset(b + SPELL_LETTERS, '7', sizeof b - SPELL_LETTERS);
    struct str left = {a, 300}, right = {b, 300};
    assert_int_equal(spell_distance(left, right, UINT32_MAX), 0);
    for (size_t i = 0; i < sizeof b; i++)
        b[i] = i % 2 ? '7' : '8'; /* nothing doubled, and none of it in the other */
    assert_int_equal(spell_distance(left, right, UINT32_MAX),
                     SPELL_LETTERS * SPELL_EDIT + SPELL_FIRST);
    assert_true(spell_distance(left, right, 150) > 150);
}

enum edit { EDIT_ADDED, EDIT_REPLACED, EDIT_DROPPED, EDIT_SWAPPED, EDITS };

/* The word with one edit at a letter. */
static void edit_once(struct str word, size_t at, enum edit edit, struct buf *out)
{
    struct model_word letters = model_word(word);
    if (edit == EDIT_SWAPPED && at + 1 < letters.n) {
        uint32_t c = letters.at[at];
        letters.at[at] = letters.at[at + 1];
        letters.at[at + 1] = c;
    }
    buf_clear(out);
    for (size_t i = 0; i < letters.n; i++) {
        char bytes[4];
        if (i == at && (edit == EDIT_ADDED || edit == EDIT_REPLACED))
            add_any(out, 2);
        if (i != at || edit == EDIT_ADDED || edit == EDIT_SWAPPED)
            buf_add(out, (struct str){bytes, utf8_put(bytes, letters.at[i])});
    }
}

/* Any one edit that leaves six letters or more; and swapping is less than replacing two. */
static void one_edit_is_within_the_limit(void **state)
{
    struct buf typed;
    (void)state;
    buf_init(&typed, 1 << 12);
    for (int i = 0; i < 20000; i++) {
        size_t which = spell_any((uint32_t)spell_words.n);
        struct str word = spell_words.at[which].folded;
        enum edit edit = (enum edit)spell_any(EDITS);
        edit_once(word, spell_any((uint32_t)spell_words.at[which].letters), edit, &typed);
        size_t n = utf8_count_chars(buf_str(&typed));
        unsigned far = spell_distance(buf_str(&typed), word, UINT32_MAX);
        if ((n >= 6 && far > spell_limit(n)) || (edit == EDIT_SWAPPED && far >= 2 * SPELL_EDIT))
            fail_msg("%s " STR_FMT ": %u", typed.p, STR_ARG(word), far);
    }
    buf_release(&typed);
}

static void limits_rise_with_the_word(void **state)
{
    (void)state;
    for (size_t n = 0; n < 200; n++)
        assert_true(spell_limit(n) <= spell_limit(n + 1));
    assert_int_equal(spell_limit(0), 0);
    assert_int_equal(spell_limit(3), 0);
    /* One letter, but no other for the first; then any, but not two; then two. */
    assert_true(spell_limit(4) >= SPELL_EDIT && spell_limit(4) < SPELL_EDIT + SPELL_FIRST);
    assert_int_equal(spell_limit(5), spell_limit(4));
    assert_true(spell_limit(6) >= SPELL_EDIT + SPELL_FIRST && spell_limit(6) < 2 * SPELL_EDIT);
    assert_int_equal(spell_limit(7), spell_limit(6));
    assert_true(spell_limit(8) >= 2 * SPELL_EDIT && spell_limit(500) < 3 * SPELL_EDIT);
}

static void only_words_may_be_corrected(void **state)
{
    static const struct {
        const char *text;
        bool may;
    } cases[] = {
        {"ضريبة", true},          {"card", true},   {"car", false},      {"شحن", false},
        {"حِساب", true},           {"12345", false}, {"iphone15", false}, {"sku-1234", false},
        {"a@example.com", false}, {"12.50", false},
    };
    struct arena a = ARENA_INIT;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct token_list list;
        text_tokens(spell_words.text, &a, str_from(cases[i].text), &list);
        assert_true(list.n > 0);
        /* Of a code the whole is meant, not the words in it. */
        const struct token *token = &list.tokens[0];
        for (size_t k = 0; k < list.n; k++)
            token = list.tokens[k].kind == TOKEN_WHOLE ? &list.tokens[k] : token;
        if (spell_may_correct(token) != cases[i].may)
            fail_msg("%s", cases[i].text);
    }
    struct token mixed = {.folded = STR("ab12cd"), .kind = TOKEN_LATIN};
    assert_false(spell_may_correct(&mixed));
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(likely_mistakes_are_nearer),
        cmocka_unit_test(every_kind_has_its_cost),
        cmocka_unit_test(keyboards_lie_apart),
        cmocka_unit_test(rules_hold_for_random_words),
        cmocka_unit_test(long_words_are_cut),
        cmocka_unit_test(one_edit_is_within_the_limit),
        cmocka_unit_test(limits_rise_with_the_word),
        cmocka_unit_test(only_words_may_be_corrected),
    };
    return cmocka_run_group_tests(tests, spell_words_setup, spell_words_teardown);
}
