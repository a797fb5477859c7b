/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <new>
#include <unicode/msgfmt.h>

extern "C" {
#include "message.h"
}

namespace
{

enum { VALUES_MAX = 8 };

icu::UnicodeString from_utf8(struct str s)
{
    return icu::UnicodeString::fromUTF8(icu::StringPiece(s.n ? s.p : "", (int32_t)s.n));
}

/* Where ICU's UTF-8 goes. */
class buf_sink : public icu::ByteSink
{
  public:
    explicit buf_sink(struct buf *where) : out(where)
    {
    }
    void Append(const char *bytes, int32_t n) override
    {
        buf_add(out, {bytes, (size_t)n});
    }

  private:
    struct buf *out;
};

} // namespace

struct message_pattern {
    icu::MessageFormat format;
    message_pattern(const icu::UnicodeString &pattern, const icu::Locale &locale,
                    UParseError &where, UErrorCode &status)
        : format(pattern, locale, where, status)
    {
    }
};

int message_pattern_new(struct message_pattern **out, const char *locale, struct str pattern,
                        struct err *err)
{
    UErrorCode status = U_ZERO_ERROR;
    UParseError where = {};
    struct message_pattern *m =
        new (std::nothrow) message_pattern(from_utf8(pattern), icu::Locale(locale), where, status);
    if (!m)
        BUG("out of memory");
    if (U_FAILURE(status)) {
        message_pattern_free(m);
        return err_set(err, ERR_SYNTAX, "not a message pattern (%s at character %d): " STR_FMT,
                       u_errorName(status), (int)where.offset, STR_ARG(pattern));
    }
    *out = m;
    return 0;
}

void message_pattern_free(struct message_pattern *m)
{
    delete m;
}

void message_format(struct message_pattern *m, const struct message_value *values, size_t n,
                    struct buf *out)
{
    UErrorCode status = U_ZERO_ERROR;
    icu::UnicodeString names[VALUES_MAX], text;
    icu::Formattable arguments[VALUES_MAX];
    if (n > VALUES_MAX)
        BUG("a message has at most %d values", VALUES_MAX);
    for (size_t i = 0; i < n; i++) {
        names[i] = from_utf8(str_from(values[i].name));
        if (values[i].text.p)
            arguments[i].setString(from_utf8(values[i].text));
        else
            arguments[i].setDouble(values[i].number);
    }
    m->format.format(names, arguments, (int32_t)n, text, status);
    if (U_FAILURE(status))
        BUG("a message could not be formatted: %s", u_errorName(status));
    buf_sink sink(out);
    text.toUTF8(sink);
}
