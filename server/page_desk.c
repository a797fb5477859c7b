/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "page_desk.h"

#include "asset.h"
#include "feedback.h"
#include "html.h"

enum { DESK_LINK_MAX_BYTES = 128 * 1024 };

static struct desk_view asked_view(const struct request *req)
{
    return (struct desk_view){
        .query = request_param(req, STR("q")),
        .product = request_param(req, STR("product")),
        .open = request_param(req, STR("open")),
        .anchor = request_param(req, STR("at")),
    };
}

struct str desk_link(const struct context *ctx, const struct desk_view *view)
{
    const struct {
        struct str name, value;
    } parts[] = {
        {STR("q"), view->query},
        {STR("product"), view->product},
        {STR("open"), view->open},
        {STR("at"), view->anchor},
        {STR("lang"), ctx->lang_chosen ? lang_code(ctx->lang) : STR("")},
    };
    struct buf link;
    char separator = '?';
    buf_init(&link, DESK_LINK_MAX_BYTES);
    buf_add(&link, STR("/agent"));
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (parts[i].value.n == 0)
            continue;
        buf_char(&link, separator);
        html_param(&link, parts[i].name);
        buf_char(&link, '=');
        html_param(&link, parts[i].value);
        separator = '&';
    }
    struct str copy = arena_dup(ctx->arena, buf_str(&link));
    buf_release(&link);
    return copy;
}

/* --- keys --- */

struct key {
    const char *keys[2]; /* as printed on the key */
    enum message says;
};

static void write_keys(const struct context *ctx, struct buf *out, const struct key *key)
{
    (void)ctx;
    for (size_t i = 0; i < 2 && key->keys[i]; i++) {
        html_lit(out, "<kbd>");
        html_text(out, str_from(key->keys[i]));
        html_lit(out, "</kbd>");
    }
}

static void write_foot(const struct context *ctx, struct buf *out)
{
    static const struct key keys[] = {
        {{"1–9"}, MSG_DESK_KEY_OPEN}, {{"Enter"}, MSG_DESK_KEY_FIRST},
        {{"C"}, MSG_COPY_ANSWER},     {{"L"}, MSG_COPY_LINK},
        {{"P"}, MSG_DESK_PIN},        {{"F"}, MSG_DESK_KEY_PRODUCT},
        {{"/"}, MSG_DESK_KEY_TYPE},   {{"Esc"}, MSG_DESK_KEY_NEXT},
        {{"?"}, MSG_DESK_KEY_ALL},
    };
    html_lit(out, "<footer class=\"keys\" aria-label=\"");
    page_say_attr(ctx, out, MSG_DESK_KEYS);
    html_lit(out, "\">");
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        html_lit(out, "<span>");
        write_keys(ctx, out, &keys[i]);
        html_lit(out, " ");
        page_say(ctx, out, keys[i].says);
        html_lit(out, "</span>");
    }
    html_lit(out, "</footer>");
}

