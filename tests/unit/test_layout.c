/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <string.h>

#include "lib/data.h"
#include "lib/layout.h"

enum { AR101, AZERTY };

static void both_ways(void **state)
{
    (void)state;
    static const struct {
        size_t layout;
        struct str arabic, latin;
    } pairs[] = {
        {AR101, STR_INIT("استرداد المبلغ"), STR_INIT("hsjv]h] hglfgy")},
        {AR101, STR_INIT("لا الأقساط؟"), STR_INIT("b hGrsh'?")},
        {AR101, STR_INIT("ذظزوةىؤءئطك"), STR_INIT("`/.,mncxz';")},
        {AR101, STR_INIT("أين طلبي"), STR_INIT("Hdk 'gfd")},
        {AZERTY, STR_INIT("استرداد المبلغ"), STR_INIT("hsjv$h$ hglfgy")},
        {AZERTY, STR_INIT("لا الأقساط؟"), STR_INIT("b hGrshù§")},
        {AZERTY, STR_INIT("ذظزوةىؤءئطك"), STR_INIT("*!:;,ncxwùm")},
        {AZERTY, STR_INIT("أين طلبي"), STR_INIT("Hdk ùgfd")},
        {AZERTY, STR_INIT("ضصثق كيف"), STR_INIT("azer mdt")},
        {AZERTY, STR_INIT("جهاز جديد"), STR_INIT("îh: ^$d$")},
        {AZERTY, STR_INIT("ةخفيث حشسسث"), STR_INIT(",otde pqsse")},
    };
    struct arena a = ARENA_INIT;
    struct str out;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        assert_true(layout_read(&a, pairs[i].latin, pairs[i].layout, LAYOUT_ARABIC_MEANT, &out));
        assert_str(out, pairs[i].arabic.p);
        assert_true(layout_read(&a, pairs[i].arabic, pairs[i].layout, LAYOUT_LATIN_MEANT, &out));
        assert_str(out, pairs[i].latin.p);
    }
    /* Capitals that no key of its own has, digits and other scripts stay or follow the small
     * letter. */
    assert_true(layout_read(&a, STR("HSJV]H] 12 é"), AR101, LAYOUT_ARABIC_MEANT, &out));
    assert_str(out, "أستردأد 12 é");
    assert_true(layout_read(&a, STR("MDS 12 é"), AZERTY, LAYOUT_ARABIC_MEANT, &out));
    assert_str(out, "كيس 12 é");
    arena_release(&a);
}

static void only_text_of_one_script(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        enum layout_meant meant;
    } cases[] = {
        {"رصيد apple", LAYOUT_ARABIC_MEANT}, {"رصيد apple", LAYOUT_LATIN_MEANT},
        {"123 ;;", LAYOUT_ARABIC_MEANT},     {"apple", LAYOUT_LATIN_MEANT},
        {"", LAYOUT_ARABIC_MEANT},
    };
    struct arena a = ARENA_INIT;
    struct str out;
    assert_int_equal(layout_count(), 2);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        for (size_t layout = 0; layout < layout_count(); layout++)
            assert_false(layout_read(&a, str_from(cases[i].typed), layout, cases[i].meant, &out));
    arena_release(&a);
}

struct key {
    struct str latin, arabic;
    size_t layout;
};

static bool next_word(struct str *line, struct str *word)
{
    *line = str_trim(str_sub(*line, 0, str_find_char(*line, '#')));
    *word = str_sub(*line, 0, str_find_char(*line, ' '));
    *line = str_sub(*line, word->n, line->n);
    return word->n > 0;
}

/* The file's keys, read here once more: two lines at a time. */
static size_t read_keys(struct key *keys, size_t max)
{
    struct str rest = DATA(layouts), line, kind, above = {0}, latin, arabic;
    size_t n = 0, n_layouts = 0;
    while (str_next_line(&rest, &line)) {
        bool some = next_word(&line, &kind);
        n_layouts += some && str_eq(kind, STR("layout"));
        if (some && str_eq(kind, STR("arabic"))) {
            while (next_word(&above, &latin)) {
                assert_true(n < max && next_word(&line, &arabic));
                keys[n++] = (struct key){latin, arabic, n_layouts - 1};
            }
            assert_false(next_word(&line, &arabic));
        }
        above = line;
    }
    return n;
}

