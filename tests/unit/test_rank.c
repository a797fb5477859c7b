/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "lib/rank.h"

struct fixture {
    struct text *text;
    struct arena arena;
};

static int setup(void **state)
{
    struct fixture *f = xcalloc(1, sizeof *f);
    struct err err = ERR_INIT;
    *state = f;
    return text_new(&f->text, &err);
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    text_free(f->text);
    arena_release(&f->arena);
    free(f);
    return 0;
}

static const struct rank_filters everybody = {.audience = AUDIENCE_AGENT};

static struct xap_query *tree(struct fixture *f, const char *typed,
                              const struct rank_filters *filters, enum rank_phrases phrases)
{
    struct query query;
    query_read(f->text, &f->arena, str_from(typed), &query);
    return rank_query(f->text, &f->arena, &query, filters, phrases);
}

/* The weight that a term has in the tree: the product of the scales above it; 0 when it is not
 * there. */
static double weight_of(const struct xap_query *q, const char *term)
{
    if (q->op == XAP_TERM)
        return str_eq(q->term, str_from(term)) ? 1 : 0;
    double sum = 0;
    for (size_t i = 0; i < q->n_kids; i++)
        sum += weight_of(q->kids[i], term);
    return q->op == XAP_SCALE ? sum * q->factor : sum;
}

static void nothing_typed_is_no_query(void **state)
{
    assert_null(tree(*state, "", &everybody, RANK_PHRASES_HELP));
    assert_null(tree(*state, " ؟!\"\" ", &everybody, RANK_PHRASES_HELP));
}

static void each_word_in_each_spelling(void **state)
{
    struct xap_query *q = tree(*state, "الفاتورة", &everybody, RANK_PHRASES_HELP);
    static const char *const terms[] = {"الفاتوره", "Zفاتور", "XEالفاتورة", "ZSفاتور", "XZKفاتور"};
    assert_int_equal(q->op, XAP_OR);
    for (size_t i = 0; i < sizeof terms / sizeof terms[0]; i++)
        assert_true(weight_of(q, terms[i]) > 0);
    /* The index keeps an exact spelling only where folding changed it. */
    q = tree(*state, "طلب", &everybody, RANK_PHRASES_HELP);
    assert_true(weight_of(q, "طلب") > 0);
    assert_true(weight_of(q, "XEطلب") == 0);
}

static void weights(void **state)
{
    struct xap_query *q = tree(*state, "كيف طلب شحن شحن", &everybody, RANK_PHRASES_HELP);
    double once = weight_of(q, "طلب"), stop = weight_of(q, "كيف");
    assert_true(stop > 0 && stop < once);
    assert_true(weight_of(q, "شحن") > 1.9 * once);
    assert_true(weight_of(q, "Zطلب") > once); /* the stem finds more and tells more */
}

/* Every filter is a restriction around the whole and adds no weight. */
static void filters_surround_the_query(void **state)
{
    const struct rank_filters filters = {STR("AR"), STR("الغسّالات"), STR("الدفع"), AUDIENCE_PUBLIC};
    struct xap_query *q = tree(*state, "\"طلب شحن\" سريع", &filters, RANK_PHRASES_HELP);
    static const char *const expected[] = {"XPUBLIC", "XPالغسالات", "XCالدفع", "Lar"};
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        assert_int_equal(q->op, XAP_FILTER);
        assert_int_equal(q->n_kids, 2);
        assert_str(q->kids[1]->term, expected[i]);
        q = q->kids[0];
    }
    assert_int_equal(q->op, XAP_AND_MAYBE);
    q = tree(*state, "طلب", &(struct rank_filters){.audience = AUDIENCE_PUBLIC}, RANK_PHRASES_HELP);
    assert_int_equal(q->op, XAP_FILTER); /* zero-initialised filters are those of the public */
    assert_str(q->kids[1]->term, "XPUBLIC");
}

static void phrases_help_or_are_required(void **state)
{
    struct xap_query *q = tree(*state, "\"كلمة المرور\" نسيت", &everybody, RANK_PHRASES_REQUIRED);
    assert_int_equal(q->op, XAP_AND_MAYBE);
    const struct xap_query *phrase = q->kids[0]->kids[0];
    assert_int_equal(q->kids[0]->op, XAP_AND);
    /* Spelled as typed where folding would hide it, next to each other. */
    assert_int_equal(phrase->op, XAP_AND);
    assert_true(weight_of(phrase, "XEكلمة") > 0);
    assert_int_equal(phrase->kids[phrase->n_kids - 1]->op, XAP_PHRASE);
    assert_int_equal(phrase->kids[phrase->n_kids - 1]->n_kids, 2);

    q = tree(*state, "\"كلمة المرور\" نسيت", &everybody, RANK_PHRASES_HELP);
    assert_int_equal(q->op, XAP_AND_MAYBE);
    assert_int_equal(q->kids[0]->op, XAP_OR);
    assert_true(weight_of(q->kids[0], "نسيت") > 0);
    /* One word in quotes is no phrase to Xapian. */
    q = tree(*state, "\"نسيت\"", &everybody, RANK_PHRASES_REQUIRED);
    assert_int_equal(q->kids[0]->kids[0]->kids[0]->op, XAP_TERM);
}

static unsigned deepest(const struct xap_query *q)
{
    unsigned most = 0;
    assert_true(q->n_kids <= XAP_KIDS_MAX);
    for (size_t i = 0; i < q->n_kids; i++) {
        unsigned depth = 1 + deepest(q->kids[i]);
        most = depth > most ? depth : most;
    }
    return most;
}

static void stays_within_the_limits(void **state)
{
    struct fixture *f = *state;
    const struct rank_filters filters = {STR("ar"), STR("p"), STR("c"), AUDIENCE_PUBLIC};
    struct buf typed;
    buf_init(&typed, 1 << 16);
    for (int i = 0; i < 3 * QUERY_WORDS_MAX; i++)
        buf_printf(&typed, "إ%c%c \"أ%c ب\" ", 'a' + i % 26, 'a' + i / 26, 'a' + i % 26);
    for (int phrases = RANK_PHRASES_HELP; phrases <= RANK_PHRASES_REQUIRED; phrases++) {
        struct xap_query *q = tree(f, typed.p, &filters, (enum rank_phrases)phrases);
        assert_in_range(deepest(q), 3, XAP_DEPTH_MAX);
    }
    /* Terms are cut where the index cuts them. */
    buf_clear(&typed);
    for (int i = 0; i < 200; i++)
        buf_add(&typed, STR("ก"));
    struct xap_query *q = tree(f, typed.p, &everybody, RANK_PHRASES_HELP);
    for (size_t i = 0; i < q->n_kids; i++)
        assert_in_range(q->kids[i]->kids[0]->term.n, 230, 240);
    buf_release(&typed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_typed_is_no_query),
        cmocka_unit_test(each_word_in_each_spelling),
        cmocka_unit_test(weights),
        cmocka_unit_test(filters_surround_the_query),
        cmocka_unit_test(phrases_help_or_are_required),
        cmocka_unit_test(stays_within_the_limits),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
