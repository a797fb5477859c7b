/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/file.h"

enum { NOBODY = 65534 };

static void must(int status, const struct err *err)
{
    if (status != 0) {
        err_print(stderr, err);
        abort();
    }
}

int scratch_setup(void **state)
{
    struct scratch *s = xcalloc(1, sizeof *s);
    s->dir = xstrdup("/tmp/jawab-test-XXXXXX");
    if (!mkdtemp(s->dir) || chmod(s->dir, 0755) != 0)
        abort();
    *state = s;
    return 0;
}

int scratch_teardown(void **state)
{
    struct scratch *s = *state;
    struct err err = ERR_INIT;
    must(file_remove_tree(s->dir, &err), &err);
    arena_release(&s->arena);
    free(s->dir);
    free(s);
    return 0;
}

char *scratch_path(struct scratch *s, const char *name)
{
    return (char *)arena_printf(&s->arena, "%s/%s", s->dir, name).p;
}

char *scratch_write(struct scratch *s, const char *name, struct str bytes)
{
    struct err err = ERR_INIT;
    char *path = scratch_path(s, name);
    char *slash = strrchr(path, '/');
    *slash = '\0';
    must(file_make_dir(path, &err), &err);
    *slash = '/';
    must(file_replace(path, bytes, &err), &err);
    return path;
}

void scratch_drop_root(void)
{
    if (getuid() == 0 && seteuid(NOBODY) != 0)
        abort();
}

void scratch_regain_root(void)
{
    if (getuid() == 0 && seteuid(0) != 0)
        abort();
}
