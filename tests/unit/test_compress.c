/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "server/compress.h"

static void comes_back_the_same(void **state)
{
    (void)state;
    struct buf plain, gzip;
    buf_init(&plain, 1 << 20);
    buf_init(&gzip, 1 << 20);
    for (unsigned i = 0; i < 5000; i++)
        buf_printf(&plain, "سطر %u\n", i);
    buf_add(&gzip, STR("kept"));
    assert_true(compress_gzip(&gzip, buf_str(&plain), COMPRESS_FAST));
    assert_memory_equal(gzip.p, "kept\x1f\x8b", 6);
    z_stream z = {.next_in = (unsigned char *)gzip.p + 4, .avail_in = (unsigned)gzip.n - 4};
    unsigned char *back = malloc(plain.n + 1);
    z.next_out = back;
    z.avail_out = (unsigned)plain.n + 1;
    assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
    assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
    assert_int_equal(z.total_out, plain.n);
    assert_memory_equal(back, plain.p, plain.n);
    inflateEnd(&z);
    free(back);
    buf_release(&plain);
    buf_release(&gzip);
}

static void gives_up_when_it_would_not_help(void **state)
{
    (void)state;
    struct buf gzip;
    buf_init(&gzip, 1 << 20);
    buf_add(&gzip, STR("kept"));
    assert_false(compress_gzip(&gzip, STR("short"), COMPRESS_BEST));
    assert_string_equal(gzip.p, "kept");
    char noise[20000];
    unsigned seed = 1;
    for (size_t i = 0; i < sizeof noise; i++)
        noise[i] = (char)((seed = seed * 1103515245u + 12345u) >> 16);
    assert_false(compress_gzip(&gzip, (struct str){noise, sizeof noise}, COMPRESS_FAST));
    assert_string_equal(gzip.p, "kept");
    buf_release(&gzip);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comes_back_the_same),
        cmocka_unit_test(gives_up_when_it_would_not_help),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
