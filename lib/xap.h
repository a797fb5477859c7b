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

/* A document being filled; reused for the next after xap_batch_add. */
struct xap_document;
struct xap_document *xap_document_new(void);
void xap_document_free(struct xap_document *doc);

/* Terms are prefix + value, cut to TERM_MAX_BYTES. These never fail before xap_batch_write. */
void xap_document_word(struct xap_document *doc, struct str word,
                       unsigned times); /* adds to its frequency */
void xap_document_flag(struct xap_document *doc, const char *prefix, struct str value);
void xap_document_value_id(struct xap_document *doc, unsigned slot, uint64_t id); /* big-endian */
void xap_document_data(struct xap_document *doc, struct str data);

/* Documents of a database that is written later, perhaps by another thread. */
struct xap_batch;
struct xap_batch *xap_batch_new(void);
void xap_batch_free(struct xap_batch *batch); /* NULL is fine */
void xap_batch_add(struct xap_batch *batch, struct xap_document *doc);

/* Makes the database. It is not safe from a crash before file_sync_tree; a failure leaves a part.
 */
int xap_batch_write(struct xap_batch *batch, const char *dir, struct err *err);

/* Joins databases, in order, into a new compact one, a single file; n is at least 1. */
int xap_compact(const char *const *dirs, size_t n, const char *dest, struct err *err);

/* --- asking --- */

struct xap_db;
int xap_db_open(struct xap_db **out, const char *dir, struct err *err);

/* All databases in a folder as one, in the order of their names: documents of the second are
 * numbered on from those of the first. */
int xap_db_open_all(struct xap_db **out, const char *dir, struct err *err);
void xap_db_close(struct xap_db *db);

/* Data of the first document that has the term; data.p is NULL when none has. */
int xap_db_find(struct xap_db *db, struct arena *a, struct str term, struct str *data,
                struct err *err);

/* Data of a document, numbered from 1; empty when there is none. */
int xap_db_data(struct xap_db *db, struct arena *a, unsigned docid, struct str *data,
                struct err *err);

/* Number of documents that have the term. */
int xap_db_count(struct xap_db *db, struct str term, size_t *n, struct err *err);
size_t xap_db_size(const struct xap_db *db); /* documents */

/* Sets bit docid - 1 for every document that has the term; one over n_bits is damage. */
int xap_db_mark(struct xap_db *db, struct str term, uint64_t *bits, size_t n_bits, struct err *err);

/* Xapian's own version, "1.4.22". */
const char *xap_version(void);

#ifdef __cplusplus
}
#endif

#endif
