/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static void set_message(struct err *err, enum err_code code, const char *path, unsigned line,
                        const char *format, va_list args)
{
    err->code = code;
    err->line = line;
    snprintf(err->place, sizeof err->place, "%s", path);
    vsnprintf(err->message, sizeof err->message, format, args);
}

int err_set(struct err *err, enum err_code code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    set_message(err, code, "", 0, format, args);
    va_end(args);
    return -1;
}

int err_at(struct err *err, enum err_code code, const char *path, unsigned line, const char *format,
           ...)
{
    va_list args;
    va_start(args, format);
    set_message(err, code, path, line, format, args);
    va_end(args);
    return -1;
}

int err_errno(struct err *err, int errno_value, const char *path, const char *doing)
{
    char reason[128];
    enum err_code code = errno_value == ENOENT ? ERR_NOT_FOUND : ERR_IO;
    /* The GNU strerror_r returns the text; it may or may not use our buffer. */
    const char *text = strerror_r(errno_value, reason, sizeof reason);
    return err_at(err, code, path, 0, "cannot %s: %s", doing, text);
}

void err_print(FILE *out, const struct err *err)
{
    if (err->place[0] && err->line)
        fprintf(out, "%s:%u: %s\n", err->place, err->line, err->message);
    else if (err->place[0])
        fprintf(out, "%s: %s\n", err->place, err->message);
    else
        fprintf(out, "%s\n", err->message);
}

void bug_at(const char *file, int line, const char *format, ...)
{
    va_list args;
    fprintf(stderr, "%s:%d: internal error: ", file, line);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    abort();
}
