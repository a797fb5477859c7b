/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "generation_parts.h"

static enum generation_state state_of(const struct generation_place *place, unsigned current)
{
    if (place->staged)
        return GENERATION_STAGED;
    if (place->number == current)
        return GENERATION_CURRENT;
    return place->number > current ? GENERATION_NEWER : GENERATION_OLDER;
}

int generation_list(const char *index_dir, unsigned schema_version, unsigned analyser_version,
                    struct generation_info **out, size_t *n, struct err *err)
{
    struct generation_place *places;
    unsigned current;
    char path[GENERATION_PATH_BYTES];
    *out = NULL;
    *n = 0;
    int status = generation_current_number(index_dir, &current, err);
    if (generation_places(index_dir, &places, n, err) != 0)
        status = -1;
    if (status == 0)
        *out = xcalloc(*n + 1, sizeof **out);
    for (size_t i = 0; i < *n && status == 0; i++) {
        struct generation_info *info = &(*out)[i];
        info->number = places[i].number;
        info->state = state_of(&places[i], current);
        memcpy(info->name, places[i].name, sizeof info->name);
        if (generation_join(path, index_dir, info->name, &info->damage) == 0)
            generation_check(path, info->number, schema_version, analyser_version, &info->manifest,
                             &info->damage);
    }
    free(places);
    return status;
}