static void write_key_sheet(const struct context *ctx, struct buf *out)
{
    static const struct {
        enum message title;
        struct key keys[5];
    } parts[] = {
        {MSG_DESK_KEYS_TYPING,
         {{{"Enter"}, MSG_DESK_KEY_SEARCH_FIRST},
          {{"↑", "↓"}, MSG_DESK_KEY_CHOOSE},
          {{"Alt", "1–9"}, MSG_DESK_KEY_OPEN_TYPING},
          {{"Alt", "C"}, MSG_DESK_KEY_COPY_TYPING}}},
        {MSG_DESK_KEYS_OPEN,
         {{{"1–9"}, MSG_DESK_KEY_OPEN_OTHER},
          {{"C"}, MSG_COPY_ANSWER},
          {{"L"}, MSG_COPY_LINK},
          {{"P"}, MSG_DESK_KEY_PIN},
          {{"/"}, MSG_DESK_KEY_TYPE}}},
        {MSG_DESK_KEYS_CALL,
         {{{"S"}, MSG_DESK_SOLVED},
          {{"W"}, MSG_DESK_WRONG_ARTICLE},
          {{"M"}, MSG_DESK_MISSING},
          {{"Esc"}, MSG_DESK_KEY_NEXT}}},
        {MSG_DESK_KEYS_OTHER,
         {{{"F"}, MSG_DESK_KEY_PRODUCT},
          {{"?"}, MSG_DESK_KEY_SHOW},
          {{"Ctrl", "K"}, MSG_DESK_KEY_FIELD}}},
    };
    html_lit(out, "<dialog class=\"keysheet\" id=\"keysheet\" aria-labelledby=\"keysheet-h\">"
                  "<div class=\"headrow\"><h2 id=\"keysheet-h\">");
    page_say(ctx, out, MSG_DESK_KEYS_ALL);
    html_lit(out, "</h2><form method=\"dialog\"><button class=\"btn mini\">");
    page_say(ctx, out, MSG_CLOSE);
    html_lit(out, " <kbd>Esc</kbd></button></form></div><div class=\"grid\">");
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        html_lit(out, "<section><h3>");
        page_say(ctx, out, parts[i].title);
        html_lit(out, "</h3><dl>");
        for (size_t k = 0; k < 5 && parts[i].keys[k].keys[0]; k++) {
            html_lit(out, "<div><dt>");
            page_say(ctx, out, parts[i].keys[k].says);
            html_lit(out, "</dt><dd>");
            write_keys(ctx, out, &parts[i].keys[k]);
            html_lit(out, "</dd></div>");
        }
        html_lit(out, "</dl></section>");
    }
    html_lit(out, "</div><p class=\"after\"><label class=\"row\"><input type=\"checkbox\" "
                  "id=\"single-keys\" checked> ");
    page_say(ctx, out, MSG_DESK_KEYS_SINGLE);
    html_lit(out, "</label></p><p class=\"xs muted\">");
    page_say(ctx, out, MSG_DESK_KEYS_NOTE);
    html_lit(out, "</p></dialog>");
}

/* --- the frame --- */

static void write_bar(const struct context *ctx, struct buf *out)
{
    html_lit(out, "<header class=\"bar deep\">");
    page_logo(ctx, out, STR("/agent"), lang_text(ctx->lang, MSG_DESK));
    html_lit(out, "<span class=\"opt\" id=\"call\" hidden>");
    page_say(ctx, out, MSG_DESK_CALL);
    html_lit(out,
             " <span class=\"ltr\"></span></span><div class=\"end\"><span class=\"opt\"><bdi>");
    html_text(out, ctx->agent_name);
    html_lit(out, "</bdi></span><form method=\"post\" action=\"/agent/signout\">"
                  "<button class=\"btn mini\">");
    page_say(ctx, out, MSG_DESK_LEAVE);
    html_lit(out, "</button></form></div></header>");
}

static void write_product(const struct context *ctx, struct buf *out, struct str value,
                          struct str chosen)
{
    html_lit(out, "<option value=\"");
    html_attr(out, value);
    if (str_eq(value, chosen))
        html_lit(out, "\" selected>");
    else
        html_lit(out, "\">");
    if (value.n)
        html_text(out, value);
    else
        page_say(ctx, out, MSG_DESK_ALL_PRODUCTS);
    html_lit(out, "</option>");
}

