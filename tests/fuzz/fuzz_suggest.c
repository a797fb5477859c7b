/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Completions: after a 'f' any bytes opened as their file and asked; otherwise any text typed
 * against a small file that is made here.
 */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "harness.h"
#include "lib/file.h"
#include "lib/suggest_build.h"

enum { LIMIT = 10, PATH_BYTES = 64 };

static const struct row {
    struct str text, article_id, anchor;
    enum suggestion_kind kind;
    enum audience audience;
} rows[] = {
    {STR_INIT("كيف أدفع الفاتورة؟"), STR_INIT("faq"), STR_INIT("كيف-أدفع-الفاتورة"),
     SUGGESTION_QUESTION, AUDIENCE_PUBLIC},
    {STR_INIT("الفَاتُورَة الإلكترونية"), STR_INIT("e-invoice"), STR_INIT(""), SUGGESTION_ARTICLE,
     AUDIENCE_PUBLIC},
    {STR_INIT("الدفع بفاتورة مطبوعة"), STR_INIT("faq"), STR_INIT("pay"), SUGGESTION_HEADING,
     AUDIENCE_PUBLIC},
    {STR_INIT("فاتورة داخلية"), STR_INIT("secret"), STR_INIT(""), SUGGESTION_ARTICLE,
     AUDIENCE_AGENT},
    {STR_INIT("1. إعداد Wi-Fi للجوّال"), STR_INIT("wifi"), STR_INIT("1-إعداد-wi-fi-للجوال-2"),
     SUGGESTION_HEADING, AUDIENCE_PUBLIC},
    {STR_INIT("How to reset the password of iPhone15"), STR_INIT("reset"), STR_INIT(""),
     SUGGESTION_ARTICLE, AUDIENCE_PUBLIC},
};

static struct suggest *small_file(void)
{
    static struct suggest *small;
    struct err err = ERR_INIT;
    char dir[] = "/tmp/fuzz-suggest-XXXXXX", path[PATH_BYTES];
    if (small)
        return small;
    must(mkdtemp(dir) != NULL, "there is a folder for the small file");
    snprintf(path, sizeof path, "%s/suggest.bin", dir);
    struct arena a = ARENA_INIT;
    struct suggest_builder *b = suggest_builder_new();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct suggestion what = {rows[i].text, rows[i].kind, rows[i].article_id, rows[i].anchor,
                                  STR("ar")};
        struct suggest_words words;
        suggest_words(analyser(), &a, what.text, &words);
        suggest_builder_add(b, &what, &words, rows[i].audience);
    }
    arena_release(&a);
    if (suggest_builder_write(b, path, &err) < 0 || suggest_open(&small, path, &err) < 0 ||
        file_remove_tree(dir, &err) < 0)
        BUG("%s", err.message);
    suggest_builder_free(b);
    return small;
}

static const struct row *row_of(struct str text)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (str_eq(rows[i].text, text))
            return &rows[i];
    BUG("only what was added is offered");
}

static void check_typed(struct arena *a, struct str typed)
{
    struct suggestion_list list, shorter;
    suggest_find(small_file(), analyser(), a, typed, AUDIENCE_PUBLIC, LIMIT, &list);
    suggest_find(small_file(), analyser(), a, typed, AUDIENCE_PUBLIC, list.n / 2, &shorter);
    must(list.n <= LIMIT && shorter.n == list.n / 2, "the limit holds");
    must(list.steps <= SUGGEST_STEPS_MAX, "the work is bounded");
    for (size_t i = 0; i < list.n; i++) {
        const struct suggestion *item = &list.items[i];
        const struct row *row = row_of(item->text);
        must(row->audience == AUDIENCE_PUBLIC, "nothing of the agents' is offered");
        must(item->kind == row->kind && str_eq(item->article_id, row->article_id) &&
                 str_eq(item->anchor, row->anchor),
             "a completion comes back as it was");
        must(i >= shorter.n || str_eq(shorter.items[i].text, item->text),
             "a smaller limit only cuts the list");
        for (size_t k = 0; k < i; k++)
            must(!str_eq(list.items[k].text, item->text), "nothing is offered twice");
    }
}

static void check_file(struct arena *a, struct str file)
{
    static const struct str typed[] = {STR_INIT("فا"),       STR_INIT("الفاتورة"),
                                       STR_INIT("wifi"),     STR_INIT("الفاثورة ال"),
                                       STR_INIT("how to p"), STR_INIT("جوال اعداد ")};
    struct err err = ERR_INIT;
    struct suggest *s = NULL;
    char path[PATH_BYTES];
    int fd = memfd_create("suggest", MFD_CLOEXEC);
    must(fd >= 0 && write(fd, file.p, file.n) == (ssize_t)file.n, "the file can be written");
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (suggest_open(&s, path, &err) < 0) {
        must(err.code == ERR_INDEX && err.message[0], "a damaged file is called so");
    } else {
        for (size_t i = 0; i < sizeof typed / sizeof typed[0]; i++) {
            struct suggestion_list list;
            suggest_find(s, analyser(), a, typed[i], AUDIENCE_AGENT, LIMIT, &list);
            must(list.steps <= SUGGEST_STEPS_MAX, "the work is bounded");
            for (size_t k = 0; k < list.n; k++) { /* read every byte that was handed out */
                struct suggestion *item = &list.items[k];
                (void)arena_printf(a, STR_FMT STR_FMT STR_FMT STR_FMT, STR_ARG(item->text),
                                   STR_ARG(item->article_id), STR_ARG(item->anchor),
                                   STR_ARG(item->lang));
            }
        }
    }
    suggest_close(s);
    close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
    struct arena arena = ARENA_INIT;
    struct str s = {(const char *)bytes, n_bytes};
    if (str_starts(s, STR("f")))
        check_file(&arena, str_sub(s, 1, s.n));
    else
        check_typed(&arena, str_sub(s, 0, utf8_valid_bytes(s)));
    arena_release(&arena);
    return 0;
}
