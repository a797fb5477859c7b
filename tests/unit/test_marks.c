/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "snippets.h"

#include "server/marks.h"

static void words_are_marked_and_markup_is_left_alone(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *typed, *html, *expected;
        size_t n;
    } cases[] = {
        {"استرداد", "<p>يبدأ الاسترداد اليوم</p>", "<p>يبدأ <mark>الاسترداد</mark> اليوم</p>", 1},
        {"لون", "<p title=\"لون\">بلا</p>", "<p title=\"لون\">بلا</p>", 0},
        {"code", "<p>code <code>code</code> code</p>",
         "<p><mark>code</mark> <code>code</code> <mark>code</mark></p>", 2},
        {"مثال", "<pre tabindex=\"0\"><code>مثال</code></pre><p>مثال</p>",
         "<pre tabindex=\"0\"><code>مثال</code></pre><p><mark>مثال</mark></p>", 1},
        {"amp", "<p>a &amp; b</p>", "<p>a &amp; b</p>", 0},
        {"دفع", "<p>دفع &amp; شحن &lt;b&gt;</p>", "<p><mark>دفع</mark> &amp; شحن &lt;b&gt;</p>", 1},
        {"قال", "<p>&quot;قال&quot; لها</p>", "<p>&quot;<mark>قال</mark>&quot; لها</p>", 1},
        {"شحن", "<p>شحن &nbsp; شحن</p>", "<p>شحن &nbsp; شحن</p>", 0}, /* not ours: left alone */
        {"شحن", "شحن", "<mark>شحن</mark>", 1},
        {"شحن", "<p>شحن</p", "<p><mark>شحن</mark></p", 1},
        {"شحن", "", "", 0},
        {"شحن", "<ul>\n<li>شحن</li>\n</ul>\n", "<ul>\n<li><mark>شحن</mark></li>\n</ul>\n", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf out;
        buf_init(&out, 1000);
        size_t n = marks_write(&out, f->text, &f->arena, str_from(cases[i].html),
                               snippets_ask(f, cases[i].typed));
        assert_string_equal(out.p, cases[i].expected);
        assert_int_equal(n, cases[i].n);
        buf_release(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(words_are_marked_and_markup_is_left_alone, snippets_setup,
                                        snippets_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
