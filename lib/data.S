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
    embed dialect, "lib/data/lexicon/dialect.txt"
    embed synonyms, "lib/data/lexicon/synonyms.txt"
    embed plurals, "lib/data/lexicon/plurals.txt"
    embed stop_words, "lib/data/lexicon/stop-words.txt"
    embed question_words, "lib/data/lexicon/question-words.txt"
    embed protected, "lib/data/lexicon/protected.txt"
    embed layouts, "lib/data/layouts.txt"
    embed confusions, "lib/data/confusions.txt"
    embed arabizi, "lib/data/arabizi.txt"
    embed words_rules, "words.bin"

    .section .note.GNU-stack, "", %progbits
