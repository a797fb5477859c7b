/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Random nestings of every operator against a small index, asked in children: Xapian itself has
 * crashed on combinations that look harmless. The seed of a query that kills its child is printed;
 * QUERY_SHAPES_SEED=n starts there, QUERY_SHAPES=n runs so many.
 */
#include "test.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/xap.h"
#include "scratch.h"

enum {
    DOCUMENTS = 1500,
    WORDS = 40, /* the first in nearly every document, the last in a few */
    GROUPS = 200,
    SLOT = 0,
    SHAPES = 20000, /* OP_MAX under OP_OR, which is why it is left out, dies before the 10,000th */
    BATCH = 500,    /* queries a child */
    SECONDS_A_BATCH = 120,
    GOOD = 10, /* exit status: none that a sanitizer or a signal gives */
    BAD_RESULT = 11,
    REFUSED = 12,
};

/* xorshift (Marsaglia 2003): the same numbers on every machine, unlike rand(). */
static uint32_t next_random(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

static unsigned below(uint32_t *seed, unsigned n)
{
    return next_random(seed) % n;
}

static void add_documents(struct xap_writer *w)
{
    struct err err = ERR_INIT;
    struct arena a = ARENA_INIT;
    struct xap_document *doc = xap_document_new();
    uint32_t seed = 20261121;
    for (int i = 0; i < DOCUMENTS; i++) {
        unsigned position = 1;
        for (unsigned word = 0; word < WORDS; word++)
            if (below(&seed, word + 2) == 0)
                for (unsigned times = 1 + below(&seed, 3); times > 0; times--)
                    xap_document_word(doc, "", arena_printf(&a, "w%u", word), position++);
        xap_document_flag(doc, "F", arena_printf(&a, "%d", i % 3));
        xap_document_value_id(doc, SLOT, below(&seed, GROUPS));
        xap_document_data(doc, STR("x"));
        assert_ok(xap_writer_add(w, doc, &err), &err);
    }
    xap_document_free(doc);
    arena_release(&a);
}

static struct xap_query *leaf(struct arena *a, uint32_t *seed)
{
    struct xap_query *q = ARENA_NEW(a, struct xap_query);
    q->op = XAP_TERM;
    switch (below(seed, 12)) {
    case 0:
        q->term = STR("missing");
        break;
    case 1:
        break; /* the empty term matches nothing */
    case 2:
        q->term = arena_printf(a, "F%u", below(seed, 3));
        break;
    default:
        q->term = arena_printf(a, "w%u", below(seed, WORDS));
    }
    return q;
}

static struct xap_query *tree(struct arena *a, uint32_t *seed, unsigned depth)
{
    static const double factors[] = {0, 0.1, 0.5, 1, 3, 1e6};
    if (depth == 0 || below(seed, 5) == 0)
        return leaf(a, seed);
    struct xap_query *q = ARENA_NEW(a, struct xap_query);
    q->op = XAP_OR + below(seed, XAP_SCALE - XAP_OR + 1);
    q->factor = factors[below(seed, sizeof factors / sizeof factors[0])];
    q->n_kids = q->op == XAP_SCALE ? 1 : below(seed, 6);
    q->kids = ARENA_ARRAY(a, struct xap_query *, q->n_kids);
    for (size_t i = 0; i < q->n_kids; i++)
        q->kids[i] = q->op == XAP_PHRASE ? leaf(a, seed) : tree(a, seed, depth - 1);
    return q;
}

static struct xap_request random_request(struct arena *a, uint32_t *seed)
{
    struct xap_request request = {.query = tree(a, seed, 1 + below(seed, 6))};
    request.limit = below(seed, 4) ? 10 : below(seed, 100);
    request.offset = below(seed, 4) ? 0 : below(seed, DOCUMENTS);
    request.check_at_least = below(seed, 2) ? 200 : below(seed, 2 * DOCUMENTS);
    request.group = below(seed, 2);
    request.group_slot = SLOT;
    request.count_all = below(seed, 4) == 0;
    request.bm25_k1 = 1.2;
    request.bm25_b = 0.75;
    return request;
}

static bool is_plausible(const struct xap_request *request, const struct xap_result *result)
{
    if (result->n_hits > request->limit || (result->n_hits && result->total < result->n_hits))
        return false;
    if (request->count_all && (!result->total_exact || (request->group && result->total > GROUPS)))
        return false;
    for (size_t i = 0; i < result->n_hits; i++) {
        const struct xap_hit *hit = &result->hits[i];
        if (hit->docid == 0 || hit->docid > DOCUMENTS || !str_eq(hit->data, STR("x")) ||
            (i && hit->weight > result->hits[i - 1].weight))
            return false;
    }
    return true;
}

/* In a child; *current tells the parent which seed was asked when it died. */
static int ask_batch(const char *dir, uint32_t from, _Atomic uint32_t *current)
{
    struct err err = ERR_INIT;
    struct xap_db *db = NULL;
    if (xap_db_open(&db, dir, &err) != 0)
        return REFUSED;
    for (uint32_t n = from; n < from + BATCH; n++) {
        struct arena a = ARENA_INIT;
        struct xap_result result;
        uint32_t seed = n * 2654435761u + 1;
        atomic_store(current, n);
        struct xap_request request = random_request(&a, &seed);
        if (xap_db_run(db, &a, &request, &result, &err) != 0) {
            fprintf(stderr, "%s\n", err.message);
            return REFUSED;
        }
        if (!is_plausible(&request, &result))
            return BAD_RESULT;
        arena_release(&a);
    }
    xap_db_close(db);
    return GOOD;
}

static void describe(struct scratch *s, uint32_t n)
{
    struct err err = ERR_INIT;
    struct str text = STR("");
    uint32_t seed = n * 2654435761u + 1;
    struct xap_request request = random_request(&s->arena, &seed);
    xap_describe(&s->arena, request.query, &text, &err);
    print_error("QUERY_SHAPES_SEED=%u %s offset %zu limit %zu check %zu: " STR_FMT "\n", n,
                request.group ? "grouped" : "single", request.offset, request.limit,
                request.check_at_least, STR_ARG(text));
}

static uint32_t setting(const char *name, uint32_t otherwise)
{
    const char *value = getenv(name);
    return value ? (uint32_t)strtoul(value, NULL, 10) : otherwise;
}

static void no_shape_kills_the_process(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    struct xap_writer *w = NULL;
    char *dir = scratch_path(s, "db");
    assert_ok(xap_writer_new(&w, dir, &err), &err);
    add_documents(w);
    assert_ok(xap_writer_commit(w, &err), &err);
    xap_writer_free(w);

    _Atomic uint32_t *current =
        mmap(NULL, sizeof *current, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(current != MAP_FAILED);
    uint32_t from = setting("QUERY_SHAPES_SEED", 0), n = setting("QUERY_SHAPES", SHAPES);
    for (uint32_t batch = from; batch < from + n; batch += BATCH) {
        int status = 0;
        pid_t child = fork();
        if (child == 0) {
            alarm(SECONDS_A_BATCH);
            _exit(ask_batch(dir, batch, current));
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        if (!WIFEXITED(status) || WEXITSTATUS(status) != GOOD) {
            describe(s, atomic_load(current));
            fail_msg("the child ended with status %#x", (unsigned)status);
        }
    }
    munmap((void *)current, sizeof *current);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(no_shape_kills_the_process, scratch_setup,
                                        scratch_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