static void write_field(const struct context *ctx, struct buf *out, const struct desk_view *view)
{
    struct str_list products = outline_products(ctx->outline, lang_code(ctx->lang), AUDIENCE_AGENT);
    html_lit(out, "<form class=\"ask-row\" role=\"search\" action=\"/agent\" method=\"get\" "
                  "id=\"desk\"><div class=\"search\">");
    page_icon(out, "search");
    html_lit(out, "<input type=\"text\" inputmode=\"search\" name=\"q\" dir=\"auto\" id=\"field\" "
                  "autocomplete=\"off\" maxlength=\"2000\" autofocus aria-describedby=\"mode\" "
                  "aria-label=\"");
    page_say_attr(ctx, out, MSG_SEARCH_LABEL);
    html_lit(out, "\" value=\"");
    html_attr(out, view->query);
    html_lit(out, "\"><span class=\"mode\" id=\"mode\" hidden></span></div>");
    page_hidden_field(out, STR("lang"), ctx->lang_chosen ? lang_code(ctx->lang) : STR(""));
    html_lit(out, "<label class=\"opt product\"><span class=\"vh\">");
    page_say(ctx, out, MSG_FILTER_PRODUCT);
    html_lit(out, "</span><select name=\"product\" id=\"product\">");
    write_product(ctx, out, STR(""), view->product);
    for (size_t i = 0; i < products.n; i++)
        write_product(ctx, out, products.items[i], view->product);
    html_lit(out, "</select><kbd hidden>F</kbd></label><noscript><button class=\"btn go\">");
    page_say(ctx, out, MSG_SEARCH);
    html_lit(out, "</button></noscript></form>");
}

/* --- the call --- */

static void write_outcomes(const struct context *ctx, struct buf *out, const struct desk_view *view)
{
    static const struct {
        const char *value, *key;
        enum message says;
    } outcomes[] = {
        {"solved", "S", MSG_DESK_SOLVED},
        {"wrong", "W", MSG_DESK_WRONG_ARTICLE},
        {"missing", "M", MSG_DESK_MISSING},
    };
    if (!ctx->feedback)
        return;
    html_lit(out, "<h2>");
    page_say(ctx, out, MSG_DESK_HOW);
    html_lit(out, "</h2><form class=\"outs\" method=\"post\" action=\"/agent/outcome\" "
                  "id=\"outcomes\">");
    page_hidden_field(out, STR("q"), view->query);
    page_hidden_field(out, STR("article"), view->open);
    for (size_t i = 0; i < sizeof outcomes / sizeof *outcomes; i++) {
        html_lit(out, "<button class=\"btn mini\" name=\"outcome\" value=\"");
        html_attr(out, str_from(outcomes[i].value));
        html_lit(out, "\">");
        page_say(ctx, out, outcomes[i].says);
        html_lit(out, "<kbd>");
        html_text(out, str_from(outcomes[i].key));
        html_lit(out, "</kbd></button>");
    }
    html_lit(out, "</form>");
}

/* Lists that the script keeps for this call; hidden while they are empty. */
static void write_list(const struct context *ctx, struct buf *out, const char *id,
                       enum message title)
{
    html_lit(out, "<section hidden id=\"");
    html_attr(out, str_from(id));
    html_lit(out, "\"><h2>");
    page_say(ctx, out, title);
    html_lit(out, "</h2><ol class=\"trail\"></ol></section>");
}

static void write_rail(const struct context *ctx, struct buf *out, const struct desk_view *view)
{
    html_lit(out, "<aside class=\"rail\" aria-label=\"");
    page_say_attr(ctx, out, MSG_DESK_CALL);
    html_lit(out, "\" tabindex=\"0\">");
    write_outcomes(ctx, out, view);
    write_list(ctx, out, "trail", MSG_DESK_TRAIL);
    write_list(ctx, out, "pinned", MSG_DESK_PINNED);
    write_list(ctx, out, "asked", MSG_DESK_ASKED);
    html_lit(out, "</aside>");
}

/* The words that the script says. */
static void write_words(const struct context *ctx, struct buf *out)
{
    static const struct page_word words[] = {
        {"mode-keys", MSG_DESK_MODE_KEYS},
        {"mode-typing", MSG_DESK_MODE_TYPING},
        {"mode-hint", MSG_DESK_MODE_HINT},
        {"copied", MSG_DESK_COPIED_PLAIN},
        {"copied-without", MSG_DESK_COPIED},
        {"copied-link", MSG_COPIED_LINK},
        {"not-copied", MSG_DESK_NOT_COPIED},
        {"pin", MSG_DESK_PIN},
        {"unpin", MSG_DESK_UNPIN},
        {"recorded", MSG_DESK_RECORDED},
        {"not-recorded", MSG_DESK_NOT_RECORDED},
        {"next-call", MSG_DESK_NEXT_CALL},
        {"lost", MSG_DESK_LOST},
        {"signed-out", MSG_DESK_SIGNED_OUT},
    };
    page_begin_words(ctx, out, "words", words, sizeof words / sizeof *words);
    html_lit(out, "</template>");
}

