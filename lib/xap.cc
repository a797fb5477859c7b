/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <algorithm>
#include <new>
#include <string>
#include <unordered_set>
#include <vector>
#include <xapian.h>

extern "C" {
#include "schema.h"
#include "xap.h"
}

struct xap_document {
    Xapian::Document doc;
    std::string term; /* scratch */
};

struct xap_writer {
    Xapian::WritableDatabase db;
    std::string dir;
};

struct xap_db {
    Xapian::Database db;
    std::string dir;
};

/* Called inside a handler: turns whatever was thrown into our error. */
static int fail(struct err *err, const char *place) noexcept
{
    try {
        throw;
    } catch (const Xapian::DatabaseOpeningError &e) {
        return err_at(err, ERR_INDEX, place, 0,
                      "cannot open this part of the index (%s); build it again",
                      e.get_msg().c_str());
    } catch (const Xapian::Error &e) {
        const char *system = e.get_error_string();
        return err_at(err, ERR_INDEX, place, 0, "%s: %s%s%s", e.get_type(), e.get_msg().c_str(),
                      system ? ": " : "", system ? system : "");
    } catch (const std::bad_alloc &) {
        return err_at(err, ERR_TOO_BIG, place, 0, "out of memory in the index library");
    } catch (const std::exception &e) {
        return err_at(err, ERR_INDEX, place, 0, "%s", e.what());
    } catch (...) {
        return err_at(err, ERR_INDEX, place, 0, "unknown failure in the index library");
    }
}

/* --- writing --- */

struct xap_document *xap_document_new(void)
{
    return new xap_document;
}

void xap_document_free(struct xap_document *doc)
{
    delete doc;
}

static const std::string &make_term(struct xap_document *doc, const char *prefix, struct str word)
{
    doc->term.assign(prefix);
    struct str cut = utf8_cut_bytes(word, TERM_MAX_BYTES - doc->term.size());
    doc->term.append(cut.p, cut.n);
    return doc->term;
}

void xap_document_word(struct xap_document *doc, const char *prefix, struct str word,
                       unsigned position)
{
    if (word.n == 0)
        return;
    if (position)
        doc->doc.add_posting(make_term(doc, prefix, word), position);
    else
        doc->doc.add_term(make_term(doc, prefix, word));
}

void xap_document_flag(struct xap_document *doc, const char *prefix, struct str value)
{
    doc->doc.add_boolean_term(make_term(doc, prefix, value));
}

void xap_document_value(struct xap_document *doc, unsigned slot, struct str value)
{
    doc->doc.add_value(slot, std::string(value.p ? value.p : "", value.n));
}

void xap_document_value_id(struct xap_document *doc, unsigned slot, uint64_t id)
{
    std::string bytes(8, '\0');
    for (int i = 7; i >= 0; i--, id >>= 8)
        bytes[(size_t)i] = (char)(id & 0xFF);
    doc->doc.add_value(slot, bytes);
}

void xap_document_data(struct xap_document *doc, struct str data)
{
    doc->doc.set_data(std::string(data.p ? data.p : "", data.n));
}

int xap_writer_new(struct xap_writer **out, const char *dir, struct err *err)
try {
    /* The generation is fsynced as a whole before it is published. */
    int flags = Xapian::DB_CREATE | Xapian::DB_BACKEND_GLASS | Xapian::DB_NO_SYNC;
    *out = new xap_writer{Xapian::WritableDatabase(dir, flags), dir};
    return 0;
} catch (...) {
    return fail(err, dir);
}

int xap_writer_add(struct xap_writer *w, struct xap_document *doc, struct err *err)
try {
    w->db.add_document(doc->doc);
    doc->doc = Xapian::Document();
    return 0;
} catch (...) {
    doc->doc = Xapian::Document();
    return fail(err, w->dir.c_str());
}

int xap_writer_commit(struct xap_writer *w, struct err *err)
try {
    w->db.commit();
    return 0;
} catch (...) {
    return fail(err, w->dir.c_str());
}

void xap_writer_free(struct xap_writer *w)
{
    try {
        if (w)
            w->db.close();
    } catch (...) {
        /* Closing tries to flush; what was not committed is given up by contract. */
    }
    delete w;
}

int xap_compact(const char *const *dirs, size_t n, const char *dest, struct err *err)
try {
    if (n == 0) {
        Xapian::WritableDatabase empty(dest, Xapian::DB_CREATE | Xapian::DB_BACKEND_GLASS);
        return 0;
    }
    Xapian::Database all;
    for (size_t i = 0; i < n; i++)
        all.add_database(Xapian::Database(dirs[i]));
    all.compact(dest);
    return 0;
} catch (...) {
    return fail(err, dest);
}

