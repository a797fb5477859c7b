/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lexicon.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "data.h"
#include "file.h"
#include "hash.h"
#include "lexicon_row.h"

enum {
    KEY_MAX_BYTES = 1024,
    ENTRIES_A_ROW = 3, /* more than there mostly are: pages that are not used cost nothing */
};

struct entry_list {
    struct lexicon_entry *at;
    size_t n, cap;
};

struct lexicon {
    struct arena arena; /* texts and tokens */
    struct word_set stop_words, protected;
    struct entry_list entries; /* shipped before those of the site, in the order of the files */
    uint32_t *slots;           /* entry + 1 by key, open addressing; equal keys behind each other */
    size_t n_slots;
    struct buf saved; /* the rows that were taken: what lexicon_save writes */
};

#define SHIPPED(name) data_##name, data_##name##_end

/* The files, those that the analysis of others needs first. */
static const struct list {
    const char *file;
    enum lexicon_kind kind;
    const char *shipped, *shipped_end;
} lists[] = {
    {"stop-words.txt", LEXICON_STOP_WORDS, SHIPPED(stop_words)},
    {"question-words.txt", LEXICON_STOP_WORDS, SHIPPED(question_words)},
    {"protected.txt", LEXICON_PROTECTED, SHIPPED(protected)},
    {"dialect.txt", LEXICON_DIALECT, SHIPPED(dialect)},
    {"synonyms.txt", LEXICON_SYNONYM, SHIPPED(synonyms)},
    {"plurals.txt", LEXICON_PLURAL, SHIPPED(plurals)},
    {"promoted.txt", LEXICON_PROMOTED, NULL, NULL},
};

enum { N_LISTS = sizeof lists / sizeof lists[0] };

/* --- reading rows --- */

struct reading {
    struct lexicon *lexicon;
    struct text *analyser;
    const struct list *list;
    bool of_site;
    const char *path;
    lexicon_problem *problem;
    void *context;
};

static void report(struct reading *r, unsigned line, const char *message)
{
    struct err what = ERR_INIT;
    err_at(&what, ERR_SYNTAX, r->path, line, "%s", message);
    r->problem(r->context, &what);
}

static void make_room(struct entry_list *list, size_t cap)
{
    list->cap = cap;
    list->at = xrealloc(list->at, cap * sizeof *list->at);
}

static void add_entry(struct lexicon *l, const struct lexicon_entry *entry)
{
    struct entry_list *list = &l->entries;
    if (list->n == list->cap)
        make_room(list, list->cap ? list->cap * 2 : 1024);
    list->at[list->n++] = *entry;
}

/* Every word of the row, folded. */
static void add_words(struct reading *r, struct word_set *set, struct str row)
{
    struct lexicon *l = r->lexicon;
    struct token_list words;
    text_tokens(r->analyser, &l->arena, row, &words);
    for (size_t i = 0; i < words.n; i++)
        if (words.tokens[i].kind != TOKEN_WHOLE)
            word_set_add(set, words.tokens[i].folded);
}

/* Each alternative on the left, with all on the right. */
static void add_one_way(struct reading *r, const struct lexicon_row *row,
                        struct lexicon_entry *entry)
{
    entry->to = ARENA_ARRAY(&r->lexicon->arena, struct lexicon_phrase, row->n_right);
    entry->n_to = row->n_right;
    for (size_t i = 0; i < row->n_right; i++)
        entry->to[i] = row->right[i];
    for (size_t i = 0; i < row->n_left; i++) {
        entry->from = row->left[i];
        add_entry(r->lexicon, entry);
    }
}

/* Each alternative, with all others. */
static void add_each_way(struct reading *r, const struct lexicon_row *row,
                         struct lexicon_entry *entry)
{
    for (size_t i = 0; i < row->n_left; i++) {
        entry->from = row->left[i];
        entry->to = ARENA_ARRAY(&r->lexicon->arena, struct lexicon_phrase, row->n_left);
        entry->n_to = 0;
        for (size_t k = 0; k < row->n_left; k++)
            if (k != i)
                entry->to[entry->n_to++] = row->left[k];
        add_entry(r->lexicon, entry);
    }
}

static bool add_row(struct reading *r, struct str text, unsigned line)
{
    struct lexicon *l = r->lexicon;
    if (r->list->kind == LEXICON_STOP_WORDS || r->list->kind == LEXICON_PROTECTED) {
        add_words(r, r->list->kind == LEXICON_PROTECTED ? &l->protected : &l->stop_words, text);
        return true;
    }
    struct lexicon_row row;
    const char *wrong = lexicon_row_read(r->analyser, &l->arena, r->list->kind, text, &row);
    if (wrong) {
        report(r, line, wrong);
        return false;
    }
    struct lexicon_entry entry = {
        .kind = r->list->kind,
        .file = r->list->file,
        .line = line,
        .of_site = r->of_site,
        .article_id = row.article_id,
        .until = row.until,
    };
    if (row.each_way)
        add_each_way(r, &row, &entry);
    else
        add_one_way(r, &row, &entry);
    return true;
}

