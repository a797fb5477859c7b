/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text_kind.h"

#include <unicode/uchar.h>

enum text_kind text_kind(uint32_t code_point)
{
    enum { TATWEEL = 0x640 };
    UChar32 c = (UChar32)code_point;
    int32_t numeric = u_getIntPropertyValue(c, UCHAR_NUMERIC_TYPE);
    if (numeric == U_NT_DECIMAL || numeric == U_NT_DIGIT)
        return KIND_DIGIT;
    if (u_isUWhiteSpace(c))
        return KIND_SPACE;
    if (u_hasBinaryProperty(c, UCHAR_DASH))
        return KIND_DASH;
    if (c == TATWEEL || (U_GET_GC_MASK(c) & (U_GC_MN_MASK | U_GC_ME_MASK | U_GC_CF_MASK)) ||
        u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT))
        return KIND_UNSEEN;
    return KIND_OTHER;
}
