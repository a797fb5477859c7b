/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <stdlib.h>

#include "golden.h"
#include "lib/arabizi.h"
#include "lib/arabizi_table.h"

enum { WORDS_MAX = 1000, SPELLING_ROWS_MAX = 60 };

/* tests/golden/arabizi.txt: all words, the spellings of some, and English ones. */
static struct {
    struct golden golden;
    struct str words[WORDS_MAX], english[WORDS_MAX];
    struct {
        struct str latin;
        size_t word; /* index */
    } spellings[WORDS_MAX];
    size_t n_words, n_english, n_spellings;
} file;

static void add_word(struct str word)
{
    for (size_t i = 0; i < file.n_words; i++)
        if (str_eq(file.words[i], word))
            return;
    assert_true(file.n_words < WORDS_MAX);
    file.words[file.n_words++] = word;
}

static size_t find_word(struct str word)
{
    size_t i = 0;
    while (!str_eq(file.words[i], word))
        i++;
    return i;
}

static int setup(void **state)
{
    struct str line;
    (void)state;
    golden_open(&file.golden, "tests/golden/arabizi.txt");
    while (golden_next(&file.golden, &line)) {
        struct str first = golden_cut(&line, STR(" "));
        bool words = str_eq(first, STR("=")), english = str_eq(first, STR("~"));
        if (!words && !english)
            add_word(first);
        while (line.n) {
            struct str word = golden_cut(&line, STR(" "));
            assert_true(file.n_english < WORDS_MAX && file.n_spellings < WORDS_MAX);
            if (words)
                add_word(word);
            else if (english)
                file.english[file.n_english++] = word;
            else {
                file.spellings[file.n_spellings].latin = word;
                file.spellings[file.n_spellings++].word = find_word(first);
            }
        }
    }
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    golden_close(&file.golden);
    return 0;
}

static bool share_a_key(struct str latin, struct str arabic)
{
    struct arabizi_key of_latin[ARABIZI_KEYS_MAX], of_arabic[ARABIZI_KEYS_MAX];
    size_t n = arabizi_keys(latin, of_latin), m = arabizi_keys_of(arabic, of_arabic);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < m; j++)
            if (of_latin[i].hash == of_arabic[j].hash)
                return true;
    return false;
}

static void the_file_is_large_and_folded(void **state)
{
    (void)state;
    assert_true(file.n_spellings >= 400);
    assert_true(file.n_words >= 500);
    for (size_t i = 0; i < file.n_words; i++)
        for (const char *p = file.words[i].p; p < str_end(file.words[i]);)
            if (!arabizi_letter(utf8_next(&p, str_end(file.words[i]))))
                fail_msg("not folded: " STR_FMT, STR_ARG(file.words[i]));
}

static void spellings_find_their_word(void **state)
{
    (void)state;
    size_t first = 0, among_three = 0, keys = 0, fit = 0;
    for (size_t i = 0; i < file.n_spellings; i++) {
        struct str latin = file.spellings[i].latin, right = file.words[file.spellings[i].word];
        float of_right = arabizi_fit(latin, right);
        size_t as_good = 0;
        for (size_t w = 0; w < file.n_words; w++)
            as_good += w != file.spellings[i].word && arabizi_fit(latin, file.words[w]) >= of_right;
        first += as_good == 0;
        among_three += as_good < 3;
        keys += share_a_key(latin, right);
        fit += of_right >= ARABIZI_FIT_MIN;
        if (!arabizi_may_be(latin))
            fail_msg("not worth trying: " STR_FMT, STR_ARG(latin));
    }
    double n = (double)file.n_spellings;
    assert_true((double)first / n >= .95);
    assert_true((double)among_three / n >= .99);
    assert_true((double)keys / n >= .99);
    assert_true((double)fit / n >= .99);
}

