/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suggest_build.h"

#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "suggest_format.h"

enum {
    BUILD_MAX_BYTES = 1 << 28, /* fits the numbers of the file */
};

struct slice {
    uint32_t at, n; /* in the bytes */
};

/* A completion as it was added. */
struct entry {
    struct slice text, article_id, anchor, lang;
    struct slice folded; /* words and a blank between them */
    struct slice joined; /* the same, with the compounds (wifi of Wi-Fi) behind */
    uint64_t start;      /* str_start of the folded text */
    uint32_t n_chars, order;
    enum suggestion_kind kind;
    enum audience audience;
};

struct suggest_builder {
    struct entry *entries;
    size_t n, cap;
    struct buf bytes;
};

struct suggest_builder *suggest_builder_new(void)
{
    struct suggest_builder *b = xcalloc(1, sizeof *b);
    buf_init(&b->bytes, BUILD_MAX_BYTES);
    return b;
}

void suggest_builder_free(struct suggest_builder *b)
{
    if (!b)
        return;
    free(b->entries);
    buf_release(&b->bytes);
    free(b);
}

static struct slice put(struct suggest_builder *b, struct str s)
{
    struct slice slice = {(uint32_t)b->bytes.n, (uint32_t)s.n};
    buf_add(&b->bytes, s);
    return slice;
}

static struct str get(const struct suggest_builder *b, struct slice slice)
{
    return (struct str){b->bytes.p + slice.at, slice.n};
}

/* Appends the words of one sort. */
static void put_words(struct buf *out, const struct token_list *list, bool compounds,
                      size_t *n_words)
{
    for (size_t i = 0; i < list->n && *n_words < SUGGEST_ITEM_WORDS_MAX; i++) {
        if ((list->tokens[i].kind == TOKEN_WHOLE) != compounds)
            continue;
        if ((*n_words)++)
            buf_char(out, ' ');
        buf_add(out, list->tokens[i].folded);
    }
}

void suggest_words(struct text *analyser, struct arena *a, struct str text,
                   struct suggest_words *out)
{
    struct buf words;
    struct token_list list;
    size_t n_words = 0;
    buf_init(&words, BUILD_MAX_BYTES);
    text_tokens(analyser, a, text, &list);
    put_words(&words, &list, false, &n_words);
    out->n_plain_bytes = words.n;
    put_words(&words, &list, true, &n_words);
    out->all = arena_dup(a, buf_str(&words));
    buf_release(&words);
}

void suggest_builder_add(struct suggest_builder *b, const struct suggestion *what,
                         const struct suggest_words *words, enum audience audience)
{
    if (words->all.n == 0)
        return;
    struct entry e = {.kind = what->kind, .audience = audience, .order = (uint32_t)b->n};
    e.joined = put(b, words->all);
    e.folded = (struct slice){e.joined.at, (uint32_t)words->n_plain_bytes};
    struct str plain = str_sub(words->all, 0, words->n_plain_bytes);
    e.start = str_start(plain);
    e.n_chars = (uint32_t)utf8_count_chars(plain);
    e.text = put(b, what->text);
    e.article_id = put(b, what->article_id);
    e.anchor = put(b, what->anchor);
    e.lang = put(b, what->lang);
    if (b->n == b->cap) {
        b->cap = b->cap ? b->cap * 2 : 256;
        b->entries = xrealloc(b->entries, b->cap * sizeof *b->entries);
    }
    b->entries[b->n++] = e;
}

/* --- which completions, and their rank --- */

static int compare_numbers(uint32_t a, uint32_t b)
{
    return a < b ? -1 : a > b;
}

static bool is_heading(const struct entry *e)
{
    return e->kind == SUGGESTION_HEADING;
}

/* Texts that fold alike together, the one to keep first. */
static int compare_alike(const void *left, const void *right, void *builder)
{
    const struct entry *a = left, *b = right;
    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    int order = str_cmp(get(builder, a->folded), get(builder, b->folded));
    if (order == 0)
        order = compare_numbers(a->audience, b->audience);
    if (order == 0)
        order = compare_numbers(is_heading(a), is_heading(b));
    return order ? order : compare_numbers(a->order, b->order);
}

