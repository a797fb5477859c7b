/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/file.h"
#include "scratch.h"
#include "server/feedback.h"
#include "server/feedback_db.h"

#define VISITOR "0123456789abcdef0123456789abcdef"

/* A store in the scratch folder, and what the log said of it. */
struct store {
    struct scratch *scratch;
    char *path;
    int log_fd;
    struct log *log;
    struct feedback *feedback;
};

static struct store open_store(struct scratch *s, const char *name)
{
    struct store store = {.scratch = s, .path = scratch_path(s, name)};
    struct err err = ERR_INIT;
    store.log_fd =
        open(scratch_path(s, "log"), O_RDWR | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
    store.log = log_new(store.log_fd);
    assert_ok(feedback_open(&store.feedback, store.path, store.log, &err), &err);
    return store;
}

static struct str close_store(struct store *store)
{
    feedback_close(store->feedback);
    log_free(store->log);
    char *text = arena_alloc(&store->scratch->arena, 64 * 1024);
    ssize_t n = pread(store->log_fd, text, 64 * 1024 - 1, 0);
    assert_true(n >= 0);
    close(store->log_fd);
    return (struct str){text, (size_t)n};
}

static struct feedback_counts count(const char *path)
{
    struct feedback_counts counts = {0};
    struct err err = ERR_INIT;
    assert_ok(feedback_db_counts(path, &counts, &err), &err);
    return counts;
}

/* Runs SQL; the first column of the first row, or "", in the arena. */
static struct str sql(struct store *store, const char *query)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    struct str answer = STR("");
    assert_int_equal(sqlite3_open(store->path, &db), SQLITE_OK);
    sqlite3_busy_timeout(db, 5000);
    if (sqlite3_prepare_v2(db, query, -1, &statement, NULL) != SQLITE_OK)
        fail_msg("%s: %s", query, sqlite3_errmsg(db));
    if (sqlite3_step(statement) == SQLITE_ROW)
        answer = arena_dup(&store->scratch->arena,
                           (struct str){(const char *)sqlite3_column_text(statement, 0),
                                        (size_t)sqlite3_column_bytes(statement, 0)});
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return answer;
}

