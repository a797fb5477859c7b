/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The one door to Xapian, named for our tasks and not for its classes. xap.cc catches every
 * exception; no Xapian type, iterator or document crosses, hits are copied into the caller's arena.
 * Handles share nothing: one per thread at a time.
 */
#ifndef JAWAB_XAP_H
#define JAWAB_XAP_H

#include "arena.h"
#include "err.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --- writing --- */

/* A document being filled; reused for the next after xap_writer_add. */
struct xap_document;
struct xap_document *xap_document_new(void);
void xap_document_free(struct xap_document *doc);

/* Terms are prefix + word, cut to TERM_MAX_BYTES. These never fail before xap_writer_add. */
void xap_document_word(struct xap_document *doc, const char *prefix, struct str word,
                       unsigned position); /* adds 1 to its frequency; position 0: none is kept */
void xap_document_flag(struct xap_document *doc, const char *prefix, struct str value);
void xap_document_value(struct xap_document *doc, unsigned slot, struct str value);
void xap_document_value_id(struct xap_document *doc, unsigned slot, uint64_t id); /* big-endian */
void xap_document_data(struct xap_document *doc, struct str data);

struct xap_writer;
int xap_writer_new(struct xap_writer **out, const char *dir, struct err *err);
int xap_writer_add(struct xap_writer *w, struct xap_document *doc, struct err *err);
int xap_writer_commit(struct xap_writer *w, struct err *err);
void xap_writer_free(struct xap_writer *w); /* what was not committed is lost */

/* Joins databases, in order, into a new compact one. n may be 0: an empty database. */
int xap_compact(const char *const *dirs, size_t n, const char *dest, struct err *err);

/* --- asking --- */

/* A query as a tree in the caller's memory. OP_MAX is missing on purpose: nested under OR it makes
 * Xapian 1.4 read freed memory. */
enum xap_op {
    XAP_TERM,      /* .term */
    XAP_OR,        /* any kid; weights add up */
    XAP_AND,       /* every kid */
    XAP_AND_MAYBE, /* the first, helped by the others */
    XAP_FILTER,    /* the first, restricted by the others */
    XAP_AND_NOT,   /* the first, without the others */
    XAP_PHRASE,    /* kids are terms, in order and adjacent */
    XAP_SCALE,     /* one kid, weight times .factor */
    XAP_SCORES,    /* the documents of .scores, with their weights */
};

enum { XAP_KIDS_MAX = 512, XAP_DEPTH_MAX = 12 };

struct xap_score {
    unsigned docid;
    double weight;
};

struct xap_query {
    enum xap_op op;
    struct str term; /* whole term, prefix included */
    double factor;
    const struct xap_score *scores; /* rising by docid */
    size_t n_scores;
    struct xap_query **kids;
    size_t n_kids;
};

struct xap_request {
    const struct xap_query *query; /* NULL matches nothing */
    size_t offset, limit;
    size_t check_at_least; /* looked at for the estimate of the total */
    bool count_all; /* look at all and count the groups exactly; costs as much as ranking all */
    unsigned group_slot; /* best of each value of this slot only ... */
    bool group;          /* ... when set */
    double bm25_k1, bm25_b;
};

struct xap_hit {
    unsigned docid;
    double weight;
    struct str data;
};

struct xap_result {
    struct xap_hit *hits;
    size_t n_hits;
    size_t total; /* estimate, exact when total_exact */
    bool total_exact;
};

struct xap_db;
int xap_db_open(struct xap_db **out, const char *dir, struct err *err);
void xap_db_close(struct xap_db *db);
int xap_db_run(struct xap_db *db, struct arena *a, const struct xap_request *request,
               struct xap_result *out, struct err *err);

/* Data of the first document that has the term; data.p is NULL when none has. */
int xap_db_find(struct xap_db *db, struct arena *a, struct str term, struct str *data,
                struct err *err);

/* Number of documents that have the term. */
int xap_db_count(struct xap_db *db, struct str term, size_t *n, struct err *err);
int xap_db_size(struct xap_db *db, size_t *n_documents, struct err *err);

/* Visits all terms that begin with no capital letter, bytewise rising, each followed by its
 * postings, by document. */
struct xap_visitor {
    void (*word)(void *context, struct str word);
    void (*posting)(void *context, unsigned docid, unsigned frequency);
    void *context;
};
int xap_db_visit(struct xap_db *db, const struct xap_visitor *visitor, struct err *err);

/* Sets bit docid - 1 for every document that has the term; one over n_bits is damage. */
int xap_db_mark(struct xap_db *db, struct str term, uint64_t *bits, size_t n_bits, struct err *err);

/* The query as Xapian sees it, for people. */
int xap_describe(struct arena *a, const struct xap_query *query, struct str *out, struct err *err);

/* Xapian's own version, "1.4.22". */
const char *xap_version(void);

#ifdef __cplusplus
}
#endif

#endif
