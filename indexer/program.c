/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "program.h"

#include "../lib/hash.h"
#include "../lib/text.h"
#include "../lib/xap.h"
#include "markdown.h"

int program_id(uint64_t *id, struct err *err)
{
    char hex[HASH_HEX_BYTES], icu[TEXT_VERSION_BYTES];
    struct buf all;
    if (hash_file("/proc/self/exe", hex, err) < 0)
        return -1;
    text_icu_version(icu);
    buf_init(&all, 1024);
    buf_printf(&all, "%s icu %s xapian %s cmark %s", hex, icu, xap_version(),
               markdown_cmark_version());
    *id = hash_id(buf_str(&all));
    buf_release(&all);
    return 0;
}