static void english_reads_badly(void **state)
{
    (void)state;
    double sum = 0;
    size_t over = 0;
    for (size_t i = 0; i < file.n_english; i++) {
        float best = 0;
        for (size_t w = 0; w < file.n_words; w++) {
            float fit = arabizi_fit(file.english[i], file.words[w]);
            best = fit > best ? fit : best;
        }
        sum += best;
        over += best >= ARABIZI_FIT_MIN;
    }
    double n = (double)file.n_english;
    assert_true(n >= 50);
    assert_true(sum / n < .6);
    assert_true((double)over / n < .15);
}

static void the_better_word_fits_better(void **state)
{
    (void)state;
    static const struct {
        const char *latin, *better, *worse;
    } cases[] = {
        {"7sab", "حساب", "هساب"},        {"hada", "هدا", "حدا"},
        {"qist", "قسط", "كسط"},          {"3arabi", "عربي", "اربي"},
        {"arabi", "عربي", "غربي"},       {"kitab", "كتاب", "كتب"},
        {"talaab", "طلاب", "طلب"},       {"6alab", "طلب", "تلب"},
        {"talab", "تلب", "طلب"},         {"9aba7", "صباح", "سباح"},
        {"fatora", "فاتوره", "فاتوري"},  {"talabi", "طلبي", "طلب"},
        {"talabi", "طلبي", "طلبه"},      {"kelmet", "كلمه", "كلمات"},
        {"sharika", "شركه", "سهركه"},    {"chokran", "شكرا", "شكر"},
        {"esh-shi7en", "الشحن", "اشحن"}, {"ad-daf3", "الدفع", "ادفع"},
        {"el7sab", "الحساب", "حساب"},    {"7sab", "حساب", "الحساب"},
        {"lel7sab", "للحساب", "الحساب"}, {"bel7sab", "بالحساب", "الحساب"},
        {"tabba3", "تتبع", "ستبع"},      {"mail", "ميل", "مل"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str latin = str_from(cases[i].latin);
        if (arabizi_fit(latin, str_from(cases[i].better)) <=
            arabizi_fit(latin, str_from(cases[i].worse)))
            fail_msg("%s: %s before %s", cases[i].latin, cases[i].better, cases[i].worse);
    }
    /* An article only at the beginning, teh marbuta only at the end, vowels one at a time. */
    assert_true(arabizi_fit(STR("mo7asaba"), STR("وبالمحاسبه")) < ARABIZI_FIT_MIN);
    assert_true(arabizi_fit(STR("kelmet"), STR("كلمها")) < ARABIZI_FIT_MIN);
    assert_true(arabizi_fit(STR("suit"), STR("ست")) < ARABIZI_FIT_MIN);
    assert_true(arabizi_fit(STR("7sab"), STR("7sab")) == 0);
    assert_true(arabizi_fit(STR(""), STR("حساب")) == 0);
    assert_true(arabizi_fit(STR("7sab"), STR("")) == 0);
    assert_true(arabizi_fit(STR("ba"), STR("با")) > .98F);
}

static void keys_join_what_is_typed_alike(void **state)
{
    (void)state;
    static const struct {
        const char *latin, *arabic;
        bool same;
    } cases[] = {
        {"talab", "طلب", true},     {"talab", "تالف", false},     {"montaj", "المنتج", true},
        {"elmontaj", "منتج", true}, {"elmontaj", "المنتج", true}, {"wel7sab", "حساب", true},
        {"7sab", "بالحساب", true},  {"esh-sha7n", "شحن", true},   {"gabl", "قبل", true},
        {"gadid", "جديد", true},    {"ezher", "ظهر", true},       {"edhher", "ظهر", true},
        {"sanya", "ثانيه", true},   {"thanya", "ثانيه", true},    {"tanya", "ثانيه", true},
        {"wajh", "وجه", true},      {"wajhe", "وجه", true},       {"kelmet", "كلمه", true},
        {"m3h", "معها", true},      {"sabah", "صباح", true},      {"rajja3", "رجع", true},
        {"mas7", "محمد", false},    {"5abar", "حبر", false},      {"sahl", "شهل", false},
        {"sahl", "سل", false},
    };
    struct arabizi_key keys[ARABIZI_KEYS_MAX];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (share_a_key(str_from(cases[i].latin), str_from(cases[i].arabic)) != cases[i].same)
            fail_msg("%s and %s", cases[i].latin, cases[i].arabic);
    assert_int_equal(arabizi_keys(STR("aya"), keys), 0);
    assert_int_equal(arabizi_keys_of(STR("اي"), keys), 0);
    assert_int_equal(arabizi_keys(STR("é7sab"), keys), 0);
    assert_int_equal(arabizi_keys(STR("babababababababababababababababababababab"), keys), 0);
    /* The likely reading comes first: شكران before شكرا. */
    struct arabizi_key of_arabic[ARABIZI_KEYS_MAX];
    assert_true(arabizi_keys(STR("shokran"), keys) > 1);
    assert_int_equal(arabizi_keys_of(STR("شكران"), of_arabic), 1);
    assert_int_equal(keys[0].hash, of_arabic[0].hash);
    /* One letter is no word that could stand behind an article. */
    assert_int_equal(arabizi_keys_of(STR("الف"), keys), 1);
    assert_int_equal(arabizi_keys_of(STR("الفن"), keys), 2);
}

static void only_what_may_be_arabic_is_tried(void **state)
{
    (void)state;
    static const char *const yes[] = {"7sab", "el-montaj", "kif", "2a3d", "3'ayer", "6alab", "m3a"};
    static const char *const no[] = {"",        "ab",
                                     "2525",    "Kif",
                                     "sku-123", "h264",
                                     "kif?",    "7sab_",
                                     "حساب",    "été",
                                     "-kif",    "kif-",
                                     "a b",     "babababababababababababababababababababab"};
    for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++)
        if (!arabizi_may_be(str_from(yes[i])))
            fail_msg("%s", yes[i]);
    for (size_t i = 0; i < sizeof no / sizeof no[0]; i++)
        if (arabizi_may_be(str_from(no[i])))
            fail_msg("%s", no[i]);
    assert_false(arabizi_may_be(STR("a\0bc")));
}

