/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fold.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>

#include "data.h"

static struct fold_table table;
static struct err table_err;
static int table_state; /* 0 good, -1 broken */
static pthread_once_t once = PTHREAD_ONCE_INIT;

struct row {
    UChar32 from, to;
    bool drop, exact;
    UChar32 target;
};

/* `0623` or `0660..0669` in hex; false when it is neither. */
static bool read_range(struct str column, UChar32 *from, UChar32 *to)
{
    char text[32];
    char *end;
    if (column.n == 0 || column.n >= sizeof text)
        return false;
    memcpy(text, column.p, column.n);
    text[column.n] = '\0';
    *from = *to = (UChar32)strtol(text, &end, 16);
    if (end == text)
        return false;
    if (end[0] == '.' && end[1] == '.') {
        const char *second = end + 2;
        *to = (UChar32)strtol(second, &end, 16);
        if (end == second)
            return false;
    }
    return *end == '\0' && *from > 0 && *from <= *to && *to <= 0xFFFF;
}

static bool read_row(const struct str columns[DATA_COLUMNS], struct row *row)
{
    UChar32 last = 0;
    if (!read_range(columns[0], &row->from, &row->to))
        return false;
    row->exact = str_eq(columns[1], STR("exact"));
    row->drop = str_eq(columns[2], STR("-"));
    if (!row->exact && !str_eq(columns[1], STR("folded")))
        return false;
    if (row->drop)
        return row->exact;
    if (!read_range(columns[2], &row->target, &last))
        return false;
    return last == row->target || last - row->target == row->to - row->from;
}

static void apply_row(const struct row *row, bool target_is_range)
{
    UChar *layer = row->exact ? table.exact : table.folded;
    for (UChar32 c = row->from; c <= row->to && c < FOLD_TABLE_SIZE; c++) {
        UChar32 target = target_is_range ? row->target + (c - row->from) : row->target;
        layer[c] = row->drop ? 0 : (UChar)target;
    }
}

static enum letter_class class_of(UChar32 c)
{
    UErrorCode status = U_ZERO_ERROR;
    if (c >= '0' && c <= '9')
        return CLASS_DIGIT;
    if (U_GET_GC_MASK(c) & U_GC_M_MASK)
        return CLASS_MARK;
    if (!(U_GET_GC_MASK(c) & U_GC_L_MASK))
        return CLASS_OTHER;
    return uscript_getScript(c, &status) == USCRIPT_ARABIC ? CLASS_ARABIC : CLASS_ALPHABET;
}

static UChar32 simple_exact(UChar32 c)
{
    int32_t digit = u_charDigitValue(c);
    if (digit >= 0 && u_charType(c) == U_DECIMAL_DIGIT_NUMBER)
        return '0' + digit;
    return u_foldCase(c, U_FOLD_CASE_DEFAULT);
}

static bool nfkc_keeps(UChar32 c)
{
    return u_getIntPropertyValue(c, UCHAR_NFKC_QUICK_CHECK) == UNORM_YES;
}

/* The one letter or sign that NFKC makes of c (a no-break space is a space), or 0. */
static UChar nfkc_single(const UNormalizer2 *nfkc, UChar c)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar made[4];
    int32_t n = unorm2_normalize(nfkc, &c, 1, made, 4, &status);
    bool single = U_SUCCESS(status) && n == 1 && made[0] < FOLD_TABLE_SIZE;
    return single && nfkc_keeps(made[0]) && u_getCombiningClass(made[0]) == 0 ? made[0] : 0;
}

/* Which characters need no normaliser: those that NFKC keeps and never moves, marks that are
 * dropped and never compose, and those that only ever become one other character. */
static void find_stable(void)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *nfkc = unorm2_getNFKCInstance(&status);
    for (UChar32 c = 1; c < FOLD_TABLE_SIZE; c++) {
        UChar single = nfkc_keeps(c) ? 0 : nfkc_single(nfkc, (UChar)c);
        if (single)
            table.exact[c] = table.exact[single];
        table.stable[c] =
            single || (nfkc_keeps(c) && (u_getCombiningClass(c) == 0 || table.exact[c] == 0));
    }
}

static void build_table(void)
{
    for (UChar32 c = 1; c < FOLD_TABLE_SIZE; c++) {
        UChar32 exact = simple_exact(c);
        table.exact[c] = (UChar)(exact <= 0xFFFF ? exact : c);
        table.folded[c] = (UChar)c;
        table.class[c] = (unsigned char)class_of(c);
    }
    struct str rest = DATA(folding), columns[DATA_COLUMNS];
    unsigned line = 0;
    while (data_next_row(&rest, &line, columns)) {
        struct row row = {0};
        if (!read_row(columns, &row)) {
            table_state = err_at(&table_err, ERR_SYNTAX, "lib/data/folding.txt", line,
                                 "expected: code point(s), `exact` or `folded`, target or `-`");
            return;
        }
        apply_row(&row, str_find(columns[2], STR("..")) != SIZE_MAX);
    }
    find_stable();
}

const struct fold_table *fold_table(struct err *err)
{
    pthread_once(&once, build_table);
    if (table_state < 0) {
        *err = table_err;
        return NULL;
    }
    return &table;
}

UChar32 fold_exact(const struct fold_table *t, UChar32 c)
{
    if (c < FOLD_TABLE_SIZE)
        return t->exact[c];
    if ((c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF) /* rows of folding.txt beyond the table */
        return 0;
    return simple_exact(c);
}

enum letter_class fold_class(const struct fold_table *t, UChar32 c)
{
    return c < FOLD_TABLE_SIZE ? (enum letter_class)t->class[c] : class_of(c);
}
