/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/schema.h"
#include "lib/xap.h"
#include "scratch.h"

enum { SLOT = 3 };

/* Documents 1-5; the word before the colon is the group. */
static const struct {
    const char *group, *words;
} documents[] = {
    {"g1", "red green blue"}, {"g1", "red red red"},      {"g2", "green red"},
    {"g2", "blue"},           {"g3", "green blue green"},
};

enum { N_DOCUMENTS = sizeof documents / sizeof documents[0] };

static void add_document(struct xap_writer *w, const char *group, const char *words)
{
    struct err err = ERR_INIT;
    struct xap_document *doc = xap_document_new();
    struct str rest = str_from(words);
    for (unsigned position = 1; rest.n; position++) {
        struct str word = str_sub(rest, 0, str_find_char(rest, ' '));
        xap_document_word(doc, "", word, position);
        rest = str_sub(rest, word.n + 1, rest.n);
    }
    xap_document_flag(doc, "G", str_from(group));
    xap_document_value(doc, SLOT, str_from(group));
    xap_document_data(doc, str_from(words));
    assert_ok(xap_writer_add(w, doc, &err), &err);
    xap_document_free(doc);
}

static char *build(struct scratch *s, const char *name)
{
    char *dir = scratch_path(s, name);
    struct err err = ERR_INIT;
    struct xap_writer *w = NULL;
    assert_ok(xap_writer_new(&w, dir, &err), &err);
    for (size_t i = 0; i < N_DOCUMENTS; i++)
        add_document(w, documents[i].group, documents[i].words);
    assert_ok(xap_writer_commit(w, &err), &err);
    xap_writer_free(w);
    return dir;
}

static struct xap_db *open_db(const char *dir)
{
    struct err err = ERR_INIT;
    struct xap_db *db = NULL;
    assert_ok(xap_db_open(&db, dir, &err), &err);
    return db;
}

/* --- trees, written shortly --- */

static struct xap_query *term(const char *word)
{
    struct xap_query *q = xcalloc(1, sizeof *q);
    q->op = XAP_TERM;
    q->term = str_from(word);
    return q;
}

/* Up to three kids; the first NULL ends them. */
static struct xap_query *tree(enum xap_op op, struct xap_query *a, struct xap_query *b,
                              struct xap_query *c)
{
    struct xap_query *kids[] = {a, b, c}, *q = xcalloc(1, sizeof *q);
    q->op = op;
    q->factor = 0.5;
    q->kids = xcalloc(3, sizeof(struct xap_query *));
    while (q->n_kids < 3 && kids[q->n_kids]) {
        q->kids[q->n_kids] = kids[q->n_kids];
        q->n_kids++;
    }
    return q;
}

static void free_tree(struct xap_query *q)
{
    if (!q)
        return;
    for (size_t i = 0; i < q->n_kids; i++)
        free_tree(q->kids[i]);
    free(q->kids);
    free(q);
}

static struct xap_result run(struct scratch *s, struct xap_db *db,
                             const struct xap_request *request)
{
    struct err err = ERR_INIT;
    struct xap_result result;
    assert_ok(xap_db_run(db, &s->arena, request, &result, &err), &err);
    return result;
}

#define T(word)          term(word)
#define OP(op, a, b)     tree(XAP_##op, a, b, NULL)
#define OP3(op, a, b, c) tree(XAP_##op, a, b, c)

/* Ids of the documents found, ascending: "1 3 5". Frees the tree. */
static struct str ids(struct scratch *s, struct xap_db *db, struct xap_query *q)
{
    struct xap_request request = {.query = q, .limit = 10, .check_at_least = 10, .bm25_k1 = 1.2};
    struct xap_result result = run(s, db, &request);
    struct str out = STR("");
    for (unsigned id = 1; id <= N_DOCUMENTS; id++)
        for (size_t i = 0; i < result.n_hits; i++)
            if (result.hits[i].docid == id)
                out = arena_printf(&s->arena, STR_FMT "%s%u", STR_ARG(out), out.n ? " " : "", id);
    assert_int_equal(result.total, result.n_hits);
    assert_true(result.total_exact);
    free_tree(q);
    return out;
}

