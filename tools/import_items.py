# SPDX-License-Identifier: GPL-2.0-or-later
"""One article on its way in, and the values of its front matter as sources write them: columns, dates, audiences."""
import datetime
import re
import unicodedata
from dataclasses import dataclass, field

LIST_MAX = 64  # values of a front matter's list (indexer/article.h)


@dataclass
class Item:
    source: str  # the file, as the user named it
    line: int
    key: str = ""  # the source's id
    title: str = ""
    body: str = ""
    html: bool = True  # else plain text, as in a spreadsheet
    lang: str = ""
    description: str = ""
    category: str = ""
    container: str = ""  # of the export that it lies in, when the category's name is elsewhere
    tags: list = field(default_factory=list)
    products: list = field(default_factory=list)
    aliases: list = field(default_factory=list)
    updated: str = ""
    audience: str = "public"
    status: str = "published"
    urls: list = field(default_factory=list)
    promoted: bool = False
    faults: list = field(default_factory=list)  # (kind, what) told with the article


# What columns and keys are called. Compared folded: hamzas, marks, ة, case and signs make no difference.
COLUMNS = {
    "question": "question title name subject headline سؤال السؤال العنوان عنوان نص_السؤال",
    "answer": "answer body content text html جواب الجواب إجابة الإجابة الرد المحتوى النص نص_الإجابة نص_الجواب",
    "category": "category section topic collection folder group الفئة فئة التصنيف تصنيف القسم قسم الموضوع",
    "id": "id article_id key number المعرف معرف الرقم رقم رقم_السؤال",
    "lang": "lang language locale اللغة لغة",
    "tags": "tags tag labels label_names keywords وسوم الوسوم كلمات_مفتاحية الكلمات_المفتاحية",
    "product": "product products المنتج منتج المنتجات",
    "aliases": "aliases alias alternatives other_questions صيغ_أخرى أسئلة_بديلة صيغ_السؤال مرادفات",
    "updated": "updated updated_at last_updated modified date التاريخ تاريخ تاريخ_التحديث آخر_تحديث",
    "audience": "audience visibility الجمهور الظهور",
    "status": "status state الحالة حالة",
    "description": "description summary excerpt الوصف وصف الملخص",
    "url": "url link html_url permalink الرابط رابط",
}

AUDIENCES = {
    "public": "public everyone all customers عام للجميع الجميع العملاء للعملاء",
    "agent": "agent agents internal staff private الموظفون الموظفين للموظفين موظف داخلي",
}

STATUSES = {
    "published": "published publish active live منشور منشورة منشورة_للعموم",
    "draft": "draft archived inactive hidden unpublished مسودة مؤرشف مخفي",
}

_FOLDED = str.maketrans("أإآٱىةؤئ", "اااايهوي")


def fold(word):
    word = "".join(char for char in unicodedata.normalize("NFKC", word) if unicodedata.category(char) not in ("Mn", "Cf"))
    return re.sub(r"[\s_:؟?*.-]+", " ", word.lower().translate(_FOLDED)).strip()


def _by_word(table):
    return {fold(word): name for name, words in table.items() for word in words.split()}


_COLUMN_OF, _AUDIENCE_OF, _STATUS_OF = _by_word(COLUMNS), _by_word(AUDIENCES), _by_word(STATUSES)


def column_of(name):
    """The field that a column of this name fills; None when we know no such name."""
    return _COLUMN_OF.get(fold(name))


def language(locale):
    """`ar` and `en` of `ar-sa`, `en_US`; others as they are."""
    return re.split("[-_]", locale.strip().lower())[0]


def words(value):
    """A list, or a text with commas of either script, as a list."""
    if isinstance(value, str):
        value = re.split(r"[,،;؛|\n]", value)
    elif not isinstance(value, list):
        value = [value]
    return list(dict.fromkeys(part for part in (str(each).strip() for each in value if each is not None) if part))


def date(value):
    """(YYYY-MM-DD, doubt) of a date, a time, or seconds since 1970; '' when it is none."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        try:
            return datetime.datetime.fromtimestamp(value, datetime.timezone.utc).strftime("%Y-%m-%d"), ""
        except (ValueError, OverflowError, OSError):
            return "", ""
    digits = "".join(str(unicodedata.digit(char, char)) for char in str(value).strip())
    found = re.match(r"(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})(?!\d)", digits)
    if not found:
        return "", ""
    first, month, last = int(found[1]), int(found[3]), int(found[4])
    doubt = ""
    if first >= 1000:
        year, day = first, last
    else:
        year, day = last, first
        if month > 12:
            day, month = month, day
        elif day <= 12 and day != month:
            doubt = "day first"
    try:
        return (datetime.date(year, month, day).isoformat() if 1970 <= year < 2200 else ""), doubt
    except ValueError:
        return "", ""


def _choose(item, field_name, value, table, safe):
    value = str(value).strip()
    chosen = table.get(fold(value), safe) if value else getattr(item, field_name)
    if value and fold(value) not in table:
        item.faults.append(("value", f'{field_name} "{value}" is not known: it was taken for {safe}'))
    setattr(item, field_name, chosen)


def set_updated(item, value):
    if value in (None, ""):
        return
    item.updated, doubt = date(value)
    if not item.updated:
        item.faults.append(("date", f'"{value}" is no date of ours: updated was left out'))
    elif doubt:
        item.faults.append(("date-read", f'"{value}" was read as {item.updated}, the day first'))


def set_field(item, name, value):
    """What a row says in one of COLUMNS, into the item."""
    text = "" if value is None else value if isinstance(value, str) else str(value)
    if name in ("tags", "product", "aliases"):
        setattr(item, "products" if name == "product" else name, words(value) if value is not None else [])
    elif name == "updated":
        set_updated(item, value)
    elif name == "audience":
        _choose(item, name, text, _AUDIENCE_OF, "agent")
    elif name == "status":
        _choose(item, name, text, _STATUS_OF, "draft")
    elif name == "url":
        item.urls = [text.strip()] if text.strip() else []
    elif name == "lang":
        item.lang = language(text)
    else:
        setattr(item, {"question": "title", "answer": "body", "id": "key"}.get(name, name), text.strip())
