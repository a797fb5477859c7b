/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Where AddressSanitizer looks on, the rest of a map's last page is no memory of ours: reading a
 * few bytes beyond the file is seen. Without it nothing happens. Take the fence down before the
 * file is unmapped.
 */
#ifndef JAWAB_TEST_FENCE_H
#define JAWAB_TEST_FENCE_H

#include <unistd.h>

#include "lib/file.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAVE_ASAN
#endif
#endif
#if defined(HAVE_ASAN) || defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#endif

static inline void fence(const struct file_map *map, bool up)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE), rest = (page - map->bytes.n % page) % page;
    const char *end = str_end(map->bytes);
#if defined(HAVE_ASAN) || defined(__SANITIZE_ADDRESS__)
    if (up)
        ASAN_POISON_MEMORY_REGION(end, rest);
    else
        ASAN_UNPOISON_MEMORY_REGION(end, rest);
#else
    (void)up, (void)end, (void)rest;
#endif
}

#endif