static void read_rows(struct reading *r, struct str text)
{
    struct str line;
    unsigned number = 0;
    size_t n_rows = 0;
    while (str_next_line(&text, &line)) {
        number++;
        struct str row = str_trim(str_sub(line, 0, str_find_char(line, '#')));
        if (row.n == 0)
            continue;
        if (n_rows++ == LEXICON_ROWS_MAX) {
            report(r, number, "over 20000 rows; those from here on are left out");
            return;
        }
        if (add_row(r, row, number))
            buf_printf(&r->lexicon->saved, "%zu %d %u " STR_FMT "\n", (size_t)(r->list - lists),
                       r->of_site, number, STR_ARG(row));
    }
}

/* --- looking up --- */

/* What a row is found by: dialect as it is spelled, all else by stems. */
static struct str make_key(char bytes[KEY_MAX_BYTES], bool spoken, const struct token *tokens,
                           size_t n)
{
    size_t at = 0;
    bytes[at++] = spoken ? 'd' : 's';
    for (size_t i = 0; i < n; i++) {
        struct str word = spoken ? tokens[i].folded : tokens[i].stem;
        if (at + word.n + 1 > KEY_MAX_BYTES)
            return STR("");
        if (i)
            bytes[at++] = ' ';
        memcpy(bytes + at, word.p, word.n);
        at += word.n;
    }
    return (struct str){bytes, at};
}

static struct str entry_key(char bytes[KEY_MAX_BYTES], const struct lexicon_entry *entry)
{
    return make_key(bytes, entry->kind == LEXICON_DIALECT, entry->from.words.tokens,
                    entry->from.words.n);
}

static void index_entries(struct lexicon *l)
{
    char bytes[KEY_MAX_BYTES];
    l->n_slots = 64;
    while (l->n_slots < 2 * l->entries.n)
        l->n_slots *= 2;
    l->slots = xcalloc(l->n_slots, sizeof *l->slots);
    for (size_t i = 0; i < l->entries.n; i++) {
        size_t at = str_hash(entry_key(bytes, &l->entries.at[i])) & (l->n_slots - 1);
        while (l->slots[at])
            at = (at + 1) & (l->n_slots - 1);
        l->slots[at] = (uint32_t)i + 1;
    }
}

static size_t find_key(const struct lexicon *l, struct str key,
                       const struct lexicon_entry *found[LEXICON_FOUND_MAX], size_t n)
{
    char bytes[KEY_MAX_BYTES];
    for (size_t at = str_hash(key) & (l->n_slots - 1); l->slots[at];
         at = (at + 1) & (l->n_slots - 1)) {
        const struct lexicon_entry *entry = &l->entries.at[l->slots[at] - 1];
        if (n < LEXICON_FOUND_MAX && str_eq(key, entry_key(bytes, entry)))
            found[n++] = entry;
    }
    return n;
}

size_t lexicon_find(const struct lexicon *l, const struct token *tokens, size_t n_tokens,
                    const struct lexicon_entry *found[LEXICON_FOUND_MAX])
{
    char bytes[KEY_MAX_BYTES];
    size_t n = 0;
    if (n_tokens > LEXICON_PHRASE_MAX)
        n_tokens = LEXICON_PHRASE_MAX;
    for (; n_tokens; n_tokens--) {
        n = find_key(l, make_key(bytes, true, tokens, n_tokens), found, n);
        n = find_key(l, make_key(bytes, false, tokens, n_tokens), found, n);
    }
    return n;
}

const struct lexicon_entry *lexicon_entries(const struct lexicon *l, size_t *n)
{
    *n = l->entries.n;
    return l->entries.at;
}

bool lexicon_is_stop_word(const struct lexicon *l, struct str folded)
{
    return word_set_has(&l->stop_words, folded);
}

void lexicon_teach(const struct lexicon *l, struct text *analyser)
{
    text_learn(analyser, &l->stop_words, &l->protected);
}

static void add_words_of(struct buf *out, const struct word_set *set)
{
    for (size_t i = 0; i < set->n_slots; i++)
        if (set->slots[i].p) {
            buf_add(out, set->slots[i]);
            buf_char(out, '\n');
        }
    buf_char(out, '\n');
}

uint64_t lexicon_taught_id(const struct lexicon *l)
{
    struct buf words;
    buf_init(&words, 2 * N_LISTS * (size_t)LEXICON_FILE_MAX_BYTES);
    add_words_of(&words, &l->stop_words);
    add_words_of(&words, &l->protected);
    uint64_t id = hash_id(buf_str(&words));
    buf_release(&words);
    return id;
}