static void every_operator(void **state)
{
    struct scratch *s = *state;
    struct xap_db *db = open_db(build(s, "db"));
    assert_str(ids(s, db, T("red")), "1 2 3");
    assert_str(ids(s, db, OP3(OR, T("red"), T("blue"), T("nowhere"))), "1 2 3 4 5");
    assert_str(ids(s, db, OP(AND, T("red"), T("green"))), "1 3");
    assert_str(ids(s, db, OP(AND, T("red"), T("nowhere"))), "");
    assert_str(ids(s, db, OP3(AND_MAYBE, T("blue"), T("red"), T("green"))), "1 4 5");
    assert_str(ids(s, db, OP3(FILTER, T("blue"), T("Gg1"), T("red"))), "1");
    assert_str(ids(s, db, OP(FILTER, T("blue"), T("Gg2"))), "4");
    assert_str(ids(s, db, OP3(AND_NOT, T("blue"), T("red"), T("green"))), "4");
    assert_str(ids(s, db, OP(PHRASE, T("green"), T("blue"))), "1 5");
    assert_str(ids(s, db, OP(PHRASE, T("red"), T("green"))), "1");
    assert_str(ids(s, db, OP3(PHRASE, T("red"), T("green"), T("blue"))), "1");
    assert_str(ids(s, db, OP(PHRASE, T("blue"), T("green"))), "5");
    assert_str(ids(s, db, OP(SCALE, T("red"), NULL)), "1 2 3");
    /* The shape of a real query: phrases required, words helping, a filter around it. */
    assert_str(ids(s, db,
                   OP(FILTER,
                      OP(AND_MAYBE, OP(AND, OP(PHRASE, T("green"), T("blue")), NULL),
                         OP(OR, OP(SCALE, T("red"), NULL), OP(SCALE, T("blue"), NULL))),
                      T("Gg3"))),
               "5");
    xap_db_close(db);
}

static void what_matches_nothing(void **state)
{
    struct scratch *s = *state;
    struct xap_db *db = open_db(build(s, "db"));
    static char long_word[300];
    memset(long_word, 'x', sizeof long_word - 1);
    assert_str(ids(s, db, NULL), "");
    assert_str(ids(s, db, T("")), "");
    assert_str(ids(s, db, T(long_word)), "");
    for (int op = XAP_OR; op <= XAP_SCALE; op++)
        assert_str(ids(s, db, tree(op, NULL, NULL, NULL)), "");
    assert_str(ids(s, db, OP(AND, T("red"), T(""))), "");
    assert_str(ids(s, db, OP(OR, T("red"), T(""))), "1 2 3");
    assert_str(ids(s, db, OP(AND_MAYBE, T(""), T("red"))), "");
    assert_str(ids(s, db, OP(AND_MAYBE, T("red"), T(""))), "1 2 3");
    assert_str(ids(s, db, OP(FILTER, T("red"), T(""))), "");
    assert_str(ids(s, db, OP(FILTER, T(""), T("red"))), "");
    assert_str(ids(s, db, OP(AND_NOT, T("red"), T(""))), "1 2 3");
    assert_str(ids(s, db, OP(AND_NOT, T(""), T("red"))), "");
    assert_str(ids(s, db, OP(PHRASE, T("red"), T(""))), "");
    assert_str(ids(s, db, OP(SCALE, T(""), NULL)), "");
    /* Deeper than the limit is cut to nothing, not to a crash. */
    struct xap_query *deep = T("red");
    for (int i = 0; i < XAP_DEPTH_MAX; i++)
        deep = OP(OR, deep, NULL);
    assert_str(ids(s, db, deep), "1 2 3");
    deep = T("red");
    for (int i = 0; i < 100 * XAP_DEPTH_MAX; i++)
        deep = OP(OR, deep, NULL);
    assert_str(ids(s, db, deep), "");
    xap_db_close(db);
}