/* --- asking --- */

int xap_db_open(struct xap_db **out, const char *dir, struct err *err)
try {
    *out = new xap_db{Xapian::Database(dir), dir};
    return 0;
} catch (...) {
    return fail(err, dir);
}

void xap_db_close(struct xap_db *db)
{
    delete db;
}

static std::string to_string(struct str s)
{
    return std::string(s.p ? s.p : "", s.n);
}

/* Scores worked out elsewhere, as postings. */
class score_source : public Xapian::PostingSource
{
  public:
    score_source(const struct xap_score *scores_, size_t n_)
        : scores(scores_), n(n_), at(0), started(false)
    {
    }
    void init(const Xapian::Database &) override
    {
        double most = 0;
        for (size_t i = 0; i < n; i++)
            most = std::max(most, scores[i].weight);
        set_maxweight(most);
        at = 0;
        started = false;
    }
    Xapian::doccount get_termfreq_min() const override
    {
        return (Xapian::doccount)n;
    }
    Xapian::doccount get_termfreq_est() const override
    {
        return (Xapian::doccount)n;
    }
    Xapian::doccount get_termfreq_max() const override
    {
        return (Xapian::doccount)n;
    }
    void next(double) override
    {
        at += started;
        started = true;
    }
    void skip_to(Xapian::docid docid, double) override
    {
        started = true;
        while (at < n && scores[at].docid < docid)
            at++;
    }
    bool at_end() const override
    {
        return at >= n;
    }
    Xapian::docid get_docid() const override
    {
        return scores[at].docid;
    }
    double get_weight() const override
    {
        return scores[at].weight;
    }
    PostingSource *clone() const override
    {
        return new score_source(scores, n);
    }

  private:
    const struct xap_score *scores; /* the caller's, for the time of one xap_db_run */
    size_t n, at;
    bool started;
};

static Xapian::Query build(const struct xap_query *q, int depth)
{
    static const Xapian::Query::op ops[] = {
        Xapian::Query::LEAF_TERM,    Xapian::Query::OP_OR,           Xapian::Query::OP_AND,
        Xapian::Query::OP_AND_MAYBE, Xapian::Query::OP_FILTER,       Xapian::Query::OP_AND_NOT,
        Xapian::Query::OP_PHRASE,    Xapian::Query::OP_SCALE_WEIGHT,
    };
    if (!q || depth > XAP_DEPTH_MAX || q->n_kids > XAP_KIDS_MAX)
        return Xapian::Query();
    if (q->op == XAP_TERM)
        return q->term.n && q->term.n <= 245 ? Xapian::Query(to_string(q->term)) : Xapian::Query();
    if (q->op == XAP_SCORES) {
        score_source source(q->scores, q->n_scores); /* the query keeps a clone */
        return Xapian::Query(&source);
    }
    if (q->op == XAP_SCALE)
        return q->n_kids == 1 ? Xapian::Query(ops[q->op], build(q->kids[0], depth + 1), q->factor)
                              : Xapian::Query();
    std::vector<Xapian::Query> kids;
    for (size_t i = 0; i < q->n_kids; i++)
        kids.push_back(build(q->kids[i], depth + 1));
    if (q->op == XAP_PHRASE)
        return Xapian::Query(ops[q->op], kids.begin(), kids.end(), kids.size());
    if (q->op == XAP_OR || q->op == XAP_AND)
        return Xapian::Query(ops[q->op], kids.begin(), kids.end());
    Xapian::Query result = kids.empty() ? Xapian::Query() : kids[0];
    for (size_t i = 1; i < kids.size(); i++)
        result = Xapian::Query(ops[q->op], result, kids[i]);
    return result;
}

/* Counts groups exactly: the bounds that Xapian gives of a collapsed match are loose. */
class group_counter : public Xapian::MatchSpy
{
  public:
    explicit group_counter(Xapian::valueno slot_) : slot(slot_)
    {
    }
    void operator()(const Xapian::Document &doc, double) override
    {
        groups.insert(doc.get_value(slot));
    }
    size_t count() const
    {
        return groups.size();
    }

  private:
    Xapian::valueno slot;
    std::unordered_set<std::string> groups;
};

