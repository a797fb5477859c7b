/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "preview.h"

#include "../lib/generation.h"
#include "../lib/schema.h"
#include "../lib/text.h"

int preview_check(const char *index_dir, bool preview, struct err *err)
{
    char path[GENERATION_PATH_BYTES];
    struct generation_manifest manifest;
    struct err why = ERR_INIT;
    if (generation_current(index_dir, SCHEMA_VERSION, TEXT_ANALYSER_VERSION, path, &manifest,
                           &why) < 0 &&
        why.code != ERR_STALE)
        return 0; /* nothing here that anybody serves */
    if (manifest.preview == preview)
        return 0;
    return err_at(err, ERR_IO, index_dir, 0,
                  preview ? "holds an index that is published; a preview needs a folder of its own"
                          : "holds a preview with drafts in it; build into another folder, or "
                            "with --preview");
}