/* A spelling as the table allows it, by chance. Rows are looked back at when all is typed, because
 * their signs ask for what follows. */
struct spelling {
    char latin[2 * ARABIZI_LATIN_MAX * SPELLING_ROWS_MAX];
    size_t n;
    struct {
        const struct arabizi_row *row;
        size_t at;
    } rows[SPELLING_ROWS_MAX];
    size_t n_rows;
};

static bool row_may_follow(const struct arabizi_row *row, const struct spelling *s,
                           const uint8_t *letters, size_t n, size_t at)
{
    if (row->n_letters > n - at || memcmp(row->letters, letters + at, row->n_letters) != 0)
        return false;
    bool after_vowel = s->n && s->rows[s->n_rows - 1].row->before_consonant;
    if (after_vowel && (row->n_latin == 0 || arabizi_is_vowel(row->latin[0])))
        return false;
    if (row->at_start && (s->n || at))
        return false;
    if (row->n_letters == 0 && rand() % 8) /* else most of what is typed stands for nothing */
        return false;
    if (row->at_start && !row->n_latin && n - row->n_letters < 2)
        return false;
    return !row->at_end || at + row->n_letters == n;
}

static bool fits_afterwards(const struct spelling *s)
{
    struct str typed = {s->latin, s->n};
    for (size_t i = 0; i < s->n_rows; i++)
        if (!arabizi_row_fits(s->rows[i].row, typed, s->rows[i].at))
            return false;
    return s->n <= ARABIZI_CHARS_MAX;
}

static void type_row(struct spelling *s, const struct arabizi_row *row)
{
    s->rows[s->n_rows].row = row;
    s->rows[s->n_rows++].at = s->n;
    for (int times = row->may_double && rand() % 8 == 0 ? 2 : 1; times > 0; times--) {
        memcpy(s->latin + s->n, row->latin, row->n_latin);
        s->n += row->n_latin;
    }
}

