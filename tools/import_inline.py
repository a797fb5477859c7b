# SPDX-License-Identifier: GPL-2.0-or-later
"""Blocks, and the text in them: runs of words that look alike, and the HTML of them that Markdown can say. What counts
here is where ** may stand: CommonMark takes `**ملاحظة:**يجب` for stars, so a sign at the edge of bold words that
letters touch goes outside."""
import re
import unicodedata
from dataclasses import dataclass, field, replace
from html import escape

from import_text import ANCHOR, BREAK, ESCAPE, STOP


@dataclass
class Run:
    text: str = ""
    bold: bool = False
    italic: bool = False
    code: bool = False
    href: str = ""
    kind: str = "text"  # break; image: text is its alt, src the file; anchor: text is its number
    src: str = ""

    def copy(self):
        return Run(self.text, self.bold, self.italic, self.code, self.href, self.kind, self.src)

    def style(self):
        return self.kind, self.bold, self.italic, self.code, self.href


@dataclass
class Block:
    kind: str  # paragraph heading list item quote table code rule
    runs: list = field(default_factory=list)
    blocks: list = field(default_factory=list)  # of a quote, an item; the items of a list
    level: int = 0
    ordered: bool = False
    start: int = 1
    label: str = ""
    rows: list = field(default_factory=list)  # of runs a cell; the first is the header
    text: str = ""
    line: int = 0
    gathered: bool = False  # a list of items that stood alone


def plain(runs):
    return "".join(run.text if run.kind in ("text", "image") else " " if run.kind == "break" else "" for run in runs)


def is_blank(runs):
    return not any(run.kind in ("image", "anchor") or (run.kind == "text" and run.text.strip()) for run in runs)


def trim(runs):
    """Without what shows nothing at the ends."""
    def shows(run):
        return run.text.strip() and run.kind != "break"

    first = next((at for at, run in enumerate(runs) if shows(run)), 0)
    last = next((at for at in range(len(runs), 0, -1) if shows(runs[at - 1])), 0)
    return runs[first:last] if last else runs


def _collapse(runs):
    """One blank where HTML shows one; none at the ends of lines. Neighbours of one style become one run."""
    out, blank = [], True
    for run in runs:
        if run.kind == "break":
            while out and out[-1].kind == "text" and not out[-1].text.rstrip():
                out.pop()
            if out and out[-1].kind == "text":
                out[-1].text = out[-1].text.rstrip()
            blank = True
        elif run.kind == "text":
            words = run.text.split()
            text = " ".join(words)
            if run.text[:1].isspace() and not blank:
                text = " " + text
            if words and run.text[-1:].isspace():
                text += " "
            if not text:
                continue
            run = run.copy()
            run.text, blank = text, text.endswith(" ")
        elif run.kind == "image":
            blank = False
        if out and run.kind == "text" and out[-1].style() == run.style():
            out[-1].text += run.text
        else:
            out.append(run.copy())
    while out and (out[-1].kind == "break" or (out[-1].kind == "text" and not out[-1].text.strip())):
        out.pop()
    if out and out[-1].kind == "text":
        out[-1].text = out[-1].text.rstrip()
    while out and out[0].kind == "break":
        out.pop(0)
    return out


# --- where ** and * may stand ---


def _is_sign(char):
    return unicodedata.category(char)[0] == "P" or (char.isascii() and not char.isalnum() and not char.isspace())


def _beside(runs, at, step):
    """The character that Markdown writes beside runs[at]; a blank at the ends of the paragraph."""
    if not 0 <= at + step < len(runs) or runs[at + step].kind == "break":
        return " "
    other = runs[at + step]
    if other.kind != "text" or other.code or other.href != runs[at].href:
        return "]"
    return other.text[0 if step > 0 else -1]


def _split_blanks(runs):
    """Blanks at the edges of what is marked stand outside of the mark."""
    out = []
    for run in runs:
        marked = run.kind == "text" and (run.bold or run.italic or run.href) and run.text
        body = run.text.strip() if marked else run.text
        if not marked or body == run.text:
            out.append(run)
            continue
        bare = {"bold": False, "italic": False, "href": ""}
        before, after = run.text[:len(run.text) - len(run.text.lstrip())], run.text[len(run.text.rstrip()):]
        if not body:
            out.append(replace(run, text=" ", **bare))
            continue
        out += [replace(run, text=before, **bare)] if before else []
        out.append(replace(run, text=body))
        out += [replace(run, text=after, **bare)] if after else []
    return out