static void copy_hits(struct arena *a, const Xapian::MSet &found, struct xap_result *out)
{
    out->hits = ARENA_ARRAY(a, struct xap_hit, found.size());
    for (Xapian::MSetIterator i = found.begin(); i != found.end(); ++i) {
        std::string data = i.get_document().get_data();
        struct xap_hit *hit = &out->hits[out->n_hits++];
        hit->docid = *i;
        hit->weight = i.get_weight();
        hit->data = arena_dup(a, str{data.data(), data.size()});
    }
}

int xap_db_run(struct xap_db *db, struct arena *a, const struct xap_request *request,
               struct xap_result *out, struct err *err)
try {
    *out = xap_result{};
    Xapian::Enquire enquire(db->db);
    /* Document length normalised without a floor: Xapian's default of .5 costs relevance. */
    enquire.set_weighting_scheme(Xapian::BM25Weight(request->bm25_k1, 0, 1, request->bm25_b, 0));
    enquire.set_docid_order(Xapian::Enquire::ASCENDING);
    if (request->group)
        enquire.set_collapse_key(request->group_slot, 1);
    enquire.set_query(build(request->query, 0));
    group_counter counter(request->group_slot);
    bool count_groups = request->count_all && request->group;
    if (count_groups)
        enquire.add_matchspy(&counter);
    size_t check = request->count_all ? db->db.get_doccount() : request->check_at_least;
    Xapian::MSet found =
        enquire.get_mset((Xapian::doccount)request->offset, (Xapian::doccount)request->limit,
                         (Xapian::doccount)check);
    copy_hits(a, found, out);
    if (count_groups) {
        out->total = counter.count();
        out->total_exact = true;
        return 0;
    }
    out->total_exact = found.get_matches_lower_bound() == found.get_matches_upper_bound();
    out->total = out->total_exact ? found.get_matches_estimated() : found.get_matches_lower_bound();
    return 0;
} catch (...) {
    return fail(err, db->dir.c_str());
}

int xap_db_find(struct xap_db *db, struct arena *a, struct str term, struct str *data,
                struct err *err)
try {
    *data = str{nullptr, 0};
    std::string name = to_string(term);
    if (name.empty()) /* to Xapian the list of all documents */
        return 0;
    Xapian::PostingIterator i = db->db.postlist_begin(name);
    if (i != db->db.postlist_end(name)) {
        std::string found = db->db.get_document(*i).get_data();
        *data = arena_dup(a, str{found.data(), found.size()});
    }
    return 0;
} catch (...) {
    return fail(err, db->dir.c_str());
}

int xap_db_count(struct xap_db *db, struct str term, size_t *n, struct err *err)
try {
    *n = db->db.get_termfreq(to_string(term));
    return 0;
} catch (...) {
    return fail(err, db->dir.c_str());
}

int xap_db_size(struct xap_db *db, size_t *n_documents, struct err *err)
try {
    *n_documents = db->db.get_doccount();
    return 0;
} catch (...) {
    return fail(err, db->dir.c_str());
}

int xap_db_visit(struct xap_db *db, const struct xap_visitor *visitor, struct err *err)
try {
    for (Xapian::TermIterator t = db->db.allterms_begin(); t != db->db.allterms_end(); ++t) {
        std::string word = *t;
        if (word[0] >= 'A' && word[0] <= 'Z')
            continue;
        visitor->word(visitor->context, str{word.data(), word.size()});
        for (Xapian::PostingIterator p = db->db.postlist_begin(word);
             p != db->db.postlist_end(word); ++p)
            visitor->posting(visitor->context, *p, p.get_wdf());
    }
    return 0;
} catch (...) {
    return fail(err, db->dir.c_str());
}

int xap_db_mark(struct xap_db *db, struct str term, uint64_t *bits, size_t n_bits, struct err *err)
try {
    std::string name = to_string(term);
    for (Xapian::PostingIterator p = db->db.postlist_begin(name); p != db->db.postlist_end(name);
         ++p) {
        if (*p > n_bits)
            return err_at(err, ERR_INDEX, db->dir.c_str(), 0,
                          "more documents than the rest of the index; build it again");
        bits[(*p - 1) / 64] |= (uint64_t)1 << ((*p - 1) % 64);
    }
    return 0;
} catch (...) {
    return fail(err, db->dir.c_str());
}

int xap_describe(struct arena *a, const struct xap_query *query, struct str *out, struct err *err)
try {
    std::string text = build(query, 0).get_description();
    *out = arena_dup(a, str{text.data(), text.size()});
    return 0;
} catch (...) {
    return fail(err, "");
}

const char *xap_version(void)
{
    return Xapian::version_string();
}