static void hits_in_order_with_data(void **state)
{
    struct scratch *s = *state;
    struct xap_db *db = open_db(build(s, "db"));
    struct xap_query *q = T("red");
    struct xap_request request = {
        .query = q, .limit = 2, .check_at_least = 10, .bm25_k1 = 1.2, .bm25_b = 0.75};
    struct xap_result result = run(s, db, &request);
    assert_int_equal(result.n_hits, 2);
    assert_int_equal(result.total, 3);
    assert_int_equal(result.hits[0].docid, 2); /* three times red */
    assert_str(result.hits[0].data, "red red red");
    assert_true(result.hits[0].weight >= result.hits[1].weight && result.hits[1].weight > 0);
    request.offset = 2;
    result = run(s, db, &request);
    assert_int_equal(result.n_hits, 1);
    static const size_t beyond[] = {3, 4, 1000, 1u << 30};
    for (size_t i = 0; i < sizeof beyond / sizeof beyond[0]; i++) {
        request.offset = beyond[i];
        result = run(s, db, &request);
        assert_int_equal(result.n_hits, 0);
        assert_int_equal(result.total, 3);
    }
    free_tree(q);
    xap_db_close(db);
}

static void groups(void **state)
{
    struct scratch *s = *state;
    struct xap_db *db = open_db(build(s, "db"));
    struct xap_query *q = OP3(OR, T("red"), T("green"), T("blue"));
    struct xap_request request = {.query = q,
                                  .limit = 10,
                                  .check_at_least = 10,
                                  .group = true,
                                  .group_slot = SLOT,
                                  .bm25_k1 = 1.2};
    struct xap_result result = run(s, db, &request);
    assert_int_equal(result.n_hits, 3);
    assert_int_equal(result.total, 3);
    assert_true(result.total_exact);
    for (size_t i = 0; i < 3; i++)
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(documents[result.hits[i].docid - 1].group,
                                    documents[result.hits[j].docid - 1].group);
    /* Counting all counts groups when there are groups, else documents. */
    request.count_all = true;
    request.check_at_least = 0;
    request.limit = 1;
    assert_int_equal(run(s, db, &request).total, 3);
    request.group = false;
    result = run(s, db, &request);
    assert_int_equal(result.total, N_DOCUMENTS);
    assert_true(result.total_exact);
    free_tree(q);
    xap_db_close(db);
}

static void finds_counts_describes(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    struct xap_db *db = open_db(build(s, "db"));
    struct str data;
    size_t n = 0;
    assert_ok(xap_db_find(db, &s->arena, STR("Gg2"), &data, &err), &err);
    assert_str(data, "green red");
    assert_ok(xap_db_find(db, &s->arena, STR("Gg9"), &data, &err), &err);
    assert_null(data.p);
    assert_ok(xap_db_find(db, &s->arena, STR(""), &data, &err), &err);
    assert_null(data.p);
    assert_ok(xap_db_count(db, STR("green"), &n, &err), &err);
    assert_int_equal(n, 3);
    assert_ok(xap_db_count(db, STR("nowhere"), &n, &err), &err);
    assert_int_equal(n, 0);
    assert_ok(xap_db_size(db, &n, &err), &err);
    assert_int_equal(n, N_DOCUMENTS);
    struct xap_query *q = OP(FILTER, OP(SCALE, T("red"), NULL), T("Gg1"));
    struct str text;
    assert_ok(xap_describe(&s->arena, q, &text, &err), &err);
    assert_str(text, "Query((0.5 * red FILTER Gg1))");
    free_tree(q);
    assert_true(strlen(xap_version()) >= 5);
    xap_db_close(db);
}

/* --- scores from elsewhere, and reading all postings --- */

static struct xap_query *scores(const struct xap_score *list, size_t n)
{
    struct xap_query *q = xcalloc(1, sizeof *q);
    q->op = XAP_SCORES;
    q->scores = list;
    q->n_scores = n;
    return q;
}

/* Documents found, best first, with weights: "2:7.5 1:1". Frees the tree. */
static struct str ranked(struct scratch *s, struct xap_db *db, struct xap_query *q, bool group,
                         size_t limit)
{
    struct xap_request request = {.query = q,
                                  .limit = limit,
                                  .count_all = limit == 10,
                                  .group = group,
                                  .group_slot = SLOT,
                                  .bm25_k1 = 1.2,
                                  .bm25_b = 0.75};
    struct xap_result result = run(s, db, &request);
    struct str out = STR("");
    for (size_t i = 0; i < result.n_hits; i++)
        out = arena_printf(&s->arena, STR_FMT "%s%u:%.17g", STR_ARG(out), i ? " " : "",
                           result.hits[i].docid, result.hits[i].weight);
    free_tree(q);
    return out;
}