/* --- handlers --- */

static unsigned failed(struct context *ctx)
{
    if (ctx->err.code != ERR_NOT_FOUND)
        return 500;
    ctx->err.code = ERR_NONE;
    return 404;
}

unsigned page_desk(struct context *ctx, struct response *res)
{
    struct buf *out = &res->body;
    struct desk_view view = asked_view(ctx->req);
    page_begin_bare(ctx, res, lang_text(ctx->lang, MSG_DESK), STR("desk"));
    write_bar(ctx, out);
    write_field(ctx, out, &view);
    html_lit(out, "<main class=\"panes\" id=\"main\"><section id=\"hits\" tabindex=\"0\" "
                  "aria-label=\"");
    page_say_attr(ctx, out, MSG_DESK_RESULTS);
    html_lit(out, "\">");
    if (desk_write_hits(ctx, out, &view) != 0)
        return failed(ctx);
    html_lit(out, "</section><article class=\"open\" id=\"open\" tabindex=\"0\" aria-label=\"");
    page_say_attr(ctx, out, MSG_DESK_OPEN);
    html_lit(out, "\">");
    if (desk_write_open(ctx, out, &view) != 0)
        return failed(ctx);
    html_lit(out, "</article>");
    write_rail(ctx, out, &view);
    html_lit(out, "</main>");
    write_foot(ctx, out);
    write_key_sheet(ctx, out);
    write_words(ctx, out);
    html_lit(out, "<div class=\"toast\" id=\"toast\" role=\"status\" hidden></div>"
                  "<script type=\"module\" src=\"");
    html_attr(out, asset_folder());
    html_lit(out, "desk.js\"></script>");
    page_end_bare(res);
    return 200;
}

unsigned page_desk_hits(struct context *ctx, struct response *res)
{
    struct desk_view view = asked_view(ctx->req);
    res->content_type = "text/html; charset=utf-8";
    return desk_write_hits(ctx, &res->body, &view) == 0 ? 200 : failed(ctx);
}

unsigned page_desk_open(struct context *ctx, struct response *res)
{
    struct desk_view view = asked_view(ctx->req);
    res->content_type = "text/html; charset=utf-8";
    return desk_write_open(ctx, &res->body, &view) == 0 ? 200 : failed(ctx);
}

/* How a call ended for an article. The script wants no page; without it the desk comes again. */
unsigned page_desk_outcome(struct context *ctx, struct response *res)
{
    static const struct {
        struct str value;
        enum feedback_outcome_kind kind;
    } kinds[] = {
        {STR_INIT("solved"), FEEDBACK_SOLVED},
        {STR_INIT("wrong"), FEEDBACK_WRONG},
        {STR_INIT("missing"), FEEDBACK_MISSING},
    };
    const struct request *req = ctx->req;
    struct str asked = request_form(req, STR("outcome")), id = request_form(req, STR("article"));
    struct article_record article = {0};
    bool redirected;
    size_t i = 0, n = sizeof kinds / sizeof *kinds;
    while (i < n && !str_eq(kinds[i].value, asked))
        i++;
    if (!ctx->feedback)
        return 404;
    if (i == n)
        return 400;
    if (id.n && search_article(ctx->search, ctx->arena, id, AUDIENCE_AGENT, &article, &redirected,
                               &ctx->err) != 0)
        return failed(ctx);
    const struct feedback_outcome outcome = {
        .agent = ctx->agent_name,
        .query = request_form(req, STR("q")),
        .article = article.id,
        .kind = kinds[i].kind,
    };
    if (!feedback_outcome(ctx->feedback, &outcome))
        return 503;
    response_header(
        res, "Location",
        desk_link(ctx, &(struct desk_view){.query = outcome.query, .open = article.id}).p);
    return 303;
}
