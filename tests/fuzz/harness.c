/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness.h"

#include <stdlib.h>

#include "lib/file.h"

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

static const char *folder;

static void remove_folder(void)
{
    struct err err = ERR_INIT;
    file_remove_tree(folder, &err);
}

const char *scratch_folder(void)
{
    static char in_memory[] = "/dev/shm/jawab-fuzz-XXXXXX", on_disk[] = "/tmp/jawab-fuzz-XXXXXX";
    if (folder)
        return folder;
    folder = mkdtemp(in_memory) ? in_memory : mkdtemp(on_disk);
    must(folder && atexit(remove_folder) == 0, "there is a folder");
    return folder;
}