static void given_scores(void **state)
{
    struct scratch *s = *state;
    struct xap_db *db = open_db(build(s, "db"));
    static const struct xap_score all[] = {{1, 1}, {2, 7.5}, {3, 1e6}, {4, 1}, {5, 0.25}};
    static const struct xap_score some[] = {{2, 0.125}, {4, 3}};
    assert_str(ranked(s, db, scores(all, 5), false, 10), "3:1000000 2:7.5 1:1 4:1 5:0.25");
    assert_str(ranked(s, db, scores(all, 5), false, 2), "3:1000000 2:7.5");
    assert_str(ranked(s, db, scores(some, 2), false, 10), "4:3 2:0.125");
    assert_str(ranked(s, db, OP(OR, scores(all, 5), scores(some, 2)), false, 1), "3:1000000");
    assert_str(ranked(s, db, scores(some, 0), false, 10), "");
    assert_str(ranked(s, db, scores(all, 5), true, 10), "3:1000000 2:7.5 5:0.25");
    assert_str(ranked(s, db, OP(SCALE, scores(some, 2), NULL), false, 10), "4:1.5 2:0.0625");
    assert_str(ranked(s, db, OP3(FILTER, scores(all, 5), T("red"), T("Gg1")), false, 10),
               "2:7.5 1:1");
    assert_str(ranked(s, db, OP(FILTER, scores(all, 5), T("blue")), true, 10), "1:1 4:1 5:0.25");
    assert_str(ranked(s, db, OP(FILTER, scores(all, 5), scores(some, 2)), false, 10), "2:7.5 4:1");
    /* What only helps adds its weight and no document, whichever side has the scores. */
    assert_str(
        ranked(s, db, OP(AND_MAYBE, scores(some, 2), OP(AND, T("nowhere"), NULL)), false, 10),
        "4:3 2:0.125");
    assert_str(ranked(s, db, OP(AND_MAYBE, scores(all, 5), scores(some, 2)), false, 10),
               "3:1000000 2:7.625 4:4 1:1 5:0.25");
    assert_str(ranked(s, db, OP(AND_MAYBE, scores(all, 5), scores(some, 2)), true, 10),
               "3:1000000 2:7.625 5:0.25");
    struct xap_query *q = OP(AND_MAYBE, scores(some, 2), T("red"));
    struct xap_request request = {.query = q, .limit = 10, .bm25_k1 = 1.2};
    struct xap_result result = run(s, db, &request);
    assert_int_equal(result.n_hits, 2);
    assert_true(result.hits[0].docid == 4 && result.hits[0].weight == 3);
    assert_true(result.hits[1].docid == 2 && result.hits[1].weight > 0.125);
    free_tree(q);
    xap_db_close(db);
}

static void note_word(void *context, struct str word)
{
    buf_printf(context, "\n" STR_FMT, STR_ARG(word));
}

static void note_posting(void *context, unsigned docid, unsigned frequency)
{
    buf_printf(context, " %u:%u", docid, frequency);
}

static void visits_and_marks(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    struct xap_db *db = open_db(build(s, "db"));
    struct buf text;
    uint64_t bits[2] = {1u << 4, 0};
    buf_init(&text, 1000);
    struct xap_visitor visitor = {note_word, note_posting, &text};
    assert_ok(xap_db_visit(db, &visitor, &err), &err);
    assert_str(buf_str(&text), "\nblue 1:1 4:1 5:1\ngreen 1:1 3:1 5:2\nred 1:1 2:3 3:1");
    buf_release(&text);
    assert_ok(xap_db_mark(db, STR("red"), bits, 5, &err), &err);
    assert_true(bits[0] == 0x17 && bits[1] == 0); /* added to what was there */
    assert_ok(xap_db_mark(db, STR("nowhere"), bits, 0, &err), &err);
    assert_true(bits[0] == 0x17 && bits[1] == 0);
    assert_int_equal(xap_db_mark(db, STR("blue"), bits, 4, &err), -1);
    assert_int_equal(err.code, ERR_INDEX);
    xap_db_close(db);
}

/* --- writing --- */

