/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the fuzzers share: the entry that libFuzzer calls, a rule that must hold, one analyser, one
 * folder.
 */
#ifndef JAWAB_FUZZ_HARNESS_H
#define JAWAB_FUZZ_HARNESS_H

#include "lib/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes);

/* Aborts, naming the rule that was broken. */
void must(bool holds, const char *rule);

/* Made at the first call, for all inputs. */
struct text *analyser(void);

/* Likewise, for inputs that are files; removed at the end. In memory where there is such a place:
 * files are synced, which takes a disk ten milliseconds. */
const char *scratch_folder(void);

#endif