static void spoil(struct store *store, const char *statements)
{
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(store->path, &db), SQLITE_OK);
    sqlite3_busy_timeout(db, 5000);
    if (sqlite3_exec(db, statements, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s: %s", statements, sqlite3_errmsg(db));
    sqlite3_close(db);
}

static bool vote(struct feedback *f, const char *visitor, const char *article, bool helpful)
{
    return feedback_vote(f, &(struct feedback_vote){.visitor = str_from(visitor),
                                                    .article = str_from(article),
                                                    .lang = STR("ar"),
                                                    .helpful = helpful});
}

static bool search(struct feedback *f, struct str query, size_t total)
{
    return feedback_search(
        f, &(struct feedback_search){.query = query, .lang = STR("ar"), .total = total, .page = 1});
}

static void wait_a_little(void)
{
    nanosleep(&(struct timespec){.tv_nsec = 20 * 1000000}, NULL);
}

/* How many files were set aside. */
static unsigned count_broken(struct scratch *s)
{
    unsigned n = 0;
    DIR *dir = opendir(s->dir);
    for (struct dirent *e; (e = readdir(dir));)
        n += strstr(e->d_name, ".broken-20") && !strstr(e->d_name, "-wal") &&
             !strstr(e->d_name, "-shm");
    closedir(dir);
    return n;
}

static void rows_are_stored(void **state)
{
    struct store store = open_store(*state, "data.db");
    struct feedback *f = store.feedback;
    time_t began = time(NULL);
    assert_true(
        feedback_vote(f, &(struct feedback_vote){.visitor = STR(VISITOR),
                                                 .article = STR("ar/payment/refund"),
                                                 .anchor = STR("متى-يصل"),
                                                 .lang = STR("ar"),
                                                 .query = STR("متى يرجع المبلغ"),
                                                 .helpful = false,
                                                 .reason = 3,
                                                 .comment = STR("لم <b>أفهم</b> 👍🏽")}));
    assert_true(feedback_search(f, &(struct feedback_search){.query = STR("hgv]d] hgsu,]d"),
                                                             .meant = STR("البريد السعودي"),
                                                             .lang = STR("ar"),
                                                             .product = STR("iphone"),
                                                             .category = STR("shipping"),
                                                             .total = 7,
                                                             .page = 2,
                                                             .answered = true,
                                                             .repaired = true,
                                                             .agent = true}));
    assert_true(search(f, STR("لا شيء"), 0));
    assert_true(feedback_click(f, &(struct feedback_click){.query = STR("استرجاع"),
                                                           .article = STR("ar/payment/refund"),
                                                           .anchor = STR("a"),
                                                           .position = 4,
                                                           .agent = true}));
    assert_true(feedback_outcome(f, &(struct feedback_outcome){.agent = STR("salma"),
                                                               .query = STR("استرجاع"),
                                                               .article = STR("ar/payment/refund"),
                                                               .kind = FEEDBACK_MISSING}));
    assert_str(close_store(&store), "");
    struct feedback_counts c = count(store.path);
    assert_int_equal(c.votes_yes, 0);
    assert_int_equal(c.votes_no, 1);
    assert_int_equal(c.searches, 2);
    assert_int_equal(c.searches_empty, 1);
    assert_int_equal(c.clicks, 1);
    assert_int_equal(c.outcomes, 1);
    assert_str(sql(&store, "SELECT visitor||'|'||article||'|'||anchor||'|'||lang||'|'||query||'|'||"
                           "helpful||'|'||reason||'|'||comment FROM votes"),
               VISITOR "|ar/payment/refund|متى-يصل|ar|متى يرجع المبلغ|0|3|لم <b>أفهم</b> "
                       "👍🏽");
    assert_str(sql(&store, "SELECT query||'|'||meant||'|'||lang||'|'||product||'|'||category||'|'||"
                           "total||page||answered||repaired||agent FROM searches WHERE total"),
               "hgv]d] hgsu,]d|البريد السعودي|ar|iphone|shipping|72111");
    assert_str(sql(&store, "SELECT query||'|'||article||'|'||anchor||'|'||position||agent "
                           "FROM clicks"),
               "استرجاع|ar/payment/refund|a|41");
    assert_str(sql(&store, "SELECT agent||'|'||query||'|'||article||'|'||kind FROM outcomes"),
               "salma|استرجاع|ar/payment/refund|2");
    long stored = strtol(sql(&store, "SELECT min(time) FROM searches").p, NULL, 10);
    assert_true(stored >= began && stored <= time(NULL));
    struct stat st;
    assert_int_equal(stat(store.path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
}

static void a_later_vote_replaces(void **state)
{
    struct store store = open_store(*state, "data.db");
    assert_true(vote(store.feedback, VISITOR, "ar/a", true));
    assert_true(vote(store.feedback, VISITOR, "ar/b", true));
    assert_true(vote(store.feedback, "another", "ar/a", true));
    assert_true(vote(store.feedback, VISITOR, "ar/a", false));
    close_store(&store);
    struct feedback_counts c = count(store.path);
    assert_int_equal(c.votes_yes, 2);
    assert_int_equal(c.votes_no, 1);
    /* Also over a restart. */
    store = open_store(*state, "data.db");
    assert_true(vote(store.feedback, VISITOR, "ar/a", true));
    close_store(&store);
    c = count(store.path);
    assert_int_equal(c.votes_yes, 3);
    assert_int_equal(c.votes_no, 0);
}

static void nothing_unmasked_is_stored(void **state)
{
    static const char *const places[] = {"SELECT query||comment FROM votes",
                                         "SELECT query||meant||product||category FROM searches",
                                         "SELECT query FROM clicks", "SELECT query FROM outcomes"};
    struct str secret = STR("رقمي ٠٥٠ ١٢٣ ٤٥٦٧ وبريدي s@x.example\xE2\x80\xAE");
    struct scratch *s = *state;
    struct store store = open_store(s, "data.db");
    struct feedback *f = store.feedback;
    struct str long_comment = arena_printf(&s->arena, "%01500d ث", 0);
    for (char *p = (char *)long_comment.p; *p == '0'; p++)
        *p = 'x';
    assert_true(feedback_vote(
        f, &(struct feedback_vote){
               .visitor = STR("a"), .article = STR("x"), .query = secret, .comment = secret}));
    assert_true(feedback_vote(f, &(struct feedback_vote){.visitor = STR("b"),
                                                         .article = STR("x"),
                                                         .comment = long_comment}));
    assert_true(feedback_search(
        f, &(struct feedback_search){
               .query = secret, .meant = secret, .product = secret, .category = secret}));
    assert_true(feedback_click(f, &(struct feedback_click){.query = secret}));
    assert_true(feedback_outcome(f, &(struct feedback_outcome){.query = secret}));
    close_store(&store);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct str stored = sql(&store, places[i]);
        assert_true(str_starts(stored, STR("رقمي ### وبريدي ###")));
        assert_int_equal(str_find(stored, STR("\xE2\x80\xAE")), SIZE_MAX);
    }
    assert_str(sql(&store, "SELECT length(comment) FROM votes WHERE visitor = 'b'"), "1000");
    struct buf bytes; /* nor anywhere else in the file */
    struct err err = ERR_INIT;
    buf_init(&bytes, 1 << 20);
    assert_ok(file_read(store.path, 1 << 20, &bytes, &err), &err);
    assert_int_equal(str_find(buf_str(&bytes), STR("٤٥٦٧")), SIZE_MAX);
    assert_int_equal(str_find(buf_str(&bytes), STR("example")), SIZE_MAX);
    buf_release(&bytes);
}

static void what_is_committed_survives_a_kill(void **state)
{
    struct scratch *s = *state;
    char *path = scratch_path(s, "data.db");
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct feedback *f;
        struct feedback_counts c = {0};
        struct err err = ERR_INIT;
        struct log *log = log_new(STDERR_FILENO);
        if (feedback_open(&f, path, log, &err) != 0)
            _exit(1);
        for (unsigned i = 0; i < 150; i++)
            search(f, STR("سؤال"), i);
        while (c.searches < 150)
            if (feedback_counts(f, &c, &err) != 0)
                _exit(2);
        raise(SIGKILL);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    struct store store = open_store(s, "data.db");
    assert_int_equal(count(path).searches, 150);
    assert_true(vote(store.feedback, VISITOR, "ar/a", true));
    assert_str(close_store(&store), "");
    assert_int_equal(count(path).searches, 150);
    assert_int_equal(count(path).votes_yes, 1);
    assert_int_equal(count_broken(s), 0);
}

/* A limit on the size of files stands for a full disk: nothing can be committed behind it. */
static void fill_disk(bool full)
{
    static struct rlimit before;
    struct rlimit limit;
    if (full) {
        assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
        signal(SIGXFSZ, SIG_IGN);
    }
    limit = before;
    if (full)
        limit.rlim_cur = 64 * 1024;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void a_full_queue_refuses_and_keeps_what_it_accepted(void **state)
{
    struct scratch *s = *state;
    struct store store = open_store(s, "data.db");
    struct str words = arena_printf(&s->arena, "%0*d", 250, 0);
    memset((char *)words.p, 'w', words.n);
    unsigned searches = 0, votes = 0;
    fill_disk(true);
    while (search(store.feedback, words, 1))
        searches++;
    for (unsigned i = 0; i < 50; i++)
        assert_false(search(store.feedback, words, 1) && ++searches);
    for (char visitor[16];; votes++) { /* votes have room of their own */
        snprintf(visitor, sizeof visitor, "%u", votes);
        if (!vote(store.feedback, visitor, "ar/a", true))
            break;
    }
    fill_disk(false);
    struct str log = close_store(&store);
    struct feedback_counts c = count(store.path);
    assert_true(searches >= FEEDBACK_QUEUE_ROWS - FEEDBACK_VOTE_ROWS);
    assert_true(votes >= FEEDBACK_VOTE_ROWS);
    assert_int_equal(c.searches, searches);
    assert_int_equal(c.votes_yes, votes);
    assert_true(str_find(log, STR("were not stored")) != SIZE_MAX);
    assert_true(str_find(log, STR("cannot be stored here")) != SIZE_MAX);
    assert_int_equal(count_broken(s), 0); /* a full disk breaks no file */
}

static void rows_lost_for_good_are_counted(void **state)
{
    struct scratch *s = *state;
    struct store store = open_store(s, "data.db");
    struct str words = arena_printf(&s->arena, "%0*d", 250, 0);
    memset((char *)words.p, 'w', words.n);
    fill_disk(true);
    unsigned accepted = 0;
    while (accepted < 2000)
        accepted += search(store.feedback, words, 1);
    struct str log = close_store(&store);
    fill_disk(false);
    unsigned long lost = 0;
    size_t at = str_find(log, STR("rows were accepted and could not be stored"));
    assert_true(at != SIZE_MAX);
    while (at > 0 && log.p[at - 1] != '"')
        at--;
    lost = strtoul(log.p + at, NULL, 10);
    assert_true(lost > 0);
    assert_int_equal(count(store.path).searches + lost, accepted);
}

static void broken_files_are_set_aside(void **state)
{
    struct scratch *s = *state;
    struct store store = open_store(s, "good.db");
    for (unsigned i = 0; i < 500; i++)
        assert_true(search(store.feedback, STR("سؤال عن الشحن والتوصيل"), i));
    close_store(&store);
    struct {
        const char *name, *says;
        const char *spoil; /* SQL, or NULL for bytes */
        off_t cut_bytes;
    } cases[] = {
        {"text.db", "not a database", NULL, 0},
        {"version.db", "another version", "PRAGMA user_version = 9", 0},
        {"foreign.db", "another version", "PRAGMA user_version = 0", 0},
        {"columns.db", "SQL logic error", "ALTER TABLE clicks RENAME COLUMN position TO place", 0},
        {"cut.db", "malformed", NULL, 20000},
    };
    struct err err = ERR_INIT;
    struct buf good;
    buf_init(&good, 1 << 20);
    assert_ok(file_read(store.path, 1 << 20, &good, &err), &err);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool text = !cases[i].spoil && !cases[i].cut_bytes;
        store.path =
            scratch_write(s, cases[i].name,
                          text ? STR("# Not a database, but somebody's notes\n") : buf_str(&good));
        if (cases[i].spoil)
            spoil(&store, cases[i].spoil);
        if (cases[i].cut_bytes)
            assert_int_equal(truncate(store.path, cases[i].cut_bytes), 0);
        store = open_store(s, cases[i].name);
        assert_int_equal(count_broken(s), i + 1);
        assert_true(vote(store.feedback, VISITOR, "ar/a", true));
        struct str log = close_store(&store);
        assert_true(str_find(log, STR("set aside as ")) != SIZE_MAX);
        if (str_find(log, str_from(cases[i].says)) == SIZE_MAX)
            fail_msg("%s: %.*s", cases[i].name, (int)log.n, log.p);
        assert_int_equal(count(store.path).votes_yes, 1);
        assert_int_equal(count(store.path).searches, 0);
    }
    /* Two within a second keep a name each. */
    for (unsigned i = 0; i < 2; i++) {
        scratch_write(s, "text.db",
                      STR("again, longer than the header of a database would be ...."
                          "........................................................"));
        store = open_store(s, "text.db");
        close_store(&store);
    }
    assert_int_equal(count_broken(s), sizeof cases / sizeof *cases + 2);
    buf_release(&good);
}

static void a_file_that_breaks_later_is_set_aside(void **state)
{
    static const struct {
        const char *spoil, *says;
    } cases[] = {
        {"DROP TABLE clicks", "SQL logic error"},
        {"PRAGMA writable_schema = 1;"
         "UPDATE sqlite_schema SET rootpage = 99999 WHERE name = 'clicks';"
         "PRAGMA schema_version = 99",
         "malformed"},
    };
    struct scratch *s = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct store store = open_store(s, i ? "malformed.db" : "dropped.db");
        assert_true(search(store.feedback, STR("قبل"), 1));
        while (count(store.path).searches == 0)
            wait_a_little();
        spoil(&store, cases[i].spoil);
        assert_true(vote(store.feedback, VISITOR, "ar/a", true));
        assert_true(feedback_click(store.feedback, &(struct feedback_click){.query = STR("بعد")}));
        struct str log = close_store(&store);
        assert_true(str_find(log, STR("set aside as ")) != SIZE_MAX);
        assert_true(str_find(log, str_from(cases[i].says)) != SIZE_MAX);
        assert_int_equal(count_broken(s), i + 1);
        assert_int_equal(count(store.path).searches, 0);
        assert_int_equal(count(store.path).votes_yes, 1);
        assert_int_equal(count(store.path).clicks, 1);
    }
}

static void a_file_that_is_moved_away_is_begun_anew(void **state)
{
    struct scratch *s = *state;
    struct store store = open_store(s, "data.db");
    char *archive = scratch_path(s, "archive.db");
    assert_true(search(store.feedback, STR("قبل"), 1));
    while (count(store.path).searches == 0)
        wait_a_little();
    assert_int_equal(rename(store.path, archive), 0);
    assert_true(vote(store.feedback, VISITOR, "ar/a", true));
    assert_str(close_store(&store), "");
    assert_int_equal(count(store.path).searches, 0);
    assert_int_equal(count(store.path).votes_yes, 1);
    assert_int_equal(count(archive).searches, 1);
}

static void places_without_room_for_a_file_are_refused(void **state)
{
    struct scratch *s = *state;
    struct feedback *f = NULL;
    struct log *log = log_new(STDERR_FILENO);
    struct err err = ERR_INIT;
    assert_int_equal(feedback_open(&f, scratch_path(s, "no/such/folder.db"), log, &err), -1);
    assert_non_null(strstr(err.message, "folder that exists"));
    assert_int_equal(feedback_open(&f, s->dir, log, &err), -1);
    assert_non_null(strstr(err.message, "not a file"));
    assert_int_equal(feedback_open(&f, "/dev/null", log, &err), -1);
    char *readable = scratch_write(s, "text.db", STR("not a database"));
    assert_int_equal(chmod(s->dir, 0555), 0);
    scratch_drop_root();
    int made = feedback_open(&f, scratch_path(s, "data.db"), log, &err);
    struct err broken = ERR_INIT;
    int replaced = feedback_open(&f, readable, log, &broken);
    scratch_regain_root();
    assert_int_equal(made, -1);
    assert_string_equal(err.place, scratch_path(s, "data.db"));
    assert_non_null(strstr(err.message, "may write to"));
    assert_int_equal(replaced, -1);
    assert_non_null(strstr(broken.message, "move it away"));
    assert_int_equal(chmod(s->dir, 0755), 0);
    feedback_close(NULL);
    log_free(log);
}

enum { CALLERS = 4, CALLS = 300 };

static void *call_often(void *argument)
{
    struct feedback *f = argument;
    for (unsigned i = 0; i < CALLS; i++) {
        char visitor[16];
        snprintf(visitor, sizeof visitor, "%u", i);
        vote(f, visitor, "ar/a", i % 2);
        search(f, STR("٠٥٠١٢٣٤٥٦٧"), i % 2);
    }
    return NULL;
}

static void many_threads_at_once(void **state)
{
    struct store store = open_store(*state, "data.db");
    pthread_t callers[CALLERS];
    struct feedback_counts c = {0};
    struct err err = ERR_INIT;
    for (unsigned i = 0; i < CALLERS; i++)
        assert_int_equal(pthread_create(&callers[i], NULL, call_often, store.feedback), 0);
    for (unsigned i = 0; i < 10; i++)
        assert_ok(feedback_counts(store.feedback, &c, &err), &err);
    for (unsigned i = 0; i < CALLERS; i++)
        pthread_join(callers[i], NULL);
    close_store(&store);
    c = count(store.path);
    assert_int_equal(c.votes_yes, CALLS / 2);
    assert_int_equal(c.votes_no, CALLS / 2);
    assert_int_equal(c.searches, CALLERS * CALLS);
    assert_int_equal(c.searches_empty, CALLERS * CALLS / 2);
}

int main(void)
{
#define SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)
    const struct CMUnitTest tests[] = {
        SCRATCH(rows_are_stored),
        SCRATCH(a_later_vote_replaces),
        SCRATCH(nothing_unmasked_is_stored),
        SCRATCH(what_is_committed_survives_a_kill),
        SCRATCH(a_full_queue_refuses_and_keeps_what_it_accepted),
        SCRATCH(rows_lost_for_good_are_counted),
        SCRATCH(broken_files_are_set_aside),
        SCRATCH(a_file_that_breaks_later_is_set_aside),
        SCRATCH(a_file_that_is_moved_away_is_begun_anew),
        SCRATCH(places_without_room_for_a_file_are_refused),
        SCRATCH(many_threads_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