static void joins_in_order(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    char *parts[] = {build(s, "a"), build(s, "b")}, *both = scratch_path(s, "both");
    char *empty = scratch_path(s, "empty");
    size_t n = 0;
    assert_ok(xap_compact((const char *const *)parts, 2, both, &err), &err);
    struct xap_db *db = open_db(both);
    assert_ok(xap_db_size(db, &n, &err), &err);
    assert_int_equal(n, 2 * N_DOCUMENTS);
    struct xap_query *q = T("blue");
    struct xap_request request = {.query = q, .limit = 10, .check_at_least = 10};
    struct xap_result result = run(s, db, &request);
    for (size_t i = 0; i < result.n_hits; i++)
        assert_str(result.hits[i].data, documents[(result.hits[i].docid - 1) % N_DOCUMENTS].words);
    xap_db_close(db);
    assert_ok(xap_compact(NULL, 0, empty, &err), &err);
    db = open_db(empty);
    assert_ok(xap_db_size(db, &n, &err), &err);
    assert_int_equal(n, 0);
    result = run(s, db, &request);
    assert_int_equal(result.n_hits, 0);
    free_tree(q);
    xap_db_close(db);
}

static void nul_bytes_and_long_words(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    char *dir = scratch_path(s, "db"), long_word[1000];
    struct xap_writer *w = NULL;
    struct xap_document *doc = xap_document_new();
    struct str data;
    memset(long_word, 'x', sizeof long_word);
    assert_ok(xap_writer_new(&w, dir, &err), &err);
    xap_document_word(doc, "", STR("a\0b"), 1);
    xap_document_word(doc, "", STR(""), 2); /* nothing to add */
    xap_document_word(doc, PREFIX_STEM, (struct str){long_word, sizeof long_word}, 0);
    xap_document_value_id(doc, 0, UINT64_C(0x0102030405060708));
    xap_document_data(doc, STR("d\0ata\0"));
    assert_ok(xap_writer_add(w, doc, &err), &err);
    xap_document_data(doc, STR("second")); /* nothing of the first is left */
    assert_ok(xap_writer_add(w, doc, &err), &err);
    assert_ok(xap_writer_commit(w, &err), &err);

    /* NULs count double: this one is over what Xapian takes. The next document is not harmed. */
    memset(long_word, '\0', sizeof long_word);
    xap_document_word(doc, "", (struct str){long_word, 200}, 0);
    assert_int_equal(xap_writer_add(w, doc, &err) || xap_writer_commit(w, &err), true);
    assert_int_equal(err.code, ERR_INDEX);
    assert_string_equal(err.place, dir);
    assert_true(strlen(err.message) > 10);
    xap_document_free(doc);
    xap_writer_free(w);

    struct xap_db *db = open_db(dir);
    assert_ok(xap_db_find(db, &s->arena, STR("a\0b"), &data, &err), &err);
    assert_int_equal(data.n, 6);
    assert_memory_equal(data.p, "d\0ata\0", 6);
    memset(long_word, 'x', sizeof long_word);
    struct str cut = arena_printf(&s->arena, "Z%.*s", TERM_MAX_BYTES - 1, long_word);
    assert_ok(xap_db_find(db, &s->arena, cut, &data, &err), &err);
    assert_int_equal(data.n, 6);
    xap_db_close(db);
}

static void refusals_name_the_place(void **state)
{
    struct scratch *s = *state;
    struct xap_db *db = NULL;
    struct xap_writer *w = NULL;
    struct err err = ERR_INIT;
    char *dir = build(s, "db"), *missing = scratch_path(s, "missing");
    char *file = scratch_write(s, "file", STR("not a database\n"));
    const char *parts[] = {missing};

    const char *const bad[] = {missing, file, s->dir};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        err = (struct err)ERR_INIT;
        assert_int_equal(xap_db_open(&db, bad[i], &err), -1);
        assert_int_equal(err.code, ERR_INDEX);
        assert_string_equal(err.place, bad[i]);
        assert_non_null(strstr(err.message, "build it again"));
    }
    assert_int_equal(xap_writer_new(&w, file, &err), -1);
    assert_string_equal(err.place, file);
    assert_int_equal(xap_compact(parts, 1, scratch_path(s, "dest"), &err), -1);
    assert_int_equal(err.code, ERR_INDEX);

    assert_int_equal(xap_writer_new(&w, dir, &err), -1); /* there is one already */
    assert_int_equal(err.code, ERR_INDEX);
    assert_string_equal(err.place, dir);
    xap_writer_free(NULL);
    xap_db_close(NULL);

    /* A phrase is of words: trees in it are refused, not crashed on. */
    db = open_db(dir);
    struct xap_query *q = OP(PHRASE, OP(AND_NOT, T("red"), T("blue")), T("green"));
    struct xap_request request = {.query = q, .limit = 1};
    struct xap_result result;
    assert_int_equal(xap_db_run(db, &s->arena, &request, &result, &err), -1);
    assert_int_equal(err.code, ERR_INDEX);
    assert_string_equal(err.place, dir);
    free_tree(q);
    xap_db_close(db);
}

