/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "states.h"

#include "moment.h"

enum state state_of(const struct front_matter *meta, int64_t now)
{
    if (meta->status == ARTICLE_DRAFT)
        return STATE_DRAFT;
    if (meta->expire_at && now >= meta->expire_at)
        return STATE_EXPIRED;
    return now < meta->publish_at ? STATE_SCHEDULED : STATE_LIVE;
}

/* When the state of this article will be another; 0: never. */
static int64_t next_of(const struct front_matter *meta, int64_t now)
{
    switch (state_of(meta, now)) {
    case STATE_SCHEDULED:
        return meta->expire_at && meta->expire_at < meta->publish_at ? meta->expire_at
                                                                     : meta->publish_at;
    case STATE_LIVE:
        return meta->expire_at;
    default:
        return 0;
    }
}

/* For people who look at a preview (lib/record.h); empty for what is live. */
static struct str mark_of(struct arena *a, const struct front_matter *meta, int64_t now)
{
    switch (state_of(meta, now)) {
    case STATE_DRAFT:
        return STR("draft");
    case STATE_SCHEDULED:
        return arena_printf(a, "from " STR_FMT, STR_ARG(moment_text(a, meta->publish_at)));
    case STATE_EXPIRED:
        return arena_printf(a, "expired " STR_FMT, STR_ARG(moment_text(a, meta->expire_at)));
    default:
        return STR("");
    }
}

void states_apply(struct states *states, struct arena *a, struct catalogue *catalogue)
{
    for (size_t i = 0; i < catalogue->n; i++) {
        struct catalogue_entry *entry = &catalogue->entries[i];
        if (entry->state == CATALOGUE_REJECTED)
            continue;
        int64_t next = next_of(&entry->meta, states->now);
        if (next && (states->next == 0 || next < states->next))
            states->next = next;
        enum state state = state_of(&entry->meta, states->now);
        states->n[state]++;
        states->withdrawn += state != STATE_LIVE && !entry->meta.guessed_draft;
        bool taken = states_take(states, &entry->meta);
        entry->state = taken ? CATALOGUE_PUBLISHED : CATALOGUE_DRAFT;
        entry->preview = taken ? mark_of(a, &entry->meta, states->now) : STR("");
    }
    catalogue->states = states;
}

bool states_take(const struct states *states, const struct front_matter *meta)
{
    return states->preview || state_of(meta, states->now) == STATE_LIVE;
}
