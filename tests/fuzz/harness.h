/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the fuzzers share: the entry that libFuzzer calls, a rule that must hold, one analyser.
 */
#ifndef JAWAB_FUZZ_HARNESS_H
#define JAWAB_FUZZ_HARNESS_H

#include "lib/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes);

/* Aborts, naming the rule that was broken. */
void must(bool holds, const char *rule);

/* Made at the first call, for all inputs. */
struct text *analyser(void);

#endif