static int compare_rank(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    int order = compare_numbers(is_heading(a), is_heading(b));
    if (order == 0)
        order = compare_numbers(a->n_chars, b->n_chars);
    return order ? order : compare_numbers(a->order, b->order);
}

/* Does the heading stand in so many articles of its audience that it says nothing? Those of one
 * article follow each other. */
static bool is_generic(const struct suggest_builder *b, const struct entry *alike, size_t n)
{
    size_t articles = 1;
    for (size_t i = 1; i < n && alike[i].audience == alike->audience; i++)
        articles += !str_eq(get(b, alike[i].article_id), get(b, alike[i - 1].article_id));
    return articles >= SUGGEST_GENERIC_ARTICLES;
}

static void choose(struct suggest_builder *b)
{
    size_t n_kept = 0;
    if (b->n == 0)
        return;
    qsort_r(b->entries, b->n, sizeof *b->entries, compare_alike, b);
    for (size_t i = 0, next; i < b->n; i = next) {
        struct entry *first = &b->entries[i];
        for (next = i + 1; next < b->n; next++)
            if (!str_eq(get(b, first->folded), get(b, b->entries[next].folded)))
                break;
        if (!is_heading(first) || !is_generic(b, first, next - i))
            b->entries[n_kept++] = *first;
    }
    b->n = n_kept;
    qsort(b->entries, b->n, sizeof *b->entries, compare_rank);
}

/* --- the parts of the file --- */

struct occurrence {
    uint32_t word, item, place; /* place among all occurrences, in the order of the items */
};

struct word {
    struct str text;
    uint32_t met; /* its number before they were sorted */
    uint32_t n_occurrences, n_items;
};

struct plan {
    const struct suggest_builder *b;
    struct occurrence *occurrences;
    size_t n_occurrences;
    uint32_t *first_of_item; /* n_items + 1 places */
    uint32_t *word_at_place;
    struct word *words;
    size_t n_words, cap_words;
    uint32_t *slots; /* of words, while they are met: number + 1, open addressing */
    size_t n_slots;
    uint32_t *item_at, *word_at, *list_at, *forms, *article_at, *article_of_item;
    size_t n_forms, n_articles;
    struct buf bytes;
};

static void put_number(struct buf *out, uint32_t value)
{
    for (; value >= 0x80; value >>= 7)
        buf_char(out, (char)(value | 0x80));
    buf_char(out, (char)value);
}

static uint32_t here(const struct plan *p)
{
    return (uint32_t)p->bytes.n;
}

static uint32_t *find_slot(const struct plan *p, struct str text)
{
    size_t i = str_hash(text) & (p->n_slots - 1);
    while (p->slots[i] && !str_eq(p->words[p->slots[i] - 1].text, text))
        i = (i + 1) & (p->n_slots - 1);
    return &p->slots[i];
}

static void grow_slots(struct plan *p)
{
    free(p->slots);
    p->n_slots = p->n_slots ? 2 * p->n_slots : 1024;
    p->slots = xcalloc(p->n_slots, sizeof *p->slots);
    for (size_t i = 0; i < p->n_words; i++)
        *find_slot(p, p->words[i].text) = (uint32_t)i + 1;
}

static uint32_t meet_word(struct plan *p, struct str text)
{
    if (2 * p->n_words >= p->n_slots)
        grow_slots(p);
    uint32_t *slot = find_slot(p, text);
    if (!*slot) {
        if (p->n_words == p->cap_words) {
            p->cap_words = p->cap_words ? p->cap_words * 2 : 1024;
            p->words = xrealloc(p->words, p->cap_words * sizeof *p->words);
        }
        p->words[p->n_words] = (struct word){.text = text, .met = (uint32_t)p->n_words};
        *slot = (uint32_t)++p->n_words;
    }
    p->words[*slot - 1].n_occurrences++;
    return *slot - 1;
}

