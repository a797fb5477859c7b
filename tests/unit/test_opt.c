/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "lib/opt.h"

struct settings {
    const char *index;
    long limit;
    bool json;
};

static const struct opt options[] = {
    {"index", OPT_STRING, offsetof(struct settings, index), "DIR", "index to search",
     .required = true},
    {"limit", OPT_NUMBER, offsetof(struct settings, limit), "N", "hits to show", .min = 1,
     .max = 100},
    {"json", OPT_FLAG, offsetof(struct settings, json), NULL, "print JSON"},
};

static const struct opt_command command = {
    .program = "jawab-search",
    .usage = "QUERY...",
    .summary = "Asks the index.",
    .options = options,
    .n_options = 3,
    .exit_statuses = "  0  found\n",
};

enum { ARGUMENTS_MAX = 8 };

/* One parsed command line. */
struct parsed {
    struct settings settings;
    char *argv[ARGUMENTS_MAX + 2];
    size_t n_operands;
    struct err err;
    enum opt_outcome outcome;
};

static struct parsed parse(const char *const arguments[ARGUMENTS_MAX])
{
    struct parsed p = {.settings.limit = 10, .argv[0] = (char *)"program"};
    int argc = 1;
    for (size_t i = 0; i < ARGUMENTS_MAX && arguments[i]; i++)
        p.argv[argc++] = (char *)arguments[i];
    p.outcome = opt_parse(&command, argc, p.argv, &p.settings, 3, &p.n_operands, &p.err);
    return p;
}

#define PARSE(...) parse((const char *const[ARGUMENTS_MAX]){__VA_ARGS__})

static void fills_the_fields(void **state)
{
    (void)state;
    struct parsed p = PARSE("--index", "/x", "--limit=25", "--json");
    assert_int_equal(p.outcome, OPT_RUN);
    assert_string_equal(p.settings.index, "/x");
    assert_int_equal(p.settings.limit, 25);
    assert_true(p.settings.json);
    p = PARSE("--index=a=b");
    assert_string_equal(p.settings.index, "a=b");
    assert_int_equal(p.settings.limit, 10);
    assert_false(p.settings.json);
}

static void operands_come_first_in_order(void **state)
{
    (void)state;
    struct parsed p = PARSE("استعادة", "--index", "x", "كلمة", "--", "--json");
    assert_int_equal(p.outcome, OPT_RUN);
    assert_int_equal(p.n_operands, 3);
    assert_string_equal(p.argv[1], "استعادة");
    assert_string_equal(p.argv[2], "كلمة");
    assert_string_equal(p.argv[3], "--json");
    assert_false(p.settings.json);
    p = PARSE("--index", "x", "-", "");
    assert_int_equal(p.outcome, OPT_RUN);
    assert_int_equal(p.n_operands, 2);
}

static void errors_say_what_to_type(void **state)
{
    (void)state;
    static const struct {
        const char *arguments[ARGUMENTS_MAX];
        const char *message;
    } cases[] = {
        {{"--indx", "x"}, "unknown option --indx; did you mean --index?"},
        {{"--limti=3"}, "unknown option --limti; did you mean --limit?"},
        {{"--hepl"}, "unknown option --hepl; did you mean --help?"},
        {{"--colour"}, "unknown option --colour; see jawab-search --help"},
        {{"--"}, "--index DIR is required; see jawab-search --help"},
        {{"--index"}, "--index needs a value: --index DIR"},
        {{"--index", "x", "--json=yes"}, "--json takes no value"},
        {{"--limit", "0"}, "--limit takes a number from 1 to 100, not '0'"},
        {{"--limit", "101"}, "--limit takes a number from 1 to 100, not '101'"},
        {{"--limit", "7x"}, "--limit takes a number from 1 to 100, not '7x'"},
        {{"--limit", ""}, "--limit takes a number from 1 to 100, not ''"},
        {{"--limit", "99999999999999999999"},
         "--limit takes a number from 1 to 100, not '99999999999999999999'"},
        {{"-i", "x"}, "unknown option -i; options begin with two dashes"},
        {{"a", "b", "c", "d"}, "unexpected argument 'd'; see jawab-search --help"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct parsed p = parse(cases[i].arguments);
        assert_int_equal(p.outcome, OPT_BAD);
        assert_int_equal(p.err.code, ERR_SYNTAX);
        assert_string_equal(p.err.message, cases[i].message);
    }
}

static void an_endless_option_is_no_trouble(void **state)
{
    (void)state;
    char text[100000];
    memset(text, '-', sizeof text);
    text[sizeof text - 1] = '\0';
    assert_int_equal(PARSE(text).outcome, OPT_BAD);
}

static void help_is_made_of_the_same_rows(void **state)
{
    (void)state;
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);
    opt_print_help(out, &command);
    fclose(out);
    assert_string_equal(text, "usage: jawab-search --index DIR [--limit N] [--json] QUERY...\n"
                              "\n"
                              "Asks the index.\n"
                              "\n"
                              "  --index DIR            index to search (required)\n"
                              "  --limit N              hits to show\n"
                              "  --json                 print JSON\n"
                              "  --help                 print this and exit\n"
                              "  --version              print the version and exit\n"
                              "\n"
                              "Exit status:\n"
                              "  0  found\n");
    free(text);
}

static void nearest_names(void **state)
{
    (void)state;
    static const char *const names[] = {"build", "check", "serve"};
    assert_string_equal(opt_nearest("biuld", names, 3), "build");
    assert_string_equal(opt_nearest("buld", names, 3), "build");
    assert_string_equal(opt_nearest("chek", names, 3), "check");
    assert_null(opt_nearest("zzzzz", names, 3));
    assert_null(opt_nearest("", names, 3));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fills_the_fields),
        cmocka_unit_test(operands_come_first_in_order),
        cmocka_unit_test(errors_say_what_to_type),
        cmocka_unit_test(an_endless_option_is_no_trouble),
        cmocka_unit_test(help_is_made_of_the_same_rows),
        cmocka_unit_test(nearest_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
