/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The data files as bytes inside the programs (see data.h). words.bin is words.rules compiled by
 * tools/compile_rules.c.
 */
    .macro embed symbol, path
    .global data_\symbol
    .global data_\symbol\()_end
    .balign 16
data_\symbol:
    .incbin "\path"
data_\symbol\()_end:
    .byte 0
    .endm

    .section .rodata
    embed folding, "lib/data/folding.txt"
    embed stop_words, "lib/data/stop-words.txt"
    embed stem_keep, "lib/data/stem-keep.txt"
    embed layouts, "lib/data/layouts.txt"
    embed dialect, "lib/data/dialect.txt"
    embed words_rules, "words.bin"

    .section .note.GNU-stack, "", %progbits
