/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include "indexer/moment.h"
#include "indexer/states.h"

enum { NOW = 1000 };

/* An article with these moments, and its state at NOW. */
struct row {
    enum article_status status;
    int64_t publish_at, expire_at;
    enum state state;
    int64_t next; /* of a folder with this article alone */
    const char *mark;
};

static const struct row rows[] = {
    {ARTICLE_PUBLISHED, 0, NOW + 2, STATE_LIVE, NOW + 2, ""},
    {ARTICLE_PUBLISHED, 0, 0, STATE_LIVE, 0, ""},
    {ARTICLE_PUBLISHED, NOW, 0, STATE_LIVE, 0, ""},
    {ARTICLE_PUBLISHED, NOW + 1, 0, STATE_SCHEDULED, NOW + 1, "from 1970-01-01 00:16"},
    {ARTICLE_PUBLISHED, NOW - 1, NOW, STATE_EXPIRED, 0, "expired 1970-01-01 00:16"},
    {ARTICLE_PUBLISHED, NOW - 1, NOW + 1, STATE_LIVE, NOW + 1, ""},
    {ARTICLE_PUBLISHED, NOW + 1, NOW + 60, STATE_SCHEDULED, NOW + 1, "from 1970-01-01 00:16"},
    {ARTICLE_PUBLISHED, 0, 1, STATE_EXPIRED, 0, "expired 1970-01-01 00:00"},
    /* Never live: the mark of a preview changes when it expires. */
    {ARTICLE_PUBLISHED, NOW + 60, NOW + 1, STATE_SCHEDULED, NOW + 1, "from 1970-01-01 00:17"},
    {ARTICLE_PUBLISHED, 0, NOW + 3, STATE_LIVE, NOW + 3, ""},
    {ARTICLE_DRAFT, 0, 0, STATE_DRAFT, 0, "draft"},
    {ARTICLE_DRAFT, NOW + 1, NOW + 2, STATE_DRAFT, 0, "draft"},
    {ARTICLE_DRAFT, 0, NOW - 1, STATE_DRAFT, 0, "draft"},
};
enum { ROWS = sizeof rows / sizeof *rows };

static struct arena marks;

static struct front_matter meta_of(const struct row *row)
{
    return (struct front_matter){
        .status = row->status, .publish_at = row->publish_at, .expire_at = row->expire_at};
}

/* Applies `states` to a catalogue of the rows from..to. */
static void apply(struct states *states, struct catalogue_entry entries[ROWS], size_t from,
                  size_t to)
{
    struct catalogue catalogue = {.entries = entries, .n = to - from};
    for (size_t i = from; i < to; i++)
        entries[i - from] = (struct catalogue_entry){
            .meta = meta_of(&rows[i]),
            .state = rows[i].status == ARTICLE_DRAFT ? CATALOGUE_DRAFT : CATALOGUE_PUBLISHED,
        };
    states_apply(states, &marks, &catalogue);
}

static void what_is_live_at_a_moment(void **state)
{
    (void)state;
    moment_use_zone(STR("UTC"));
    for (size_t i = 0; i < ROWS; i++) {
        struct states states = {.now = NOW};
        struct catalogue_entry entries[ROWS];
        struct front_matter meta = meta_of(&rows[i]);
        apply(&states, entries, i, i + 1);
        assert_int_equal(state_of(&meta, NOW), rows[i].state);
        assert_int_equal(states.n[rows[i].state], 1);
        assert_int_equal(states.next, rows[i].next);
        assert_int_equal(states_take(&states, &meta), rows[i].state == STATE_LIVE);
        assert_int_equal(entries[0].state,
                         rows[i].state == STATE_LIVE ? CATALOGUE_PUBLISHED : CATALOGUE_DRAFT);
        assert_str(entries[0].preview, ""); /* nothing to mark where nothing is shown */
        states = (struct states){.now = NOW, .preview = true};
        apply(&states, entries, i, i + 1);
        assert_str(entries[0].preview, rows[i].mark);
    }
}

static void a_folder_counts_them_and_knows_the_next_moment(void **state)
{
    struct states states = {.now = NOW};
    struct catalogue_entry entries[ROWS];
    (void)state;
    apply(&states, entries, 0, ROWS);
    assert_int_equal(states.n[STATE_LIVE], 5);
    assert_int_equal(states.n[STATE_SCHEDULED], 3);
    assert_int_equal(states.n[STATE_EXPIRED], 2);
    assert_int_equal(states.n[STATE_DRAFT], 3);
    assert_int_equal(states.withdrawn, 3 + 2 + 3);
    assert_int_equal(states.next, NOW + 1);
}

static void a_guessed_draft_is_not_withdrawn(void **state)
{
    struct catalogue_entry entries[] = {
        {.meta = {.status = ARTICLE_DRAFT, .guessed_draft = true}},
        {.meta = {.expire_at = NOW - 1}},
        {.meta = {.expire_at = NOW + 1}},
        {.state = CATALOGUE_REJECTED, .meta = {.expire_at = NOW - 1}},
    };
    struct catalogue catalogue = {.entries = entries, .n = sizeof entries / sizeof *entries};
    struct states states = {.now = NOW};
    (void)state;
    states_apply(&states, &marks, &catalogue);
    assert_int_equal(states.n[STATE_DRAFT], 1);
    assert_int_equal(states.withdrawn, 1);
}

static void a_preview_takes_all(void **state)
{
    struct states states = {.now = NOW, .preview = true};
    struct catalogue_entry entries[ROWS];
    (void)state;
    apply(&states, entries, 0, ROWS);
    for (size_t i = 0; i < ROWS; i++)
        assert_int_equal(entries[i].state, CATALOGUE_PUBLISHED);
    assert_int_equal(states.n[STATE_DRAFT], 3);
    assert_int_equal(states.next, NOW + 1);
}

static void what_was_rejected_stays_so(void **state)
{
    struct catalogue_entry entry = {.state = CATALOGUE_REJECTED, .meta = {.publish_at = NOW + 1}};
    struct catalogue catalogue = {.entries = &entry, .n = 1};
    struct states states = {.now = NOW, .preview = true};
    (void)state;
    states_apply(&states, &marks, &catalogue);
    assert_int_equal(entry.state, CATALOGUE_REJECTED);
    assert_int_equal(states.next, 0);
    assert_int_equal(states.n[STATE_SCHEDULED], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_live_at_a_moment),
        cmocka_unit_test(a_folder_counts_them_and_knows_the_next_moment),
        cmocka_unit_test(a_guessed_draft_is_not_withdrawn),
        cmocka_unit_test(a_preview_takes_all),
        cmocka_unit_test(what_was_rejected_stays_so),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_release(&marks);
    return failed;
}
