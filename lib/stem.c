/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stem.h"

#include <pthread.h>
#include <string.h>

#include "data.h"
#include "err.h"
#include "word_set.h"

enum {
    LETTER_BYTES = 2, /* of every folded Arabic letter */
    STEM_LETTERS_MIN = 3,
    ENDINGS_MAX = 2,
    PARTICLE_WORD_LETTERS_MIN = 4, /* of particle and word together */
};

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

enum { N_SUFFIXES = sizeof suffixes / sizeof suffixes[0] };

/* The suffixes that end in a given letter, by its last byte: rows of the table above, in its order.
 */
static struct {
    unsigned char n, rows[16];
} ending_in[64];

static struct word_set shipped;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static unsigned char last_byte(struct str word)
{
    return (unsigned char)word.p[word.n - 1] & 0x3F;
}

static void read_protected(void)
{
    word_set_init(&shipped);
    word_set_add_file(&shipped, DATA(protected));
    for (size_t i = 0; i < N_SUFFIXES; i++) {
        unsigned char letter = last_byte(suffixes[i]);
        ending_in[letter].rows[ending_in[letter].n++] = (unsigned char)i;
    }
}

const struct word_set *stem_protected(void)
{
    pthread_once(&once, read_protected);
    return &shipped;
}

static size_t letters(struct str word)
{
    return word.n / LETTER_BYTES;
}

/* Letters of the word itself, not an ending: the noon of الكتروني, قانوني and مجاني (but not of
 * يمكنني), the kaf of اشتراك and استهلاك. */
static bool belongs_to(struct str word, struct str ending)
{
    bool after_alef = str_ends(word, STR("ا"));
    if (str_eq(ending, STR("ني")))
        return after_alef || str_ends(word, STR("و")) || str_ends(word, STR("ي"));
    return str_eq(ending, STR("ك")) && after_alef;
}

/* What is left without the ending; empty when it may not be cut. */
static struct str without(struct str word, struct str ending)
{
    if (word.n < ending.n + STEM_LETTERS_MIN * LETTER_BYTES || !str_ends(word, ending))
        return (struct str){0};
    struct str left = str_sub(word, 0, word.n - ending.n);
    return belongs_to(left, ending) ? (struct str){NULL, 0} : left;
}

/* The word without its longest suffix, or unchanged when none may be cut. */
static struct str cut_suffix(struct str word)
{
    unsigned char letter = last_byte(word);
    for (size_t i = 0; i < ending_in[letter].n; i++) {
        struct str left = without(word, suffixes[ending_in[letter].rows[i]]);
        if (left.n)
            return left;
    }
    return word;
}

/* Endings that stand where the bare word has its teh marbuta: فاتورتي, فاتورات are فاتوره. */
static bool replaces_teh_marbuta(struct str ending)
{
    return str_starts(ending, STR("ت")) || str_starts(ending, STR("ات")) ||
           str_starts(ending, STR("ي"));
}

static bool is_kept_with_teh_marbuta(const struct word_set *keep, struct str beginning)
{
    char word[64];
    struct str heh = STR("ه");
    if (beginning.n + heh.n > sizeof word)
        return false;
    memcpy(word, beginning.p, beginning.n);
    memcpy(word + beginning.n, heh.p, heh.n);
    return word_set_has(keep, (struct str){word, beginning.n + heh.n});
}

/* Short words that begin with ال take no endings: المهم is not الم, nor المكان. */
static bool takes_endings(struct str word)
{
    return letters(word) >= 5 || !str_starts(word, STR("ال"));
}

/* Is the word, with or without endings, one whose beginning belongs to it? */
static bool is_kept(const struct word_set *keep, struct str word, unsigned endings_max)
{
    if (word_set_has(keep, word))
        return true;
    unsigned char letter = last_byte(word);
    for (size_t i = 0; i < ending_in[letter].n && endings_max; i++) {
        struct str ending = suffixes[ending_in[letter].rows[i]];
        struct str left = without(word, ending);
        if (left.n == 0 || !takes_endings(left))
            continue;
        if (replaces_teh_marbuta(ending) && is_kept_with_teh_marbuta(keep, left))
            return true;
        if (is_kept(keep, left, endings_max - 1))
            return true;
    }
    return false;
}

/* What stands behind a particle of one letter (و ف ب ل ك); empty when none may be there. */
static struct str behind_particle(struct str word)
{
    static const struct str particles[] = {STR_INIT("و"), STR_INIT("ف"), STR_INIT("ب"),
                                           STR_INIT("ل"), STR_INIT("ك")};
    for (size_t i = 0; i < sizeof particles / sizeof particles[0]; i++)
        if (letters(word) >= PARTICLE_WORD_LETTERS_MIN && str_starts(word, particles[i]))
            return str_sub(word, LETTER_BYTES, word.n);
    return (struct str){0};
}

static struct str cut_prefix(const struct word_set *keep, struct str word)
{
    size_t n_letters = letters(word);
    struct str rest = behind_particle(word);
    if ((rest.n || str_starts(word, STR("ال"))) && is_kept(keep, word, ENDINGS_MAX))
        return word;
    if (rest.n &&
        is_kept(keep, rest, ENDINGS_MAX)) /* والغاء is و and الغاء, which is known whole */
        return rest;
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        struct str prefix = prefixes[i].text;
        if (n_letters < prefixes[i].min_word_letters || !str_starts(word, prefix))
            continue;
        struct str after_one_lam = str_sub(word, prefix.n - LETTER_BYTES, word.n);
        bool absorbed = str_ends(prefix, STR("لل")) && is_kept(keep, after_one_lam, ENDINGS_MAX);
        return absorbed ? after_one_lam : str_sub(word, prefix.n, word.n);
    }
    return word;
}

struct str stem_arabic(const struct word_set *protected, struct str word)
{
    if (letters(word) < STEM_LETTERS_MIN)
        return word;
    return cut_suffix(cut_suffix(cut_prefix(protected, word)));
}
