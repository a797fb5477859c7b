/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The format of suggest.bin, shared by suggest_build.c and suggest.c only. Little-endian as the
 * machine. A completion is kept as its text and as the numbers of its folded words; a posting list
 * for each word leads back to the completions.
 */
#ifndef JAWAB_SUGGEST_FORMAT_H
#define JAWAB_SUGGEST_FORMAT_H

#include "str.h"

#define SUGGEST_MAGIC "JWBSUG2"

enum {
    SUGGEST_ITEM_WORDS_MAX = 64, /* of a completion: nobody types further */
    SUGGEST_FORM_BITS = 4,       /* of a form, below its word */
    SUGGEST_FORM_ARTICLE = 8,    /* of these: it begins with an article; lower: letters left off */
    SUGGEST_KIND_BITS = 2,       /* of an item's flags */
    SUGGEST_LETTER_BYTES = 2,    /* of folded Arabic */
    SUGGEST_PARTICLE_REST_MIN = 3, /* letters of what a particle stands before */
};

struct suggest_header {
    char magic[8];
    uint32_t n_items, n_words, n_forms, n_articles, n_bytes, reserved;
    /* Items are numbered by rank, words alphabetically by their bytes.
     * uint32_t item_at[n_items]          into bytes
     * uint32_t word_at[n_words]          into bytes
     * uint32_t list_at[n_words + 1]      into bytes, rising
     * uint32_t forms[n_forms]            word << SUGGEST_FORM_BITS | SUGGEST_FORM_ARTICLE or none |
     *                                    letters left off its beginning; sorted by what stays
     * uint32_t article_at[n_articles]    into bytes
     * char     bytes[n_bytes]            the last one is NUL
     *
     * An item:    flags (kind, then the audience), number of words, the words, article, number of
     *             bytes of the text and the text, then the anchor. Anchors are made of their text:
     *             a number of runs, for each the bytes of the text to leave out and to take, and
     *             the number of bytes behind them all and these.
     * A list:     number and bytes of the items that begin with the word, number of the others that
     *             have it, then both, rising: the first item and the differences.
     * A word:     its bytes and a NUL.
     * An article: its id and a NUL, its language and a NUL.
     * All numbers in there are LEB128: seven bits a byte, the lowest first. */
};

/* Reads numbers; at the end they are 0 and `failed` is set. */
struct suggest_cursor {
    const unsigned char *p, *end;
    bool failed;
};

static inline uint32_t suggest_number(struct suggest_cursor *c)
{
    uint32_t value = 0;
    for (unsigned shift = 0; shift < 32 && c->p < c->end; shift += 7) {
        unsigned char byte = *c->p++;
        value |= (uint32_t)(byte & 0x7F) << shift;
        if (byte < 0x80)
            return value;
    }
    c->failed = true;
    return 0;
}

/* How a byte of the text is taken into the anchor. */
static inline char suggest_anchor_byte(char c)
{
    if (c == ' ' || c == '_')
        return '-';
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Letters of an article with its particles (ال, وال, بال, لل...) before a folded word, as the
 * stemmer sees them; 0 for none. */
size_t suggest_article_letters(struct str word);

/* May the word begin with one of the particles و ف ب ل ك? Its letters alone do not tell. */
bool suggest_may_have_particle(struct str word);

#endif
