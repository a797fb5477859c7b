/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents_file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

#include "../lib/file.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Cuts the last column off *line. */
static struct str last_column(struct str *line)
{
    size_t from = line->n;
    while (from > 0 && !is_blank(line->p[from - 1]))
        from--;
    struct str column = str_sub(*line, from, line->n);
    *line = str_trim(str_sub(*line, 0, from));
    return column;
}

static bool is_date(struct str s)
{
    static const char shape[] = "0000-00-00";
    if (s.n != sizeof shape - 1)
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (shape[i] == '0' ? s.p[i] < '0' || s.p[i] > '9' : s.p[i] != shape[i])
            return false;
    return true;
}

static bool read_hash(struct str hex, unsigned char hash[AGENT_HASH_BYTES])
{
    size_t n = 0;
    return hex.n == (size_t)2 * AGENT_HASH_BYTES &&
           sodium_hex2bin(hash, AGENT_HASH_BYTES, hex.p, hex.n, NULL, &n, NULL) == 0 &&
           n == AGENT_HASH_BYTES;
}

/* What stands between line ends, comments and blanks; names are shown and travel in cookies. */
static bool is_name(struct str name)
{
    if (name.n == 0 || name.n > AGENT_NAME_MAX_BYTES || utf8_valid_bytes(name) != name.n)
        return false;
    for (size_t i = 0; i < name.n; i++)
        if ((unsigned char)name.p[i] < ' ' || name.p[i] == 0x7F || name.p[i] == '#')
            return false;
    return str_trim(name).n == name.n;
}

int agents_file_next(struct str *rest, const char *path, unsigned *line_number,
                     struct agent_row *row, struct err *err)
{
    struct str line;
    do {
        if (!str_next_line(rest, &line))
            return 0;
        ++*line_number;
        line = str_trim(str_sub(line, 0, str_find_char(line, '#')));
    } while (line.n == 0);
    struct str column = last_column(&line);
    row->created = (struct str){NULL, 0};
    if (is_date(column)) {
        row->created = column;
        column = last_column(&line);
    }
    row->name = line;
    if (!read_hash(column, row->hash) || !is_name(row->name))
        return err_at(err, ERR_SYNTAX, path, *line_number,
                      "expected a name, 64 hex digits (printf %%s TOKEN | b2sum -l 256) and "
                      "perhaps a day (2026-11-28)");
    return 1;
}

void agents_file_hash(struct str token, unsigned char hash[AGENT_HASH_BYTES])
{
    crypto_generichash(hash, AGENT_HASH_BYTES, (const unsigned char *)token.p, token.n, NULL, 0);
}

/* Held from reading to writing: of two changes at once none is lost. The folder is locked, because
 * the file itself is replaced. */
static int lock_folder(const char *path, struct err *err)
{
    char copy[PATH_MAX];
    snprintf(copy, sizeof copy, "%s", path);
    int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return err_errno(err, errno, path, "open the folder of");
    if (flock(fd, LOCK_EX) != 0) {
        err_errno(err, errno, path, "lock the folder of");
        close(fd);
        return -1;
    }
    return fd;
}

/* Copies the file to *out without the rows of `name`; *removed counts them. */
static int copy_without(const char *path, struct str text, struct str name, struct buf *out,
                        unsigned *removed, struct err *err)
{
    struct str rest = text;
    unsigned line = 0;
    struct agent_row row;
    int found;
    while ((found = agents_file_next(&rest, path, &line, &row, err)) > 0) {
        size_t end = text.n - rest.n;
        struct str lines = str_sub(text, 0, end); /* comments above the row, and the row */
        if (str_eq(row.name, name)) {
            ++*removed;
            size_t row_at = (size_t)(row.name.p - text.p);
            while (row_at > 0 && text.p[row_at - 1] != '\n' && text.p[row_at - 1] != '\r')
                row_at--;
            lines.n = row_at;
        }
        buf_add(out, lines);
        text = rest;
    }
    buf_add(out, text);
    return found;
}

static int write_file(const char *path, const struct buf *text, struct err *err)
{
    if (text->failed)
        return err_at(err, ERR_TOO_BIG, path, 0, "over %d bytes", AGENTS_FILE_MAX_BYTES);
    return file_replace_private(path, buf_str(text), err);
}

static void append_row(struct buf *text, struct str name, struct str created,
                       char token[AGENT_TOKEN_BYTES])
{
    unsigned char secret[32], hash[AGENT_HASH_BYTES];
    char hex[2 * AGENT_HASH_BYTES + 1];
    randombytes_buf(secret, sizeof secret);
    snprintf(token, AGENT_TOKEN_BYTES, "jwb_");
    sodium_bin2base64(token + 4, AGENT_TOKEN_BYTES - 4, secret, sizeof secret,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(secret, sizeof secret);
    agents_file_hash(str_from(token), hash);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    if (text->n && text->p[text->n - 1] != '\n')
        buf_char(text, '\n');
    buf_printf(text, STR_FMT " %s " STR_FMT "\n", STR_ARG(name), hex, STR_ARG(created));
}

int agents_file_add(const char *path, struct str name, struct str created,
                    char token[AGENT_TOKEN_BYTES], struct err *err)
{
    struct buf text, others;
    unsigned removed = 0;
    int result = -1;
    if (!is_name(name))
        return err_set(err, ERR_SYNTAX,
                       "\"" STR_FMT "\" is no name: one to %d bytes of UTF-8 without # and without "
                       "control characters",
                       STR_ARG(name), AGENT_NAME_MAX_BYTES);
    buf_init(&text, AGENTS_FILE_MAX_BYTES);
    buf_init(&others, AGENTS_FILE_MAX_BYTES);
    int lock = lock_folder(path, err);
    if (lock < 0)
        goto out;
    if (access(path, F_OK) == 0 || errno != ENOENT)
        result = file_read(path, AGENTS_FILE_MAX_BYTES, &text, err);
    else
        result = 0;
    if (result == 0)
        result = copy_without(path, buf_str(&text), name, &others, &removed, err);
    if (result == 0 && removed)
        result = err_at(err, ERR_SYNTAX, path, 0,
                        "\"" STR_FMT "\" has a token; revoke it first: jawab-serve token revoke "
                        "--agents FILE NAME",
                        STR_ARG(name));
    if (result == 0) {
        append_row(&others, name, created, token);
        result = write_file(path, &others, err);
    }
out:
    if (lock >= 0)
        close(lock);
    buf_release(&others);
    buf_release(&text);
    return result;
}

int agents_file_revoke(const char *path, struct str name, struct err *err)
{
    struct buf text, others;
    unsigned removed = 0;
    int result = -1;
    buf_init(&text, AGENTS_FILE_MAX_BYTES);
    buf_init(&others, AGENTS_FILE_MAX_BYTES);
    int lock = lock_folder(path, err);
    if (lock < 0)
        goto out;
    result = file_read(path, AGENTS_FILE_MAX_BYTES, &text, err);
    if (result == 0)
        result = copy_without(path, buf_str(&text), name, &others, &removed, err);
    if (result == 0 && !removed)
        result = err_at(err, ERR_NOT_FOUND, path, 0,
                        "nobody is called \"" STR_FMT "\"; jawab-serve token list shows the names",
                        STR_ARG(name));
    if (result == 0)
        result = write_file(path, &others, err);
out:
    if (lock >= 0)
        close(lock);
    buf_release(&others);
    buf_release(&text);
    return result;
}
