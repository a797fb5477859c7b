/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pack.h"

#include <string.h>

#include "../lib/hash.h"

void pack_number(struct buf *out, uint64_t value)
{
    buf_add(out, (struct str){(const char *)&value, sizeof value});
}

void pack_text(struct buf *out, struct str text)
{
    pack_number(out, text.n);
    buf_add(out, text);
}

int pack_save(struct buf *out, const char *path, struct err *err)
{
    pack_number(out, hash_text(buf_str(out)));
    if (out->failed)
        return err_at(err, ERR_TOO_BIG, path, 0, "over 1 GiB; split the content");
    return file_write(path, buf_str(out), err);
}

int unpack_open(struct unpack *u, const char *path, struct buf *bytes, struct err *err)
{
    uint64_t checksum = 0;
    *u = (struct unpack){.failed = false};
    if (file_read(path, PACK_MAX_BYTES, bytes, err) < 0)
        return -1;
    struct str all = buf_str(bytes);
    size_t n = all.n < sizeof checksum ? 0 : all.n - sizeof checksum;
    if (all.n >= sizeof checksum)
        memcpy(&checksum, all.p + n, sizeof checksum);
    u->rest = str_sub(all, 0, n);
    if (all.n < sizeof checksum || checksum != hash_text(u->rest))
        return err_at(err, ERR_INDEX, path, 0, "this file is damaged");
    return 0;
}

uint64_t unpack_number(struct unpack *u)
{
    uint64_t value = 0;
    if (u->rest.n < sizeof value) {
        u->failed = true;
        return 0;
    }
    memcpy(&value, u->rest.p, sizeof value);
    u->rest = str_sub(u->rest, sizeof value, u->rest.n);
    return value;
}

struct str unpack_text(struct unpack *u)
{
    uint64_t n = unpack_number(u);
    if (n > u->rest.n) {
        u->failed = true;
        return STR("");
    }
    struct str text = str_sub(u->rest, 0, (size_t)n);
    u->rest = str_sub(u->rest, (size_t)n, u->rest.n);
    return text;
}