static void find_occurrences(struct plan *p)
{
    size_t cap = 0;
    p->first_of_item = xcalloc(p->b->n + 1, sizeof *p->first_of_item);
    for (size_t i = 0; i < p->b->n; i++) {
        struct str rest = get(p->b, p->b->entries[i].joined);
        p->first_of_item[i] = (uint32_t)p->n_occurrences;
        while (rest.n) {
            size_t blank = str_find_char(rest, ' ');
            struct str word = str_sub(rest, 0, blank);
            if (p->n_occurrences == cap) {
                cap = cap ? cap * 2 : 1024;
                p->occurrences = xrealloc(p->occurrences, cap * sizeof *p->occurrences);
            }
            p->occurrences[p->n_occurrences] =
                (struct occurrence){meet_word(p, word), (uint32_t)i, (uint32_t)p->n_occurrences};
            p->n_occurrences++;
            rest = str_sub(rest, word.n + (blank != SIZE_MAX), rest.n);
        }
    }
    p->first_of_item[p->b->n] = (uint32_t)p->n_occurrences;
}

static int compare_words(const void *left, const void *right)
{
    return str_cmp(((const struct word *)left)->text, ((const struct word *)right)->text);
}

/* Words as they rise, and the occurrences of each together, in their order. */
static void sort_occurrences(struct plan *p)
{
    uint32_t *next = xcalloc(p->n_words + 1, sizeof *next), sum = 0; /* by the number when met */
    struct occurrence *sorted = xmalloc((p->n_occurrences + 1) * sizeof *sorted);
    if (p->n_words)
        qsort(p->words, p->n_words, sizeof *p->words, compare_words);
    for (size_t i = 0; i < p->n_words; i++) {
        next[p->words[i].met] = sum;
        sum += p->words[i].n_occurrences;
    }
    for (size_t i = 0; i < p->n_occurrences; i++)
        sorted[next[p->occurrences[i].word]++] = p->occurrences[i];
    free(next);
    free(p->occurrences);
    p->occurrences = sorted;
}

/* The posting list of a word from its occurrences. */
static void put_list(struct plan *p, const struct occurrence *of_word, size_t n, struct word *word)
{
    struct buf lists[2]; /* begin with it, have it further on */
    uint32_t count[2] = {0, 0}, before[2] = {0, 0};
    buf_init(&lists[0], BUILD_MAX_BYTES);
    buf_init(&lists[1], BUILD_MAX_BYTES);
    for (size_t i = 0; i < n; i++) {
        uint32_t item = of_word[i].item;
        if (i && of_word[i - 1].item == item)
            continue;
        int further = of_word[i].place != p->first_of_item[item];
        put_number(&lists[further], item - before[further]);
        before[further] = item;
        count[further]++;
    }
    word->n_items = count[0] + count[1];
    put_number(&p->bytes, count[0]);
    put_number(&p->bytes, (uint32_t)lists[0].n);
    put_number(&p->bytes, count[1]);
    buf_add(&p->bytes, buf_str(&lists[0]));
    buf_add(&p->bytes, buf_str(&lists[1]));
    buf_release(&lists[0]);
    buf_release(&lists[1]);
}

static void make_words(struct plan *p)
{
    const struct occurrence *of_word;
    sort_occurrences(p);
    of_word = p->occurrences;
    p->word_at_place = xcalloc(p->n_occurrences + 1, sizeof *p->word_at_place);
    p->list_at = xcalloc(p->n_words + 1, sizeof *p->list_at);
    for (size_t i = 0; i < p->n_words; of_word += p->words[i++].n_occurrences) {
        struct word *word = &p->words[i];
        for (uint32_t k = 0; k < word->n_occurrences; k++)
            p->word_at_place[of_word[k].place] = (uint32_t)i;
        p->list_at[i] = here(p);
        put_list(p, of_word, word->n_occurrences, word);
    }
    p->list_at[p->n_words] = here(p);
    p->word_at = xcalloc(p->n_words + 1, sizeof *p->word_at);
    for (size_t i = 0; i < p->n_words; i++) {
        p->word_at[i] = here(p);
        buf_add(&p->bytes, p->words[i].text);
        buf_char(&p->bytes, '\0');
    }
}

