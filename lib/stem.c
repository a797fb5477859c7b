/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stem.h"

#include <pthread.h>
#include <string.h>

#include "data.h"
#include "err.h"
#include "word_set.h"

enum { LETTER_BYTES = 2, STEM_LETTERS_MIN = 3 }; /* every folded Arabic letter is two bytes */

struct affix {
    struct str text;
    size_t min_word_letters; /* of the whole word, for the affix to be cut */
};

/* Longest first: the first that fits is the only one cut. At least two letters stay behind the
 * article; a lone conjunction needs a longer word, because many words begin with that letter. */
static const struct affix prefixes[] = {
    {STR_INIT("وبال"), 6}, {STR_INIT("فبال"), 6}, {STR_INIT("وكال"), 6}, {STR_INIT("ولل"), 5},
    {STR_INIT("فلل"), 5},  {STR_INIT("وال"), 5},  {STR_INIT("فال"), 5},  {STR_INIT("بال"), 5},
    {STR_INIT("كال"), 5},  {STR_INIT("ال"), 4},   {STR_INIT("لل"), 4},   {STR_INIT("و"), 5},
    {STR_INIT("ف"), 6},
};

/* Longest first. */
static const struct str suffixes[] = {
    STR_INIT("اتها"), STR_INIT("اتهم"), STR_INIT("اتنا"), STR_INIT("اتكم"), STR_INIT("ونها"),
    STR_INIT("هما"),  STR_INIT("كما"),  STR_INIT("اتك"),  STR_INIT("اته"),  STR_INIT("اتي"),
    STR_INIT("يها"),  STR_INIT("تها"),  STR_INIT("تهم"),  STR_INIT("تنا"),  STR_INIT("تكم"),
    STR_INIT("ونه"),  STR_INIT("هم"),   STR_INIT("هن"),   STR_INIT("ها"),   STR_INIT("كم"),
    STR_INIT("كن"),   STR_INIT("نا"),   STR_INIT("ني"),   STR_INIT("تي"),   STR_INIT("ته"),
    STR_INIT("تك"),   STR_INIT("ات"),   STR_INIT("ان"),   STR_INIT("ون"),   STR_INIT("ين"),
    STR_INIT("يه"),   STR_INIT("وا"),   STR_INIT("ه"),    STR_INIT("ي"),    STR_INIT("ك"),
    STR_INIT("ت"),    STR_INIT("ا"),
};

static struct word_set keep;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void read_keep_list(void)
{
    word_set_init(&keep);
    word_set_add_file(&keep, DATA(stem_keep));
}

void stem_init(void)
{
    pthread_once(&once, read_keep_list);
}

static size_t letters(struct str word)
{
    return word.n / LETTER_BYTES;
}

/* The word without its longest suffix, or unchanged when none may be cut. */
static struct str cut_suffix(struct str word)
{
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        struct str suffix = suffixes[i];
        if (word.n >= suffix.n + STEM_LETTERS_MIN * LETTER_BYTES && str_ends(word, suffix))
            return str_sub(word, 0, word.n - suffix.n);
    }
    return word;
}

static struct str cut_suffixes(struct str word)
{
    return cut_suffix(cut_suffix(word));
}

/* Endings that stand where the bare word has its teh marbuta: فاتورتي, فاتورات are فاتوره. */
static bool replaces_teh_marbuta(struct str ending)
{
    return str_starts(ending, STR("ت")) || str_starts(ending, STR("ات"));
}

static bool is_kept_with_teh_marbuta(struct str beginning)
{
    char word[64];
    struct str heh = STR("ه");
    if (beginning.n + heh.n > sizeof word)
        return false;
    memcpy(word, beginning.p, beginning.n);
    memcpy(word + beginning.n, heh.p, heh.n);
    return word_set_has(&keep, (struct str){word, beginning.n + heh.n});
}

/* Is the word, with or without endings, one whose beginning belongs to it? */
static bool is_kept(struct str word)
{
    for (int endings = 0; endings < 3; endings++) {
        if (word_set_has(&keep, word))
            return true;
        struct str shorter = cut_suffix(word);
        if (shorter.n == word.n)
            return false;
        if (replaces_teh_marbuta(str_sub(word, shorter.n, word.n)) &&
            is_kept_with_teh_marbuta(shorter))
            return true;
        word = shorter;
    }
    return false;
}

static struct str cut_prefix(struct str word)
{
    size_t n_letters = letters(word);
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        struct str prefix = prefixes[i].text;
        if (n_letters >= prefixes[i].min_word_letters && str_starts(word, prefix))
            return is_kept(word) ? word : str_sub(word, prefix.n, word.n - prefix.n);
    }
    return word;
}

struct str stem_arabic(struct str word)
{
    if (letters(word) < STEM_LETTERS_MIN)
        return word;
    return cut_suffixes(cut_prefix(word));
}
