/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "asset.h"

#include <stdio.h>

#include "../lib/hash.h"
#include "compress.h"
#include "negotiate.h"

#define EMBEDDED(symbol) extern const char asset_##symbol[], asset_##symbol##_end[]
EMBEDDED(tokens_css);
EMBEDDED(dark_css);
EMBEDDED(app_css);
EMBEDDED(site_css);
EMBEDDED(app_js);
EMBEDDED(desk_js);
EMBEDDED(text_js);
EMBEDDED(widget_js);
EMBEDDED(arabic_400);
EMBEDDED(arabic_600);
EMBEDDED(latin_400);
EMBEDDED(latin_600);
EMBEDDED(font_licence);
EMBEDDED(icons_svg);
EMBEDDED(logo_svg);
EMBEDDED(openapi_json);

#define CSS   "text/css; charset=utf-8"
#define JS    "text/javascript; charset=utf-8"
#define TEXT  "text/plain; charset=utf-8"
#define WOFF2 "font/woff2"

enum {
    ASSET_STYLE,
    ASSET_APP,
    ASSET_DESK,
    ASSET_TEXT,
    ASSET_LOGO = 9,
    ASSET_OPENAPI,
    ASSET_COUNT,
    ASSET_SCRIPTS = ASSET_TEXT - ASSET_APP + 1,
    STYLE_MAX_BYTES = 1 << 20,
    SCRIPT_MAX_BYTES = 1 << 20,
};

/* clang-format off */
static const struct asset {
    struct str name; /* below /assets/HASH/ */
    const char *content_type;
    const char *begin, *end;
} assets[ASSET_COUNT] = {
#define FILE_ROW(name, type, symbol) {STR_INIT(name), type, asset_##symbol, asset_##symbol##_end}
    [ASSET_STYLE] = {STR_INIT("style.css"), CSS}, /* see join_style */
    [ASSET_APP] = {STR_INIT("app.js"), JS}, /* see shorten_script */
    [ASSET_DESK] = {STR_INIT("desk.js"), JS},
    [ASSET_TEXT] = {STR_INIT("text.js"), JS},
    FILE_ROW("fonts/jawab-sans-arabic-400.woff2", WOFF2, arabic_400),
    FILE_ROW("fonts/jawab-sans-arabic-600.woff2", WOFF2, arabic_600),
    FILE_ROW("fonts/jawab-sans-latin-400.woff2", WOFF2, latin_400),
    FILE_ROW("fonts/jawab-sans-latin-600.woff2", WOFF2, latin_600),
    FILE_ROW("fonts/OFL.txt", TEXT, font_licence),
    [ASSET_LOGO] = FILE_ROW("logo.svg", "image/svg+xml", logo_svg),
    [ASSET_OPENAPI] = FILE_ROW("openapi.json", "application/json", openapi_json),
#undef FILE_ROW
};
/* clang-format on */

/* What asset_start makes of each; read-only afterwards. */
static struct {
    struct buf gzip;   /* empty when not worth it */
    char etags[2][32]; /* plain and compressed: a strong tag names the bytes sent */
} prepared[ASSET_COUNT];
static struct buf style, widget, scripts[ASSET_SCRIPTS];
static char folder[32];