/* --- making and keeping --- */

static struct lexicon *make(void)
{
    struct lexicon *l = xcalloc(1, sizeof *l);
    word_set_init(&l->stop_words);
    word_set_init(&l->protected);
    buf_init(&l->saved, 2 * N_LISTS * (size_t)LEXICON_FILE_MAX_BYTES);
    return l;
}

void lexicon_free(struct lexicon *l)
{
    if (!l)
        return;
    word_set_release(&l->stop_words);
    word_set_release(&l->protected);
    free(l->entries.at);
    free(l->slots);
    buf_release(&l->saved);
    arena_release(&l->arena);
    free(l);
}

/* The site's list of this name, when there is one. A file that cannot be used is a problem, not a
 * failure: the site is still found. */
static void read_site_list(struct reading *r, const char *content_dir)
{
    struct arena a = ARENA_INIT;
    struct buf text;
    struct err err = ERR_INIT;
    struct stat info;
    r->path = arena_printf(&a, "%s/" LEXICON_DIR "/%s", content_dir, r->list->file).p;
    r->of_site = true;
    buf_init(&text, LEXICON_FILE_MAX_BYTES);
    if (stat(r->path, &info) == 0) {
        if (file_read(r->path, LEXICON_FILE_MAX_BYTES, &text, &err) < 0)
            r->problem(r->context, &err);
        else if (utf8_valid_bytes(buf_str(&text)) != text.n)
            report(r, 0, "not UTF-8 text; save it as UTF-8");
        else
            read_rows(r, buf_str(&text));
    }
    buf_release(&text);
    arena_release(&a);
}

/* What the word lists said is known to the analysis of all other rows. */
static void begin_list(struct reading *r, const struct list *list)
{
    if (list->kind < LEXICON_STOP_WORDS && (!r->list || r->list->kind >= LEXICON_STOP_WORDS))
        lexicon_teach(r->lexicon, r->analyser);
    r->list = list;
}

static int finish(struct lexicon *l, int result, struct lexicon **out)
{
    if (result < 0) {
        lexicon_free(l);
        return -1;
    }
    index_entries(l);
    *out = l;
    return 0;
}

int lexicon_new(struct lexicon **out, const char *content_dir, lexicon_problem *problem,
                void *context, struct err *err)
{
    struct lexicon *l = make();
    struct reading r = {.lexicon = l, .problem = problem, .context = context};
    int result = text_new(&r.analyser, err);
    for (size_t i = 0; i < N_LISTS && result == 0; i++) {
        begin_list(&r, &lists[i]);
        r.of_site = false;
        r.path = r.list->file;
        if (r.list->shipped)
            read_rows(
                &r, (struct str){r.list->shipped, (size_t)(r.list->shipped_end - r.list->shipped)});
        if (content_dir)
            read_site_list(&r, content_dir);
    }
    text_free(r.analyser);
    return finish(l, result, out);
}

int lexicon_save(const struct lexicon *l, const char *path, struct err *err)
{
    return file_write(path, buf_str(&l->saved), err);
}

/* "1 0 37 row": list, of the site, line. Word lists come before those that need them. */
static bool read_saved(struct reading *r, struct str saved)
{
    unsigned number[3] = {0};
    for (size_t i = 0; i < 3; i++) {
        size_t blank = str_find_char(saved, ' ');
        if (blank == 0 || blank > 9)
            return false;
        for (size_t k = 0; k < blank; k++)
            number[i] = number[i] * 10 + (unsigned)(saved.p[k] - '0') % 10;
        saved = str_sub(saved, blank + 1, saved.n);
    }
    if (number[0] >= N_LISTS)
        return false;
    begin_list(r, &lists[number[0]]);
    r->of_site = number[1];
    return add_row(r, saved, number[2]);
}

static void ignore(void *context, const struct err *what)
{
    (void)context;
    (void)what;
}

int lexicon_load(struct lexicon **out, const char *path, struct text *analyser, struct err *err)
{
    struct lexicon *l = make();
    struct reading r = {.lexicon = l, .analyser = analyser, .path = path, .problem = ignore};
    struct file_map map = {.bytes = STR("")};
    struct str rest, line;
    int result = file_map(path, &map, err);
    rest = map.bytes;
    make_room(&l->entries, ENTRIES_A_ROW * str_count_lines(rest) + 1);
    while (result == 0 && str_next_line(&rest, &line))
        if (utf8_valid_bytes(line) != line.n || !read_saved(&r, line))
            result = err_at(err, ERR_INDEX, path, 0, "this file is damaged; build the index again");
    file_unmap(&map);
    if (result == 0)
        lexicon_teach(l, analyser);
    return finish(l, result, out);
}
