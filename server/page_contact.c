/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "html.h"
#include "page.h"

enum { CONTACT_LINK_MAX_BYTES = 64 * 1024, CARRIED_MAX_BYTES = 1000, FIRST_HITS = 3 };

/* "tel:+9668000" from "+966 8000". */
static void put_number(struct buf *out, struct str written, bool plus)
{
    for (size_t i = 0; i < written.n; i++)
        if ((written.p[i] >= '0' && written.p[i] <= '9') || (plus && written.p[i] == '+'))
            buf_char(out, written.p[i]);
}

static void put_param(struct buf *out, const char *name, struct str value)
{
    if (value.n == 0)
        return;
    buf_add(out, str_from(name));
    html_param(out, value);
}

/* The address of a page, with what was asked where {query} stands. */
static void put_page(struct buf *out, struct str to, struct str query)
{
    const struct str place = STR("{query}");
    size_t at = str_find(to, place);
    buf_add(out, str_sub(to, 0, at));
    if (at != SIZE_MAX) {
        html_param(out, query);
        buf_add(out, str_sub(to, at + place.n, to.n));
    }
}

/* Where a channel leads, with the query carried over where it can be. */
static struct str contact_address(const struct context *ctx, const struct settings_contact *contact,
                                  struct str query)
{
    struct buf out;
    buf_init(&out, CONTACT_LINK_MAX_BYTES);
    query = utf8_cut_bytes(query, CARRIED_MAX_BYTES);
    switch (contact->kind) {
    case SETTINGS_PHONE:
        buf_add(&out, STR("tel:"));
        put_number(&out, contact->to, true);
        break;
    case SETTINGS_WHATSAPP:
        buf_add(&out, STR("https://wa.me/"));
        put_number(&out, contact->to, false);
        put_param(&out, "?text=", query);
        break;
    case SETTINGS_EMAIL:
        buf_add(&out, STR("mailto:"));
        buf_add(&out, contact->to); /* the indexer has checked it */
        put_param(&out, "?subject=", lang_text(ctx->lang, MSG_CONTACT_MAIL_SUBJECT));
        put_param(&out, "&body=", query);
        break;
    case SETTINGS_CHAT:
    case SETTINGS_LINK:
        put_page(&out, contact->to, query);
        break;
    }
    struct str copy = arena_dup(ctx->arena, buf_str(&out));
    buf_release(&out);
    return copy;
}

static void write_channel(const struct context *ctx, struct buf *out,
                          const struct settings_contact *contact, struct str query)
{
    static const struct str icons[] = {
        [SETTINGS_CHAT] = STR_INIT("chat"),     [SETTINGS_PHONE] = STR_INIT("call"),
        [SETTINGS_WHATSAPP] = STR_INIT("chat"), [SETTINGS_EMAIL] = STR_INIT("mail"),
        [SETTINGS_LINK] = STR_INIT("link"),
    };
    struct str name = contact->name.of[ctx->lang], about = contact->about.of[ctx->lang];
    html_lit(out, "<a ");
    page_href(out, contact_address(ctx, contact, query));
    html_lit(out, ">");
    page_icon_named(out, icons[contact->kind]);
    html_lit(out, "<b>");
    if (name.n) {
        html_text(out, name);
    } else {
        html_lit(out, "<bdi class=\"ltr\">");
        html_text(out, contact->to);
        html_lit(out, "</bdi>");
    }
    html_lit(out, "</b><span>");
    html_text(out, about);
    html_lit(out, "</span></a>");
}

void page_reach(const struct context *ctx, struct buf *out, enum message title, enum message more,
                struct str query)
{
    const struct settings *settings = ctx->settings;
    if (settings->n_contacts == 0)
        return;
    html_lit(out, "<section class=\"reach\" id=\"contact\" aria-labelledby=\"reach\"><div>"
                  "<h2 id=\"reach\">");
    page_say(ctx, out, title);
    html_lit(out, "</h2><p class=\"sm muted\">");
    page_say(ctx, out, more);
    html_lit(out, "</p></div>");
    for (size_t i = 0; i < settings->n_contacts; i++)
        write_channel(ctx, out, &settings->contacts[i], query);
    html_lit(out, "</section>");
}

/* What may answer before a person does. */
static int write_first(struct context *ctx, struct buf *out, struct str query)
{
    struct search_request ask = {
        .query = query,
        .limit = FIRST_HITS,
        .audience = AUDIENCE_PUBLIC,
        .without_snippets = true,
    };
    struct search_result found;
    if (search_run(ctx->search, ctx->arena, &ask, &found, &ctx->err) != 0)
        return -1;
    if (found.n_hits == 0)
        return 0;
    html_lit(out, "<section aria-labelledby=\"first\"><h2 id=\"first\">");
    page_say(ctx, out, MSG_CONTACT_FIRST);
    html_lit(out, "</h2><ul class=\"list\">");
    for (size_t i = 0; i < found.n_hits; i++) {
        const struct section_record *s = &found.hits[i].section;
        bool question = s->question && s->heading.n;
        html_lit(out, "<li><a ");
        page_href(out,
                  page_hit_link(ctx, s->article_id, question ? s->anchor : STR(""), query, i + 1));
        page_lang_dir(out, s->lang.n ? s->lang : lang_code(ctx->lang));
        html_lit(out, ">");
        html_text(out, question ? s->heading : s->title);
        html_lit(out, "</a></li>");
    }
    html_lit(out, "</ul></section>");
    return 0;
}

unsigned page_contact(struct context *ctx, struct response *res)
{
    struct buf *out = &res->body;
    struct str query = str_trim(text_clean(ctx->arena, request_param(ctx->req, STR("q"))));
    struct page page = {
        .title = page_title(ctx, lang_text(ctx->lang, MSG_CONTACT)),
        .search = &(struct search_view){.query = query},
        .other_language = page_in_language(ctx, ctx->lang == LANG_AR ? LANG_EN : LANG_AR),
        .in_language = {page_in_language(ctx, LANG_AR), page_in_language(ctx, LANG_EN)},
        .keep_out = query.n != 0,
    };
    page_begin(ctx, res, &page);
    html_lit(out, "<main id=\"main\"><div class=\"wrap\"><div class=\"empty\"><h1>");
    page_say(ctx, out, MSG_CONTACT);
    html_lit(out, "</h1>");
    if (query.n) {
        html_lit(out, "<p class=\"muted\">");
        page_say_before(out, ctx->lang, MSG_CONTACT_ASKED);
        page_quoted(ctx, out, query);
        page_say_after(out, ctx->lang, MSG_CONTACT_ASKED);
        html_lit(out, "</p>");
        if (write_first(ctx, out, query) != 0)
            return 500;
    }
    page_reach(ctx, out, MSG_CONTACT_PERSON, query.n ? MSG_CONTACT_CARRY : MSG_CONTACT_NEAR, query);
    if (ctx->settings->n_contacts == 0) {
        html_lit(out, "<p class=\"muted\">");
        page_say(ctx, out, MSG_CONTACT_NO_CHANNELS);
        html_lit(out, "</p>");
    }
    html_lit(out, "</div></div></main>");
    page_end(ctx, res);
    return 200;
}
