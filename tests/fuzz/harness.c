/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness.h"

void must(bool holds, const char *rule)
{
    if (!holds)
        BUG("%s", rule);
}

struct text *analyser(void)
{
    static struct text *text;
    struct err err = ERR_INIT;
    if (!text && text_new(&text, &err) != 0)
        BUG("%s", err.message);
    return text;
}
