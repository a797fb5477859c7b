/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cut.h"

size_t cut_average(size_t least, size_t n, size_t most_runs)
{
    while (n / least > most_runs)
        least *= 2;
    return least;
}

bool cut_ends_run(size_t length, size_t average, uint64_t hash)
{
    return length >= average + average / 2 || (length >= average / 2 && hash % (average / 2) == 0);
}
