/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <limits.h>
#include <math.h>

#include "lib/metrics.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))

static void assert_near(double actual, double expected)
{
    if (fabs(actual - expected) > 1e-9)
        fail_msg("%.12f is not %.12f", actual, expected);
}

/* Found, in order: grades 3 2 3 0 1 2. Relevant in all: 3 3 3 2 2 2 1.
 *   gain  = 3/log2(2) + 2/log2(3) + 3/log2(4) + 0 + 1/log2(6) + 2/log2(7)
 *         = 3 + 1.261859507 + 1.5 + 0.386852807 + 0.712414374          = 6.861126688
 *   ideal = 3/log2(2) + 3/log2(3) + 3/log2(4) + 2/log2(5) + 2/log2(6) + 2/log2(7) + 1/log2(8)
 *         = 3 + 1.892789261 + 1.5 + 0.861353116 + 0.773705614 + 0.712414374 + 0.333333333
 *                                                                      = 9.073595699
 *   nDCG  = 6.861126688 / 9.073595699 = 0.756164 */
static void ndcg_by_hand(void **state)
{
    static const unsigned found[] = {3, 2, 3, 0, 1, 2}, relevant[] = {2, 3, 1, 3, 2, 3, 2};
    (void)state;
    double gain = 3 / log2(2) + 2 / log2(3) + 3 / log2(4) + 1 / log2(6) + 2 / log2(7);
    double ideal = 3 / log2(2) + 3 / log2(3) + 3 / log2(4) + 2 / log2(5) + 2 / log2(6) +
                   2 / log2(7) + 1 / log2(8);
    assert_near(gain, 6.861126688259);
    assert_near(ideal, 9.073595698699);
    assert_near(metrics_ndcg(found, N(found), relevant, N(relevant)), gain / ideal);
}

/* One relevant article at rank r: 1/log2(r + 1), as trec_eval's ndcg_cut_10. */
static void ndcg_of_one_article(void **state)
{
    static const unsigned relevant[] = {1};
    unsigned found[12] = {0};
    (void)state;
    for (size_t i = 0; i < 12; i++) {
        found[i] = 1;
        double expected = i < METRICS_DEPTH ? 1 / log2((double)i + 2) : 0;
        assert_near(metrics_ndcg(found, 12, relevant, 1), expected);
        found[i] = 0;
    }
}

/* More than ten relevant articles: the ideal is cut at ten as well, so ten of ten is 1. */
static void ndcg_is_one_at_best(void **state)
{
    static const unsigned ones[15] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    static const unsigned grades[] = {2, 1, 1}, shuffled[] = {1, 2, 1};
    (void)state;
    assert_near(metrics_ndcg(ones, 10, ones, 15), 1);
    assert_near(metrics_ndcg(grades, 3, shuffled, 3), 1);
    assert_true(metrics_ndcg(shuffled, 3, grades, 3) < 1);
    /* Equal grades may stand in any order. */
    static const unsigned tie_a[] = {2, 1, 0, 1}, tie_b[] = {2, 1, 1, 0};
    assert_true(metrics_ndcg(tie_a, 4, grades, 3) < metrics_ndcg(tie_b, 4, grades, 3));
}

static void nothing_is_zero(void **state)
{
    static const unsigned none[] = {0, 0, 0}, some[] = {1};
    (void)state;
    assert_near(metrics_ndcg(NULL, 0, NULL, 0), 0);
    assert_near(metrics_ndcg(some, 1, NULL, 0), 0);
    assert_near(metrics_ndcg(NULL, 0, some, 1), 0);
    assert_near(metrics_ndcg(none, 3, none, 3), 0);
    assert_near(metrics_reciprocal_rank(NULL, 0), 0);
    assert_near(metrics_reciprocal_rank(none, 3), 0);
    assert_near(metrics_recall(none, 3, 10, 1), 0);
    assert_near(metrics_recall(some, 1, 10, 0), 0);
}

/* A grade is only a number: a huge one costs no more than a small one. */
static void huge_grades(void **state)
{
    static const unsigned found[] = {1, INT_MAX}, relevant[] = {1, INT_MAX};
    (void)state;
    double top = (double)INT_MAX;
    assert_near(metrics_ndcg(found, 2, relevant, 2), (1 + top / log2(3)) / (top + 1 / log2(3)));
}

static void reciprocal_rank_is_of_the_first(void **state)
{
    unsigned found[12] = {0, 0, 1, 2};
    (void)state;
    assert_near(metrics_reciprocal_rank(found, 4), 1.0 / 3);
    found[0] = 1;
    assert_near(metrics_reciprocal_rank(found, 4), 1);
    unsigned late[12] = {[10] = 1};
    assert_near(metrics_reciprocal_rank(late, 12), 0); /* rank 11 */
}

/* 4 relevant; found 1 0 2 0 1: 1 of 4 at depth 1, 2 of 4 at 3, 3 of 4 at 10. */
static void recall_counts_articles(void **state)
{
    static const unsigned found[] = {1, 0, 2, 0, 1};
    (void)state;
    assert_near(metrics_recall(found, 5, 1, 4), 0.25);
    assert_near(metrics_recall(found, 5, 3, 4), 0.5);
    assert_near(metrics_recall(found, 5, 10, 4), 0.75);
}

/* Nearest rank of 15 20 35 40 50: 30 % is the 2nd (1.5 up), 40 % the 2nd, 50 % the 3rd. */
static void percentiles_by_nearest_rank(void **state)
{
    uint64_t values[] = {50, 15, 40, 20, 35}, one[] = {7};
    static const struct {
        unsigned percent;
        uint64_t expected;
    } cases[] = {{0, 15}, {1, 15}, {30, 20}, {40, 20}, {50, 35}, {99, 50}, {100, 50}};
    (void)state;
    for (size_t i = 0; i < N(cases); i++)
        assert_int_equal(metrics_percentile(values, 5, cases[i].percent), cases[i].expected);
    assert_int_equal(metrics_percentile(one, 1, 99), 7);
    assert_int_equal(metrics_percentile(NULL, 0, 50), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ndcg_by_hand),
        cmocka_unit_test(ndcg_of_one_article),
        cmocka_unit_test(ndcg_is_one_at_best),
        cmocka_unit_test(nothing_is_zero),
        cmocka_unit_test(huge_grades),
        cmocka_unit_test(reciprocal_rank_is_of_the_first),
        cmocka_unit_test(recall_counts_articles),
        cmocka_unit_test(percentiles_by_nearest_rank),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
