/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <algorithm>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <new>
#include <string>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>
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

struct xap_batch {
    std::vector<Xapian::Document> documents;
};

/* Documents of a part are numbered on from those of the parts before: Xapian's own way of reading
 * several databases as one mixes them. */
struct xap_part {
    Xapian::Database db;
    unsigned before;
};

struct xap_db {
    std::vector<xap_part> parts;
    unsigned n_documents;
    std::string dir;
};

/* Called inside a handler: turns whatever was thrown into our error. */
static int fail(struct err *err, const char *place) noexcept
{
    try {
        throw;
    } catch (const Xapian::DatabaseOpeningError &e) {
        const char *system = e.get_error_string();
        return err_at(err, ERR_INDEX, place, 0,
                      "cannot open this part of the index (%s%s%s); build it again",
                      e.get_msg().c_str(), system ? ": " : "", system ? system : "");
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

void xap_document_word(struct xap_document *doc, struct str word, unsigned times)
{
    if (word.n)
        doc->doc.add_term(make_term(doc, "", word), times);
}

void xap_document_flag(struct xap_document *doc, const char *prefix, struct str value)
{
    doc->doc.add_boolean_term(make_term(doc, prefix, value));
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

struct xap_batch *xap_batch_new(void)
{
    return new xap_batch;
}

void xap_batch_free(struct xap_batch *batch)
{
    delete batch;
}

void xap_batch_add(struct xap_batch *batch, struct xap_document *doc)
{
    batch->documents.push_back(doc->doc);
    doc->doc = Xapian::Document();
}

int xap_batch_write(struct xap_batch *batch, const char *dir, struct err *err)
try {
    /* The generation is fsynced as a whole before it is published. */
    int flags = Xapian::DB_CREATE | Xapian::DB_BACKEND_GLASS | Xapian::DB_NO_SYNC;
    Xapian::WritableDatabase db(dir, flags);
    for (const Xapian::Document &document : batch->documents)
        db.add_document(document);
    db.commit();
    db.close();
    return 0;
} catch (...) {
    return fail(err, dir);
}

static int write_from(int fd, const char *dest, struct err *err)
{
    struct stat info;
    int out = open(dest, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (out < 0)
        return err_errno(err, errno, dest, "write");
    int failure = fstat(fd, &info) != 0 ? errno : 0;
    for (off_t at = 0; !failure && at < info.st_size;)
        if (sendfile(out, fd, &at, (size_t)(info.st_size - at)) < 0 && errno != EINTR)
            failure = errno;
    if (close(out) != 0 && !failure)
        failure = errno;
    return failure ? err_errno(err, failure, dest, "write") : 0;
}

/* A table that cannot be opened counts as empty to the library, in a part as in what is joined, and
 * nobody is told. All our documents have data: the last one of each part must have arrived with it.
 */
static void check_joined(const std::vector<Xapian::Database> &parts, int fd)
{
    lseek(fd, 0, SEEK_SET);
    Xapian::Database joined(dup(fd)); /* which it closes */
    Xapian::docid last = 0;
    for (const Xapian::Database &part : parts) {
        Xapian::docid n = part.get_lastdocid();
        last += n;
        if (n && joined.get_document(last).get_data().empty())
            throw Xapian::DatabaseError("a part was not read or written whole; is the disk well?");
    }
}

/* The library waits for the disk after each table, and cannot be told not to. In memory there is
 * nothing to wait for; and one file a database is less to open and to sync than five. */
int xap_compact(const char *const *dirs, size_t n, const char *dest, struct err *err)
try {
    Xapian::Database all;
    std::vector<Xapian::Database> parts;
    for (size_t i = 0; i < n; i++) {
        parts.push_back(Xapian::Database(dirs[i]));
        all.add_database(parts.back());
    }
    int fd = memfd_create("jawab", MFD_CLOEXEC);
    if (fd < 0)
        return err_errno(err, errno, dest, "join in memory");
    int written = dup(fd);
    try {
        all.compact(written, Xapian::Compactor::FULL); /* and closes it */
        check_joined(parts, fd);
    } catch (...) {
        close(fd);
        throw;
    }
    int result = write_from(fd, dest, err);
    close(fd);
    return result;
} catch (...) {
    return fail(err, dest);
}

/* --- asking --- */

/* A file that cannot be opened the library reads as a list of others, and says that its first line
 * is bad. */
static Xapian::Database open_database(const std::string &path)
{
    struct stat info;
    if (stat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode))
        return Xapian::Database(path);
    int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        throw Xapian::DatabaseOpeningError("Couldn't open", path, errno);
    try {
        return Xapian::Database(fd);
    } catch (const Xapian::DatabaseError &e) {
        const char *system = e.get_error_string();
        throw Xapian::DatabaseOpeningError(e.get_msg() + (system ? ": " : "") +
                                           (system ? system : ""));
    }
}

static void add_part(struct xap_db *db, const std::string &dir)
{
    db->parts.push_back(xap_part{open_database(dir), db->n_documents});
    db->n_documents += db->parts.back().db.get_lastdocid();
}

int xap_db_open(struct xap_db **out, const char *dir, struct err *err)
try {
    auto db = std::unique_ptr<xap_db>(new xap_db{{}, 0, dir});
    add_part(db.get(), dir);
    *out = db.release();
    return 0;
} catch (...) {
    return fail(err, dir);
}

int xap_db_open_all(struct xap_db **out, const char *dir, struct err *err)
try {
    std::vector<std::string> names;
    DIR *folder = opendir(dir);
    if (!folder)
        throw Xapian::DatabaseOpeningError("Couldn't read the folder", dir, errno);
    while (const dirent *entry = readdir(folder))
        if (entry->d_name[0] != '.')
            names.push_back(entry->d_name);
    closedir(folder);
    std::sort(names.begin(), names.end());
    auto db = std::unique_ptr<xap_db>(new xap_db{{}, 0, dir});
    for (const std::string &name : names)
        add_part(db.get(), db->dir + "/" + name);
    if (names.empty())
        throw Xapian::DatabaseOpeningError("The folder is empty");
    *out = db.release();
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

int xap_db_find(struct xap_db *db, struct arena *a, struct str term, struct str *data,
                struct err *err)
try {
    *data = str{nullptr, 0};
    std::string name = to_string(term);
    if (name.empty()) /* to Xapian the list of all documents */
        return 0;
    for (const xap_part &part : db->parts) {
        Xapian::PostingIterator i = part.db.postlist_begin(name);
        if (i == part.db.postlist_end(name))
            continue;
        std::string found = part.db.get_document(*i, Xapian::DOC_ASSUME_VALID).get_data();
        *data = arena_dup(a, str{found.data(), found.size()});
        break;
    }
    return 0;
} catch (...) {
    return fail(err, db->dir.c_str());
}

int xap_db_data(struct xap_db *db, struct arena *a, unsigned docid, struct str *data,
                struct err *err)
try {
    size_t i = db->parts.size() - 1;
    while (i > 0 && docid <= db->parts[i].before)
        i--;
    /* Not asking the term lists first whether it is there: a third of the cost. */
    std::string found = db->parts[i]
                            .db.get_document(docid - db->parts[i].before, Xapian::DOC_ASSUME_VALID)
                            .get_data();
    *data = arena_dup(a, str{found.data(), found.size()});
    return 0;
} catch (...) {
    return fail(err, db->dir.c_str());
}

int xap_db_count(struct xap_db *db, struct str term, size_t *n, struct err *err)
try {
    *n = 0;
    for (const xap_part &part : db->parts)
        *n += part.db.get_termfreq(to_string(term));
    return 0;
} catch (...) {
    return fail(err, db->dir.c_str());
}

size_t xap_db_size(const struct xap_db *db)
{
    return db->n_documents;
}

int xap_db_mark(struct xap_db *db, struct str term, uint64_t *bits, size_t n_bits, struct err *err)
try {
    std::string name = to_string(term);
    for (const xap_part &part : db->parts)
        for (Xapian::PostingIterator p = part.db.postlist_begin(name);
             p != part.db.postlist_end(name); ++p) {
            size_t i = part.before + *p - 1;
            if (i >= n_bits)
                return err_at(err, ERR_INDEX, db->dir.c_str(), 0,
                              "more documents than the rest of the index; build it again");
            bits[i / 64] |= (uint64_t)1 << (i % 64);
        }
    return 0;
} catch (...) {
    return fail(err, db->dir.c_str());
}

const char *xap_version(void)
{
    return Xapian::version_string();
}
