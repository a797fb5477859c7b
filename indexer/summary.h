/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a build prints when it is done: what was skipped and warned about, and one line or JSON
 * object of figures.
 */
#ifndef JAWAB_SUMMARY_H
#define JAWAB_SUMMARY_H

#include <stdbool.h>
#include <stdio.h>

#include "build.h"

/* Every skipped file; of each kind of warning the first few, then how many more there are. */
void summary_print_report(FILE *out, struct report *report, const char *content_dir);

void summary_print(FILE *out, const struct build_summary *summary, struct report *report,
                   bool json);

#endif