static bool spell(const uint8_t *letters, size_t n, struct spelling *s)
{
    const struct arabizi_table *table = arabizi_table();
    *s = (struct spelling){.n = 0};
    for (size_t at = 0; at < n || rand() % 4 == 0;) {
        const struct arabizi_row *row = NULL;
        for (size_t i = 0, n_fits = 0; i < table->n_rows; i++)
            if (row_may_follow(&table->rows[i], s, letters, n, at) && rand() % ++n_fits == 0)
                row = &table->rows[i];
        if (!row || s->n_rows == SPELLING_ROWS_MAX)
            break;
        type_row(s, row);
        at += row->n_letters;
        if (at == n && row->at_end)
            break;
    }
    size_t written = 0;
    for (size_t i = 0; i < s->n_rows; i++)
        written += s->rows[i].row->n_letters;
    return written == n && fits_afterwards(s);
}

static size_t letters_of(struct str word, uint8_t letters[ARABIZI_CHARS_MAX])
{
    size_t n = 0;
    for (const char *p = word.p; p < str_end(word);)
        letters[n++] = arabizi_letter(utf8_next(&p, str_end(word)));
    return n;
}

static struct str random_word(char text[64])
{
    struct buf out;
    buf_init(&out, 63);
    if (rand() % 4 == 0)
        buf_add(&out, rand() % 2 ? STR("ال") : STR("بال"));
    bool first = rand() % 2;
    buf_add(&out, first ? STR("ر") : STR("")); /* without a consonant there is no key */
    for (int n = 1 + rand() % 8; n > 0;) {
        char letter[4];
        uint32_t c = 0x620 + (uint32_t)rand() % ARABIZI_ALPHABET;
        if (!arabizi_letter(c))
            continue;
        buf_add(&out, (struct str){letter, utf8_put(letter, c)});
        n--;
    }
    buf_add(&out, first ? STR("") : STR("ر"));
    memcpy(text, out.p, out.n);
    struct str word = {text, out.n};
    buf_release(&out);
    return word;
}

/* Has the word, or some beginning of its spelling, as many readings as there may be keys? */
static bool is_crowded(struct str latin, struct str word)
{
    struct arabizi_key keys[ARABIZI_KEYS_MAX];
    if (arabizi_keys_of(word, keys) == ARABIZI_KEYS_MAX)
        return true;
    for (size_t n = 1; n <= latin.n; n++)
        if (arabizi_keys(str_sub(latin, 0, n), keys) + 1 >= ARABIZI_KEYS_MAX)
            return true;
    return false;
}

/* The contract of the keys. Crowded spellings may lose theirs; by chance these are not rare. */
static void a_spelling_by_the_table_has_a_key_of_its_word(void **state)
{
    (void)state;
    size_t n_spelled = 0, n_lost = 0;
    srand(7);
    for (size_t i = 0; i < 60000; i++) {
        char text[64];
        uint8_t letters[ARABIZI_CHARS_MAX];
        struct spelling s;
        struct str word = i % 2 ? random_word(text) : file.words[i / 2 % file.n_words];
        if (!spell(letters, letters_of(word, letters), &s))
            continue;
        struct str latin = {s.latin, s.n};
        n_spelled++;
        if (share_a_key(latin, word))
            continue;
        n_lost++;
        if (!is_crowded(latin, word))
            fail_msg(STR_FMT " for " STR_FMT, STR_ARG(latin), STR_ARG(word));
    }
    assert_true(n_spelled > 40000);
    assert_true(n_lost * 50 < n_spelled);
}

static void any_bytes_are_safe(void **state)
{
    (void)state;
    static const char some[] = "aeiou'3hhllkktt-ss$\x80\xFF\0sh7";
    srand(11);
    for (int i = 0; i < 20000; i++) {
        char bytes[50];
        struct arabizi_key keys[ARABIZI_KEYS_MAX];
        struct str typed = {bytes, (size_t)(rand() % 50)};
        for (size_t k = 0; k < typed.n; k++)
            bytes[k] = rand() % 20 ? some[(size_t)rand() % sizeof some] : (char)rand();
        float fit = arabizi_fit(typed, file.words[(size_t)i % file.n_words]);
        assert_true(fit >= 0 && fit <= 1);
        assert_true(arabizi_keys(typed, keys) <= ARABIZI_KEYS_MAX);
    }
}