/* A letter on two keys, or a key with two letters, could not be read back. */
static void every_key_once(void **state)
{
    (void)state;
    struct key keys[128];
    size_t n = read_keys(keys, 128), of_layout[2] = {0};
    for (size_t i = 0; i < n; i++) {
        of_layout[keys[i].layout]++;
        for (size_t j = 0; j < i; j++)
            if (keys[i].layout == keys[j].layout &&
                (str_eq(keys[i].latin, keys[j].latin) || str_eq(keys[i].arabic, keys[j].arabic)))
                fail_msg("twice: " STR_FMT, STR_ARG(keys[i].latin));
    }
    assert_true(of_layout[AR101] >= 33); /* the Arabic alphabet with its hamzas */
    assert_true(of_layout[AZERTY] >= 33);
}

static bool is_key(const struct key *keys, size_t n, size_t layout, struct str arabic)
{
    for (size_t i = 0; i < n; i++)
        if (keys[i].layout == layout && str_eq(keys[i].arabic, arabic))
            return true;
    return false;
}

/* Two keys after one that is a letter in both scripts; but where two keys give what one key gives
 * as well (ل and ا, لا), the one key is read. */
static void a_reading_read_back_is_what_was_typed(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    struct key keys[128];
    size_t n = read_keys(keys, 128), n_same = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            struct str read, back;
            if (keys[i].layout != keys[j].layout)
                continue;
            struct str pair =
                arena_printf(&a, STR_FMT STR_FMT, STR_ARG(keys[i].arabic), STR_ARG(keys[j].arabic));
            struct str typed = arena_printf(&a, "s" STR_FMT STR_FMT, STR_ARG(keys[i].latin),
                                            STR_ARG(keys[j].latin));
            assert_true(layout_read(&a, typed, keys[i].layout, LAYOUT_ARABIC_MEANT, &read));
            assert_str(read, arena_printf(&a, "س" STR_FMT, STR_ARG(pair)).p);
            assert_true(layout_read(&a, read, keys[i].layout, LAYOUT_LATIN_MEANT, &back));
            assert_true(str_eq(back, typed) != is_key(keys, n, keys[i].layout, pair));
            n_same += str_eq(back, typed);
            arena_clear(&a);
        }
    assert_true(n_same > 3000);
    arena_release(&a);
}

static uint32_t letter(const char *text)
{
    return utf8_next(&text, text + strlen(text));
}

static void neighbours_touch_on_the_keyboard(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        bool adjacent;
    } cases[] = {
        {"ب", "ل", true},
        {"ض", "ص", true},
        {"ا", "ت", true},
        {"ض", "ك", false},
        {"ش", "ض", true},
        {"ش", "ص", true},
        {"ش", "ث", false},
        {"ا", "غ", true},
        {"ا", "ع", true},
        {"ا", "ف", false},
        {"ط", "د", true},
        {"ظ", "ك", true},
        {"ظ", "ط", true},
        {"ا", "ل", true},
        {"ب", "ت", false},
        {"ض", "د", false},
        {"ج", "ش", false},
        {"ذ", "ض", false},
        {"س", "س", false},
        /* ة lies beside ى, ه below ع and خ; hamza on its seats beside ر. */
        {"ه", "ي", true},
        {"ه", "و", true},
        {"ه", "خ", true},
        {"و", "ر", true},
        {"ي", "ء", true},
        {"ي", "ا", true},
        {"q", "w", true},
        {"a", "q", true},
        {"a", "w", true},
        {"a", "e", false},
        {"z", "a", true},
        {"z", "s", true},
        {"z", "d", false},
        {"m", "j", true},
        {"m", "k", true},
        {"p", "q", false},
        {"q", "z", false},
        {"q", "ص", false},
        {"y", "x", false},
        {"8", "9", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (layout_adjacent(letter(cases[i].a), letter(cases[i].b)) != cases[i].adjacent ||
            layout_adjacent(letter(cases[i].b), letter(cases[i].a)) != cases[i].adjacent)
            fail_msg("%s and %s", cases[i].a, cases[i].b);
    }
    assert_false(layout_adjacent(0, 'q')); /* لا is no letter */
    assert_false(layout_adjacent(0, letter("ر")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_ways),
        cmocka_unit_test(only_text_of_one_script),
        cmocka_unit_test(every_key_once),
        cmocka_unit_test(a_reading_read_back_is_what_was_typed),
        cmocka_unit_test(neighbours_touch_on_the_keyboard),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
