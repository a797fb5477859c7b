# SPDX-License-Identifier: GPL-2.0-or-later
"""Characters: what is cleaned in every text of an export, and names of files made of titles. Digits, vowel marks and
punctuation are the writer's and stay."""
import re
import unicodedata

SLUG_MAX_CHARS = 60

# Placeholders that pandoc passes on as letters (noncharacters, which no text has: clean() sees to it).
BREAK, RULE, ARTICLE = "\ufdd0", "\ufdd1", "\ufdd2"
ANCHOR, LABEL, STOP = "\ufdd3", "\ufdd4", "\ufdd5"
ESCAPE = "\ufdd6"

_MARKS = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_BLANKS = re.compile("[\u00a0\u2007\u2028\u2029\u202f]")
_BULLETS = re.compile("[\uf000-\uf0ff]")  # Wingdings of Word
# Not FDFA-FDFD: ﷺ and ﷼ are written on purpose.
_FORMS = re.compile("[\ufb50-\ufdcf\ufdf0-\ufdf9\ufe70-\ufefc]")
_ARABIC = re.compile("[\u0620-\u064a\u0671-\u06d3]")
_LATIN = re.compile("[A-Za-z]")
# What the indexer would read as a mark of its own.
_OWN_MARKS = ((re.compile(r"\[\s*!([^\[\]]{0,80})\]"), r"(!\1)"), (re.compile(r"\[(?=\s*!)"), "("),
              (re.compile(r"!\s*\]"), "!)"), (re.compile(":{3,}"), "::"))
_BASE64 = re.compile(r"[A-Za-z0-9+/=]{200,}")


def _plain_form(match):
    """A letter as it is typed. The isolated vowel marks stand on a blank, which is none of theirs."""
    form = unicodedata.normalize("NFKC", match.group())
    return form.strip() or form


def clean(text, tell):
    """The text without what cannot be seen; tell(kind, count) names what was changed."""
    if text.isascii() and "\x7f" not in text and not _CONTROLS.search(text):
        marks = forms = 0
    else:
        text, marks = _MARKS.subn("", text)
        text, forms = _FORMS.subn(_plain_form, text)
        text = _BULLETS.sub("•", _CONTROLS.sub("", _BLANKS.sub(" ", text)))
    if marks:
        tell("direction", marks)
    if forms:
        tell("letterform", forms)
    for pattern, instead in _OWN_MARKS:
        text, found = pattern.subn(instead, text)
        if found:
            tell("mark", found)
    text, found = _BASE64.subn("", text)
    if found:
        tell("base64", found)
    return text


def one_line(text):
    return " ".join(text.split())


def is_arabic(text):
    """Are most of its letters Arabic? A text without letters is."""
    return len(_ARABIC.findall(text)) >= len(_LATIN.findall(text))


def _is_slug_char(char):
    return unicodedata.category(char)[0] in "LN" and char != "\u0640"


def slug(text, limit=SLUG_MAX_CHARS):
    """Letters and digits of any script, - between words: a part of a path, never empty, `.` or `..`."""
    words, length = [], 0
    folded = "".join(char for char in unicodedata.normalize("NFKC", text) if unicodedata.category(char) != "Mn")
    spaced = "".join(char if _is_slug_char(char) else "" if char in "\u0640'’" else " " for char in folded)
    for word in spaced.lower().split():
        if words and length + len(word) > limit:
            break
        words.append(word[:limit])
        length += len(word) + 1
    return "-".join(words) or "article"


def heading_anchor(text):
    """The anchor that the indexer gives to a heading of these words, if no other heading has them."""
    spaced = "".join(" " if char in " \t\n-_" else char if _is_slug_char(char) else "" for char in text)
    return "-".join("".join(char.lower() if char.isascii() else char for char in spaced).split())


def key(text):
    """A source's id as a part of ours: letters, digits, `-`, `_`."""
    kept = re.sub(r"[^\w-]+", "-", unicodedata.normalize("NFKC", text)).strip("-_")
    return kept[:SLUG_MAX_CHARS * 2]


def anchor(text):
    """The place that a link names, with the letters an address of ours may have."""
    bare = "".join(char for char in text.strip() if char != "\u0640" and unicodedata.category(char) != "Mn")
    return re.sub(r"[^\w.:-]+", "-", bare)[:100]