def _free_signs(runs, at):
    """Moves signs at the edges of the marked runs[at] out where a letter touches them. What is left, in order."""
    run = runs[at]
    text, before, after = run.text, "", ""
    while text and _is_sign(text[0]) and not _is_free(before[-1:] or _beside(runs, at, -1)):
        before, text = before + text[0], text[1:]
        if text[:1].isspace():
            before, text = before + " ", text.lstrip()
    while text and _is_sign(text[-1]) and not _is_free(after[:1] or _beside(runs, at, 1)):
        after, text = text[-1] + after, text[:-1]
        if text[-1:].isspace():
            after, text = " " + after, text.rstrip()
    bare = {"bold": False, "italic": False}
    parts = [replace(run, text=before, **bare), replace(run, text=text), replace(run, text=after, **bare)]
    return [part for part in parts if part.text]


def _is_free(char):
    return char.isspace() or _is_sign(char)


def settle(runs):
    """The runs as they are written: marks where CommonMark will see them."""
    runs = _collapse(runs)
    for run in runs:
        if run.code or run.kind != "text":
            run.bold = run.italic = False
        run.italic = run.italic and not run.bold
    runs = _collapse(_split_blanks(runs))
    for at, run in enumerate(runs):  # `**a***b*` can be read in two ways: the weaker mark goes
        beside = runs[max(at - 1, 0):at] + runs[at + 1:at + 2]
        if run.italic and any(other.bold and not other.href and not run.href for other in beside):
            run.italic = False
    out = []
    for at, run in enumerate(runs):
        marked = run.kind == "text" and (run.bold or run.italic)
        out += _free_signs(runs, at) if marked else [run]
    return out


# --- HTML ---

# What pandoc writes as it is, though CommonMark would take it for a mark.
_REFERENCE = re.compile(r"&(?=#?\w+;)")
_FENCE = re.compile(r"(?=~~~|--+\s*$)")
_LINE_START = re.compile(r"(?=[-+](?:\s|$)|~~~|--+\s*$|=+\s*$)")
_NUMBER = re.compile(r"\d{1,9}[.)]", re.A)


def _escaped(runs, at, cell):
    run, before = runs[at], runs[at - 1] if at else None
    after = runs[at + 1] if at + 1 < len(runs) else None
    text = _REFERENCE.sub(ESCAPE + "&", run.text)
    if text.endswith("!") and after and after.href:
        text = text[:-1] + ESCAPE + "!"
    if cell:
        return text
    if before is None and _FENCE.match(text):
        return ESCAPE + text
    starts_line = before and before.kind == "break"
    number = _NUMBER.match(text)
    if number and (starts_line or (not before and after and number.group() == text)):
        return text[:number.end() - 1] + ESCAPE + text[number.end() - 1:]
    return ESCAPE + text if starts_line and _LINE_START.match(text) else text


def _mark(runs, at, cell):
    run = runs[at]
    if run.kind == "break":
        return BREAK if cell else "<br>"
    if run.kind == "anchor":
        return f"{ANCHOR}{run.text}{STOP}"
    if run.kind == "image":
        return f'<img src="{escape(run.src)}" alt="{escape(run.text)}">'
    text = escape(run.text if run.code else _escaped(runs, at, cell), quote=False)
    if run.code:
        text = f"<code>{text}</code>"
    if run.italic:
        text = f"<em>{text}</em>"
    return f"<strong>{text}</strong>" if run.bold else text


def html(runs, cell=False):
    """Links are the outermost: `[**words**](to)` is bold wherever it stands."""
    runs, parts, at = settle(runs), [], 0
    while at < len(runs):
        end = at + 1
        while runs[at].href and end < len(runs) and runs[end].href == runs[at].href:
            end += 1
        inside = "".join(_mark(runs, place, cell) for place in range(at, end))
        parts.append(f'<a href="{escape(runs[at].href)}">{inside}</a>' if runs[at].href else inside)
        at = end
    return "".join(parts)
