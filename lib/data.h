/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The text files of lib/data, embedded at build time, and a reader for their common shape: lines of
 * columns separated by blanks, `#` starts a comment.
 */
#ifndef JAWAB_DATA_H
#define JAWAB_DATA_H

#include "str.h"

#define DATA_FILE(name) extern const char data_##name[], data_##name##_end[]
DATA_FILE(folding);
DATA_FILE(dialect);
DATA_FILE(synonyms);
DATA_FILE(plurals);
DATA_FILE(stop_words);
DATA_FILE(question_words);
DATA_FILE(protected);
DATA_FILE(layouts);
DATA_FILE(confusions);
DATA_FILE(arabizi);
DATA_FILE(words_rules);
#define DATA(name) ((struct str){data_##name, (size_t)(data_##name##_end - data_##name)})

enum { DATA_COLUMNS = 3 };

/* Cuts the next row off *rest: up to DATA_COLUMNS columns, missing ones empty. *line counts from 1.
 */
bool data_next_row(struct str *rest, unsigned *line, struct str columns[DATA_COLUMNS]);

#endif
