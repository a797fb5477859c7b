/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The files of server/assets and server/lang as bytes inside the program (see asset.c, lang.c).
 */
    .macro embed symbol, path
    .global asset_\symbol
    .global asset_\symbol\()_end
    .balign 16
asset_\symbol:
    .incbin "\path"
asset_\symbol\()_end:
    .byte 0
    .endm

    .section .rodata
    embed tokens_css, "server/assets/tokens.css"
    embed dark_css, "server/assets/dark.css"
    embed app_css, "server/assets/app.css"
    embed site_css, "server/assets/site.css"
    embed arabic_400, "server/assets/fonts/jawab-sans-arabic-400.woff2"
    embed arabic_600, "server/assets/fonts/jawab-sans-arabic-600.woff2"
    embed latin_400, "server/assets/fonts/jawab-sans-latin-400.woff2"
    embed latin_600, "server/assets/fonts/jawab-sans-latin-600.woff2"
    embed font_licence, "server/assets/fonts/OFL.txt"
    embed icons_svg, "server/assets/icons.svg"
    embed logo_svg, "server/assets/logo.svg"
    embed openapi_json, "server/assets/openapi.json"
    embed app_js, "server/assets/app.js"
    embed desk_js, "server/assets/desk.js"
    embed text_js, "server/assets/text.js"
    embed widget_js, "server/assets/widget.js"
    embed preview_js, "server/assets/preview.js"
    embed lang_ar, "server/lang/ar.txt"
    embed lang_en, "server/lang/en.txt"

    .section .note.GNU-stack, "", %progbits