#define SLICE(symbol)                                                                              \
    ((struct str){asset_##symbol, (size_t)(asset_##symbol##_end - asset_##symbol)})

/* One style sheet of all parts. The dark theme is written once and needed under two conditions. */
static void join_style(void)
{
    const struct str parts[] = {
        STR("@media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]){"),
        SLICE(dark_css),
        STR("}}\n@media screen{:root[data-theme=dark]{"),
        SLICE(dark_css),
        STR("}}\n"),
        SLICE(tokens_css), /* its fallback for old engines must come after the dark theme */
        SLICE(app_css),
        SLICE(site_css),
    };
    buf_init(&style, STYLE_MAX_BYTES);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        buf_add(&style, parts[i]);
}

/* Without comments that fill a line, and without indentation. */
static void shorten_script(struct buf *out, struct str script)
{
    struct str line;
    buf_init(out, SCRIPT_MAX_BYTES);
    while (str_next_line(&script, &line)) {
        line = str_trim(line);
        if (line.n == 0 || (str_starts(line, STR("//")) && !str_starts(line, STR("// SPDX"))))
            continue;
        buf_add(out, line);
        buf_char(out, '\n');
    }
}

static struct str bytes_of(size_t i)
{
    if (i == ASSET_STYLE)
        return buf_str(&style);
    if (i >= ASSET_APP && i < ASSET_APP + ASSET_SCRIPTS)
        return buf_str(&scripts[i - ASSET_APP]);
    return (struct str){assets[i].begin, (size_t)(assets[i].end - assets[i].begin)};
}

void asset_start(void)
{
    struct buf hashes;
    join_style();
    shorten_script(&scripts[0], SLICE(app_js));
    shorten_script(&scripts[ASSET_DESK - ASSET_APP], SLICE(desk_js));
    shorten_script(&scripts[ASSET_TEXT - ASSET_APP], SLICE(text_js));
    shorten_script(&widget, SLICE(widget_js));
    buf_init(&hashes, sizeof(uint64_t) * ASSET_COUNT);
    for (size_t i = 0; i < ASSET_COUNT; i++) {
        struct str bytes = bytes_of(i);
        uint64_t hash = hash_id(bytes);
        buf_add(&hashes, (struct str){(const char *)&hash, sizeof hash});
        snprintf(prepared[i].etags[0], sizeof prepared[i].etags[0], "\"%016llx\"",
                 (unsigned long long)hash);
        snprintf(prepared[i].etags[1], sizeof prepared[i].etags[1], "\"%016llx-gz\"",
                 (unsigned long long)hash);
        buf_init(&prepared[i].gzip, bytes.n);
        if (bytes.n >= COMPRESS_MIN_BYTES && !str_eq(str_from(assets[i].content_type), STR(WOFF2)))
            compress_gzip(&prepared[i].gzip, bytes, COMPRESS_BEST);
    }
    snprintf(folder, sizeof folder, "/assets/%016llx/",
             (unsigned long long)hash_id(buf_str(&hashes)));
    buf_release(&hashes);
}

void asset_stop(void)
{
    for (size_t i = 0; i < ASSET_COUNT; i++)
        buf_release(&prepared[i].gzip);
    buf_release(&style);
    buf_release(&widget);
    for (size_t i = 0; i < ASSET_SCRIPTS; i++)
        buf_release(&scripts[i]);
}

struct str asset_folder(void)
{
    return str_from(folder);
}

struct str asset_widget(void)
{
    return buf_str(&widget);
}

struct str asset_icons(void)
{
    return SLICE(icons_svg);
}

static unsigned serve(struct context *ctx, struct response *res, size_t i, const char *caching)
{
    bool gzip = prepared[i].gzip.n && negotiate_gzip(ctx->req->accept_encoding);
    const char *etag = prepared[i].etags[gzip];
    response_header(res, "ETag", etag);
    response_header(res, "Cache-Control", caching);
    response_header(res, "Vary", "Accept-Encoding");
    if (negotiate_etag(ctx->req->if_none_match, str_from(etag)))
        return 304;
    if (gzip)
        response_header(res, "Content-Encoding", "gzip");
    res->content_type = assets[i].content_type;
    res->fixed = gzip ? buf_str(&prepared[i].gzip) : bytes_of(i);
    return 200;
}

unsigned asset_file(struct context *ctx, struct response *res)
{
    /* A page from before an upgrade asks for the old folder: it gets today's file, but not for
     * ever. */
    size_t slash = str_find_char(ctx->rest, '/');
    struct str name = str_sub(ctx->rest, slash == SIZE_MAX ? 0 : slash + 1, ctx->rest.n);
    bool current = str_starts(ctx->req->path, asset_folder());
    for (size_t i = 0; i < ASSET_COUNT; i++)
        if (slash != SIZE_MAX && str_eq(name, assets[i].name))
            return serve(ctx, res, i, current ? "public, max-age=31536000, immutable" : "no-cache");
    return 404;
}

unsigned asset_openapi(struct context *ctx, struct response *res)
{
    return serve(ctx, res, ASSET_OPENAPI, "no-cache");
}

unsigned asset_favicon(struct context *ctx, struct response *res)
{
    return serve(ctx, res, ASSET_LOGO, "public, max-age=86400");
}
