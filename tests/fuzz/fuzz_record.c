/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Any bytes read as a record; what was read, written and read again is the same.
 */
#include "harness.h"
#include "lib/err.h"
#include "lib/record.h"

static void round_trip_section(struct arena *a, struct str data)
{
    struct section_record section, again;
    struct buf first, second;
    if (!record_get_section(a, data, &section))
        return;
    buf_init(&first, 1 << 20);
    buf_init(&second, 1 << 20);
    record_put_section(&first, &section);
    must(record_get_section(a, buf_str(&first), &again), "what was written can be read");
    record_put_section(&second, &again);
    must(str_eq(buf_str(&first), buf_str(&second)), "a section comes back as it was");
    must(str_eq(section.text, again.text) && section.audience == again.audience,
         "text and audience come back");
    buf_release(&first);
    buf_release(&second);
}

static void round_trip_article(struct arena *a, struct str data)
{
    struct article_record article, again;
    struct buf first, second;
    if (!record_get_article(a, data, &article))
        return;
    buf_init(&first, 1 << 20);
    buf_init(&second, 1 << 20);
    record_put_article(&first, &article);
    must(record_get_article(a, buf_str(&first), &again), "what was written can be read");
    record_put_article(&second, &again);
    must(str_eq(buf_str(&first), buf_str(&second)), "an article comes back as it was");
    must(article.n_headings == again.n_headings && article.audience == again.audience,
         "headings and audience come back");
    buf_release(&first);
    buf_release(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
    struct arena arena = ARENA_INIT;
    struct str data = {(const char *)bytes, n_bytes};
    data = arena_dup(&arena, data);
    round_trip_section(&arena, data);
    round_trip_article(&arena, data);
    arena_release(&arena);
    return 0;
}
