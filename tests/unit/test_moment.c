/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <string.h>

#include "indexer/moment.h"

/* As another reader would say it. */
static const char *read_as(struct arena *a, const char *zone, const char *text)
{
    int64_t at = 0;
    moment_use_zone(str_from(zone));
    return moment_read(str_from(text), &at) ? moment_rfc3339(a, at).p : "none";
}

struct row {
    const char *zone, *text, *utc;
};

static void assert_rows(const struct row *rows, size_t n)
{
    struct arena a = ARENA_INIT;
    for (size_t i = 0; i < n; i++) {
        const char *utc = read_as(&a, rows[i].zone, rows[i].text);
        if (strcmp(utc, rows[i].utc) != 0)
            fail_msg("%s in %s: %s instead of %s", rows[i].text, rows[i].zone, utc, rows[i].utc);
    }
    arena_release(&a);
}

#define ASSERT_ROWS(rows) assert_rows(rows, sizeof(rows) / sizeof *(rows))

static void forms_of_a_moment(void **state)
{
    static const struct row rows[] = {
        {"UTC", "2026-12-01", "2026-12-01T00:00:00Z"},
        {"UTC", "2026-12-01T09:30", "2026-12-01T09:30:00Z"},
        {"UTC", "2026-12-01 09:30:15", "2026-12-01T09:30:15Z"},
        {"UTC", "2026-12-01t09:30:15.999z", "2026-12-01T09:30:15Z"},
        {"UTC", "2026-12-01T09:30+03:00", "2026-12-01T06:30:00Z"},
        {"UTC", "2026-12-31T23:59:60Z", "2027-01-01T00:00:00Z"}, /* a leap second */
        {"UTC", "2026-12-01T23:30-03:30", "2026-12-02T03:00:00Z"},
        {"UTC", "٢٠٢٦-١٢-٠١ ٠٩:٣٠", "2026-12-01T09:30:00Z"},
        {"UTC", "2028-02-29", "2028-02-29T00:00:00Z"},
        {"UTC", "1066-10-14", "1970-01-01T00:00:01Z"}, /* long ago, but said */
        {"", "2026-12-01", "2026-12-01T00:00:00Z"},
    };
    (void)state;
    ASSERT_ROWS(rows);
}

static void what_is_no_moment(void **state)
{
    static const char *const texts[] = {
        "",
        "tomorrow",
        "2026-12",
        "2026-12-1",
        "26-12-01",
        "01/12/2026",
        "2026/12/01",
        "2026-02-29",
        "2026-13-01",
        "2026-00-10",
        "2026-12-00",
        "2026-12-01T",
        "2026-12-01T9:30",
        "2026-12-01T24:00",
        "2026-12-01T09:60",
        "2026-12-01T09:30:61",
        "2026-12-01T09:30.5.",
        "2026-12-01T09",
        "2026-12-01T09:30+3",
        "2026-12-01T09:30+0300",
        "2026-12-01T09:30+24:00",
        "2026-12-01T09:30+03:60",
        "2026-12-01T09:30Z+01:00",
        "2026-12-01T09:30 Riyadh",
        "2026-12-01Z",
        "2026-12-01 09:30 ",
        "2026-12-01T09:30:15.",
        "2026-12-01T09:30:15                                                  ",
        "٢٠٢٦-١٢-٠١م",
    };
    struct arena a = ARENA_INIT;
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (strcmp(read_as(&a, "UTC", texts[i]), "none") != 0)
            fail_msg("\"%s\" was read", texts[i]);
    arena_release(&a);
}

/* The rules are law, not arithmetic: Cairo has had summer time again since 2023, Riyadh never. */
static void zones_and_summer_time(void **state)
{
    static const struct row rows[] = {
        {"Asia/Riyadh", "2026-07-01 09:00", "2026-07-01T06:00:00Z"},
        {"Asia/Riyadh", "2026-12-01", "2026-11-30T21:00:00Z"},
        {"Africa/Cairo", "2026-07-01 09:00", "2026-07-01T06:00:00Z"},
        {"Africa/Cairo", "2026-12-01 09:00", "2026-12-01T07:00:00Z"},
        /* The clocks go from 00:00 to 01:00 on the last Friday of April. */
        {"Africa/Cairo", "2026-04-23 23:59", "2026-04-23T21:59:00Z"},
        {"Africa/Cairo", "2026-04-24", "2026-04-23T22:00:00Z"},
        {"Africa/Cairo", "2026-04-24 00:30", "2026-04-23T22:30:00Z"}, /* never shown */
        {"Africa/Cairo", "2026-04-24 01:30", "2026-04-23T22:30:00Z"},
        /* They go from 24:00 back to 23:00 on the last Thursday of October. */
        {"Africa/Cairo", "2026-10-29 22:30", "2026-10-29T19:30:00Z"},
        {"Africa/Cairo", "2026-10-29 23:30", "2026-10-29T20:30:00Z"}, /* the first of two */
        {"Africa/Cairo", "2026-10-30", "2026-10-29T22:00:00Z"},
        {"Europe/Berlin", "2026-03-29 02:30", "2026-03-29T01:30:00Z"},
        {"Europe/Berlin", "2026-10-25 02:30", "2026-10-25T00:30:00Z"},
        {"Europe/Berlin", "2026-10-25 03:00", "2026-10-25T02:00:00Z"},
        {"America/New_York", "2026-11-01 01:30", "2026-11-01T05:30:00Z"},
        {"America/New_York", "2026-03-08 02:30", "2026-03-08T07:30:00Z"},
        /* An island that left out a day. */
        {"Pacific/Apia", "2011-12-30 12:00", "2011-12-30T22:00:00Z"},
        {"Africa/Cairo", "2026-07-01T09:00Z", "2026-07-01T09:00:00Z"},
    };
    (void)state;
    ASSERT_ROWS(rows);
}

static void names_of_zones(void **state)
{
    static const char *const good[] = {"UTC", "Asia/Riyadh", "Africa/Cairo", "Etc/GMT+3",
                                       "America/Argentina/Ushuaia"};
    static const char *const bad[] = {"",
                                      "Riyadh",
                                      "Asia",
                                      "asia/",
                                      "../etc/passwd",
                                      "/etc/localtime",
                                      "Asia/Riyadh\n",
                                      "Asia/../Asia/Riyadh",
                                      "tzdata.zi",
                                      "zone1970.tab",
                                      "UTC+3",
                                      ":Asia/Riyadh"};
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(moment_is_zone(str_from(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (moment_is_zone(str_from(bad[i])))
            fail_msg("%s is a zone", bad[i]);
}

static void people_read_the_clock_of_the_zone(void **state)
{
    struct arena a = ARENA_INIT;
    int64_t at;
    (void)state;
    moment_use_zone(STR("Africa/Cairo"));
    assert_true(moment_read(STR("2026-07-01T06:05Z"), &at));
    assert_str(moment_text(&a, at), "2026-07-01 09:05");
    moment_use_zone(STR(""));
    assert_str(moment_text(&a, at), "2026-07-01 06:05");
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms_of_a_moment),
        cmocka_unit_test(what_is_no_moment),
        cmocka_unit_test(zones_and_summer_time),
        cmocka_unit_test(names_of_zones),
        cmocka_unit_test(people_read_the_clock_of_the_zone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
