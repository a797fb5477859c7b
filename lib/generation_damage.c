/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "generation_parts.h"

/* INDEX/damaged-000007 for INDEX/gen-000007 or INDEX/staged-000007, and INDEX itself. */
static int note_path(const char *generation_path, char index_dir[GENERATION_PATH_BYTES],
                     char path[GENERATION_PATH_BYTES], struct err *err)
{
    char note[GENERATION_NAME_BYTES];
    const char *name = strrchr(generation_path, '/');
    unsigned number =
        name ? generation_number(name + 1, PUBLISHED) + generation_number(name + 1, STAGED) : 0;
    if (!number)
        return err_at(err, ERR_NOT_FOUND, generation_path, 0, "is not the folder of a generation");
    snprintf(index_dir, GENERATION_PATH_BYTES, "%.*s", (int)(name - generation_path),
             generation_path);
    generation_name(note, DAMAGED, number);
    return generation_join(path, index_dir, note, err);
}

int generation_recall(const char *generation_path, struct err *err)
{
    char index_dir[GENERATION_PATH_BYTES], path[GENERATION_PATH_BYTES];
    struct err ignored = ERR_INIT;
    if (note_path(generation_path, index_dir, path, &ignored) != 0 || access(path, F_OK) != 0)
        return 0;
    return generation_damaged(err, generation_path,
                              "a file does not match its checksum, as jawab-index verify found");
}

int generation_remember(const char *generation_path, const struct err *damage, struct err *err)
{
    char index_dir[GENERATION_PATH_BYTES], path[GENERATION_PATH_BYTES];
    struct buf text;
    struct err known = ERR_INIT;
    bool is_known = generation_recall(generation_path, &known) != 0;
    if (note_path(generation_path, index_dir, path, err) != 0)
        return -1;
    if (is_known == (damage != NULL))
        return 0;
    int status = 0;
    buf_init(&text, 4096);
    if (damage) {
        buf_printf(&text, "%s: %s\n", damage->place, damage->message);
        status = file_replace(path, buf_str(&text), err);
    } else if (unlink(path) != 0 && errno != ENOENT)
        status = err_errno(err, errno, path, "remove");
    buf_release(&text);
    /* Readers look again when CURRENT changes, if only its time. */
    if (status == 0 && generation_join(path, index_dir, CURRENT, err) == 0)
        utimensat(AT_FDCWD, path, NULL, 0);
    return status;
}