static void mistakes_in_the_table_are_named(void **state)
{
    (void)state;
    static const struct {
        const char *rows;
        unsigned line;
        const char *says;
    } cases[] = {
        {"b ب 0\n\nB ت 0", 3, "what is typed"},
        {"b$+ ب 0", 1, "what is typed"},
        {"b$ ب 0\nabcde ب 0", 2, "what is typed"},
        {"1 ب 0", 1, "what is typed"},
        {"^ ب 0", 1, "what is typed"},
        {"b", 1, "second column"},
        {"b أ 0", 1, "second column"},
        {"b ببببب 0", 1, "second column"},
        {"b ب", 1, "cost"},
        {"b ب 100", 1, "cost"},
        {"b ب x", 1, "cost"},
        {"- - 3", 1, "nothing for nothing"},
        {"class B ب\na ا 0\n- ب 3", 3, "left out"},
        {"class H ه\n-$ ه 3\n- ه 3", 3, "left out"},
        {"b ب 0\nd د 0\nb ب 4", 3, "line 1"},
        {"class B ب\nclass C ب\nclass D ب", 3, "classes"},
        {"class B أ", 1, "classes"},
        {"class BB ب", 1, "a class is"},
        {"class B", 1, "a class is"},
        {"b ب 0", 0, "U+0621"},
    };
    struct arabizi_table *table = xmalloc(sizeof *table);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err err = ERR_INIT;
        int result = arabizi_table_read(table, str_from(cases[i].rows), &err);
        if (result == 0 || err.line != cases[i].line || !strstr(err.message, cases[i].says))
            fail_msg("case %zu: line %u, %s", i, err.line, err.message);
        assert_string_equal(err.place, "lib/data/arabizi.txt");
    }
    free(table);
}

/* A row adds nothing to keys when a row before it has a class of its letter; ه has a class or none,
 * after its place. */
static void rows_of_one_class_are_read_once(void **state)
{
    (void)state;
    static const struct {
        const char *rows;
        bool nothing_new[3];
    } cases[] = {
        {"s س 0\ns ث 1\ns ت 2", {false, true, false}},
        {"s ت 0\ns ث 1\ns ط 2", {false, true, true}},
        {"s ت 0\ns ط 1\ns$ ط 2", {false, true, false}},
        {"s ح 0\ns ه 1\ns تط 2", {false, false, false}},
        {"s$ ه 0\ns$ ح 1\ns - 2", {false, false, false}},
    };
    struct arabizi_table *table = xmalloc(sizeof *table);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err err = ERR_INIT;
        struct buf text;
        buf_init(&text, 4096);
        buf_printf(&text, "class T تثط\nclass S سث\nclass H حه\n%s\n", cases[i].rows);
        for (uint32_t c = 0x620; c < 0x620 + ARABIZI_ALPHABET; c++) {
            char letter[4];
            if (arabizi_letter(c))
                buf_printf(&text, "x %.*s 0\n", (int)utf8_put(letter, c), letter);
        }
        assert_ok(arabizi_table_read(table, buf_str(&text), &err), &err);
        for (size_t k = 0; k < 3; k++)
            if (table->rows[table->from['s'] + k].no_new_class != cases[i].nothing_new[k])
                fail_msg("case %zu, row %zu", i, k);
        buf_release(&text);
    }
    free(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_file_is_large_and_folded),
        cmocka_unit_test(spellings_find_their_word),
        cmocka_unit_test(english_reads_badly),
        cmocka_unit_test(the_better_word_fits_better),
        cmocka_unit_test(keys_join_what_is_typed_alike),
        cmocka_unit_test(only_what_may_be_arabic_is_tried),
        cmocka_unit_test(a_spelling_by_the_table_has_a_key_of_its_word),
        cmocka_unit_test(any_bytes_are_safe),
        cmocka_unit_test(mistakes_in_the_table_are_named),
        cmocka_unit_test(rows_of_one_class_are_read_once),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