static int compare_word(const void *text, const void *word)
{
    return str_cmp(*(const struct str *)text, ((const struct word *)word)->text);
}

static uint32_t items_with(const struct plan *p, struct str text)
{
    const struct word *word = bsearch(&text, p->words, p->n_words, sizeof *word, compare_word);
    return word ? word->n_items : 0;
}

/* بفاتورة is ب and فاتورة, but بطاقة is not ب and طاقة: with a particle a word is rarer than
 * without. */
static bool has_particle(const struct plan *p, const struct word *word)
{
    char with_article[256] = "ال";
    size_t n = strlen(with_article);
    struct str rest = str_sub(word->text, SUGGEST_LETTER_BYTES, word->text.n);
    if (!suggest_may_have_particle(word->text) || rest.n > sizeof with_article - n)
        return false;
    memcpy(with_article + n, rest.p, rest.n);
    return items_with(p, rest) + items_with(p, (struct str){with_article, n + rest.n}) >
           word->n_items;
}

static const char *form_text(const struct plan *p, uint32_t form)
{
    return p->bytes.p + p->word_at[form >> SUGGEST_FORM_BITS] +
           (form & (SUGGEST_FORM_ARTICLE - 1)) * (size_t)SUGGEST_LETTER_BYTES;
}

static int compare_forms(const void *left, const void *right, void *plan)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    int order = strcmp(form_text(plan, a), form_text(plan, b));
    return order ? order : compare_numbers(a, b);
}

static void make_forms(struct plan *p)
{
    p->forms = xcalloc(2 * p->n_words + 1, sizeof *p->forms);
    for (size_t i = 0; i < p->n_words; i++) {
        uint32_t form = (uint32_t)i << SUGGEST_FORM_BITS;
        uint32_t article = (uint32_t)suggest_article_letters(p->words[i].text);
        p->forms[p->n_forms++] = form | (article ? SUGGEST_FORM_ARTICLE : 0);
        if (article || has_particle(p, &p->words[i]))
            p->forms[p->n_forms++] = form | (article ? article : 1);
    }
    if (p->n_forms)
        qsort_r(p->forms, p->n_forms, sizeof *p->forms, compare_forms, p);
}

static int compare_articles(const void *left, const void *right, void *builder)
{
    const struct suggest_builder *b = builder;
    const struct entry *x = &b->entries[*(const uint32_t *)left];
    const struct entry *y = &b->entries[*(const uint32_t *)right];
    int order = str_cmp(get(b, x->article_id), get(b, y->article_id));
    return order ? order : str_cmp(get(b, x->lang), get(b, y->lang));
}

static void make_articles(struct plan *p)
{
    size_t n = p->b->n;
    uint32_t *items = xcalloc(n + 1, sizeof *items);
    p->article_of_item = xcalloc(n + 1, sizeof *p->article_of_item);
    p->article_at = xcalloc(n + 1, sizeof *p->article_at);
    for (size_t i = 0; i < n; i++)
        items[i] = (uint32_t)i;
    if (n)
        qsort_r(items, n, sizeof *items, compare_articles, (void *)p->b);
    for (size_t i = 0; i < n; i++) {
        const struct entry *e = &p->b->entries[items[i]];
        if (i == 0 || compare_articles(&items[i - 1], &items[i], (void *)p->b) != 0) {
            p->article_at[p->n_articles++] = here(p);
            buf_add(&p->bytes, get(p->b, e->article_id));
            buf_char(&p->bytes, '\0');
            buf_add(&p->bytes, get(p->b, e->lang));
            buf_char(&p->bytes, '\0');
        }
        p->article_of_item[items[i]] = (uint32_t)p->n_articles - 1;
    }
    free(items);
}

static void put_text(struct plan *p, struct str text)
{
    put_number(&p->bytes, (uint32_t)text.n);
    buf_add(&p->bytes, text);
}

