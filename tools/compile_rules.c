/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Build step: compiles a break rule file to ICU's binary form, so that programs start without
 * compiling rules. Stands alone: it runs before lib/ is built.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unicode/ubrk.h>
#include <unicode/ustring.h>

enum { RULES_MAX_BYTES = 1 << 16 };

/* Reads and compiles; returns the number of bytes in *binary (malloc), or -1 after saying why. */
static int32_t compile(const char *path, unsigned char **binary)
{
    static char utf8[RULES_MAX_BYTES];
    static UChar utf16[RULES_MAX_BYTES];
    FILE *in = fopen(path, "rb");
    if (!in) {
        perror(path);
        return -1;
    }
    size_t n_bytes = fread(utf8, 1, sizeof utf8, in);
    fclose(in);

    UErrorCode status = U_ZERO_ERROR;
    UParseError where = {0};
    int32_t length = 0;
    u_strFromUTF8(utf16, RULES_MAX_BYTES, &length, utf8, (int32_t)n_bytes, &status);
    UBreakIterator *breaks = ubrk_openRules(utf16, length, NULL, 0, &where, &status);
    int32_t n = U_SUCCESS(status) ? ubrk_getBinaryRules(breaks, NULL, 0, &status) : 0;
    *binary = malloc((size_t)n + 1);
    if (U_SUCCESS(status) && *binary)
        ubrk_getBinaryRules(breaks, *binary, n, &status);
    ubrk_close(breaks);
    if (U_FAILURE(status) || !*binary) {
        fprintf(stderr, "%s:%d:%d: %s\n", path, where.line, where.offset, u_errorName(status));
        return -1;
    }
    return n;
}

int main(int argc, char **argv)
{
    unsigned char *binary = NULL;
    if (argc != 3) {
        fprintf(stderr, "usage: compile_rules RULES OUT\n");
        return 2;
    }
    int32_t n = compile(argv[1], &binary);
    FILE *out = n < 0 ? NULL : fopen(argv[2], "wb");
    int failed = !out || fwrite(binary, 1, (size_t)n, out) != (size_t)n;
    failed |= out && fclose(out) != 0;
    if (failed)
        perror(argv[2]);
    free(binary);
    return failed;
}