/* --- damage --- */

enum { ASKED = 10, REFUSED = 11, BADLY_REFUSED = 12 }; /* no status that a sanitizer exits with */

static int ask_damaged(const char *dir)
{
    struct err err = ERR_INIT;
    struct arena a = ARENA_INIT;
    struct xap_db *db = NULL;
    struct xap_result result;
    struct str data;
    struct xap_query *q =
        OP(FILTER, OP3(OR, T("red"), T("green"), OP(PHRASE, T("green"), T("blue"))),
           OP3(OR, T("Gg1"), T("Gg2"), T("Gg3")));
    struct xap_request request = {.query = q, .limit = 10, .group = true, .group_slot = SLOT};
    int status = xap_db_open(&db, dir, &err) || xap_db_run(db, &a, &request, &result, &err) ||
                 xap_db_find(db, &a, STR("Gg3"), &data, &err);
    xap_db_close(db);
    free_tree(q);
    arena_release(&a);
    if (status && (err.code != ERR_INDEX || strcmp(err.place, dir) != 0 || !err.message[0]))
        return BADLY_REFUSED;
    return status ? REFUSED : ASKED;
}

static int in_child(int (*ask)(const char *), const char *dir)
{
    int status;
    pid_t child = fork();
    if (child == 0) {
        alarm(20);
        _exit(ask(dir));
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* Cuts the file at many places, asks, and puts it back. Returns how often the database was refused.
 */
static unsigned cut_file(const char *dir, const char *path)
{
    struct stat info;
    unsigned refused = 0;
    int fd = open(path, O_RDWR);
    assert_int_equal(fstat(fd, &info), 0);
    char *whole = xmalloc((size_t)info.st_size);
    assert_int_equal(pread(fd, whole, (size_t)info.st_size, 0), info.st_size);
    for (off_t size = 0; size < info.st_size; size += size < 64 ? 7 : 509) {
        assert_int_equal(ftruncate(fd, size), 0);
        int got = in_child(ask_damaged, dir);
        if (got != ASKED && got != REFUSED)
            fail_msg("%s cut to %ld bytes: %d", path, (long)size, got);
        refused += got == REFUSED;
        assert_int_equal(pwrite(fd, whole, (size_t)info.st_size, 0), info.st_size);
    }
    free(whole);
    close(fd);
    return refused;
}

static void cut_short_anywhere(void **state)
{
    struct scratch *s = *state;
    char *dir = build(s, "db");
    static const char *const files[] = {"iamglass", "postlist.glass", "docdata.glass",
                                        "termlist.glass", "position.glass"};
    assert_int_equal(in_child(ask_damaged, dir), ASKED);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        unsigned refused = cut_file(dir, arena_printf(&s->arena, "%s/%s", dir, files[i]).p);
        assert_true(refused > 0 || i == 3); /* nobody asks for terms of a document */
    }
    assert_int_equal(in_child(ask_damaged, dir), ASKED);
}

int main(void)
{
#define SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)
    const struct CMUnitTest tests[] = {
        SCRATCH(given_scores),
        SCRATCH(visits_and_marks),
        SCRATCH(every_operator),
        SCRATCH(what_matches_nothing),
        SCRATCH(hits_in_order_with_data),
        SCRATCH(groups),
        SCRATCH(finds_counts_describes),
        SCRATCH(joins_in_order),
        SCRATCH(nul_bytes_and_long_words),
        SCRATCH(refusals_name_the_place),
        SCRATCH(cut_short_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