static void put_anchor(struct plan *p, struct str anchor, struct str text)
{
    struct buf runs;
    uint32_t n_runs = 0;
    size_t at = 0, taken = 0; /* in the text, of the anchor */
    buf_init(&runs, BUILD_MAX_BYTES);
    while (taken < anchor.n) {
        size_t from = at, to;
        while (from < text.n && suggest_anchor_byte(text.p[from]) != anchor.p[taken])
            from++;
        if (from == text.n)
            break;
        for (to = from; to < text.n && taken < anchor.n; to++, taken++)
            if (suggest_anchor_byte(text.p[to]) != anchor.p[taken])
                break;
        put_number(&runs, (uint32_t)(from - at));
        put_number(&runs, (uint32_t)(to - from));
        n_runs++;
        at = to;
    }
    put_number(&p->bytes, n_runs);
    buf_add(&p->bytes, buf_str(&runs));
    put_text(p, str_sub(anchor, taken, anchor.n));
    buf_release(&runs);
}

static void make_items(struct plan *p)
{
    p->item_at = xcalloc(p->b->n + 1, sizeof *p->item_at);
    for (size_t i = 0; i < p->b->n; i++) {
        const struct entry *e = &p->b->entries[i];
        uint32_t from = p->first_of_item[i], to = p->first_of_item[i + 1];
        p->item_at[i] = here(p);
        put_number(&p->bytes, e->kind | (uint32_t)e->audience << SUGGEST_KIND_BITS);
        put_number(&p->bytes, to - from);
        for (uint32_t place = from; place < to; place++)
            put_number(&p->bytes, p->word_at_place[place]);
        put_number(&p->bytes, p->article_of_item[i]);
        put_text(p, get(p->b, e->text));
        put_anchor(p, get(p->b, e->anchor), get(p->b, e->text));
    }
    buf_char(&p->bytes, '\0');
}

static void add_array(struct buf *file, const uint32_t *numbers, size_t n)
{
    buf_add(file, (struct str){(const char *)numbers, n * sizeof *numbers});
}

static int write_plan(const struct plan *p, const char *path, struct err *err)
{
    struct suggest_header header = {
        .magic = SUGGEST_MAGIC,
        .n_items = (uint32_t)p->b->n,
        .n_words = (uint32_t)p->n_words,
        .n_forms = (uint32_t)p->n_forms,
        .n_articles = (uint32_t)p->n_articles,
        .n_bytes = (uint32_t)p->bytes.n,
    };
    struct buf file;
    buf_init(&file, SIZE_MAX / 2);
    buf_add(&file, (struct str){(const char *)&header, sizeof header});
    add_array(&file, p->item_at, p->b->n);
    add_array(&file, p->word_at, p->n_words);
    add_array(&file, p->list_at, p->n_words + 1);
    add_array(&file, p->forms, p->n_forms);
    add_array(&file, p->article_at, p->n_articles);
    buf_add(&file, buf_str(&p->bytes));
    int result = file_write(path, buf_str(&file), err);
    buf_release(&file);
    return result;
}

static void release_plan(struct plan *p)
{
    uint32_t *arrays[] = {p->first_of_item, p->word_at_place, p->item_at,    p->word_at,
                          p->list_at,       p->forms,         p->article_at, p->article_of_item};
    for (size_t i = 0; i < sizeof arrays / sizeof arrays[0]; i++)
        free(arrays[i]);
    free(p->occurrences);
    free(p->words);
    free(p->slots);
    buf_release(&p->bytes);
}

int suggest_builder_write(struct suggest_builder *b, const char *path, struct err *err)
{
    struct plan plan = {.b = b};
    int result = 0;
    buf_init(&plan.bytes, BUILD_MAX_BYTES);
    if (!b->bytes.failed) {
        choose(b);
        find_occurrences(&plan);
        make_words(&plan);
    }
    if (!b->bytes.failed && !plan.bytes.failed) {
        make_forms(&plan);
        make_articles(&plan);
        make_items(&plan);
    }
    if (b->bytes.failed || plan.bytes.failed)
        result = err_at(err, ERR_TOO_BIG, path, 0, "more than %d MiB of titles and headings",
                        BUILD_MAX_BYTES >> 20);
    else
        result = write_plan(&plan, path, err);
    release_plan(&plan);
    return result;
}
