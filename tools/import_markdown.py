# SPDX-License-Identifier: GPL-2.0-or-later
"""Blocks as Markdown, by pandoc: many articles a run, since starting it costs more than an article. A run that takes
too much time or memory is repeated in halves, until the article that it fails at is alone."""
import re
import subprocess
from html import escape

import import_inline
from import_text import ANCHOR, ARTICLE, BREAK, ESCAPE, LABEL, RULE, STOP

RUN_SECONDS = 120  # a run of the usual size takes one or two
RUN_MEMORY = "-M1g"  # of pandoc's heap
COMMAND = ["pandoc", "+RTS", RUN_MEMORY, "-RTS", "--sandbox", "--from=html-auto_identifiers",
           "--to=commonmark+pipe_tables", "--wrap=none", "--columns=300"]
BRACKETS_MAX, MARKS_MAX = 5000, 100000
LABELS = ("NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION")


# --- HTML of blocks ---


def _item(item):
    """Without <p> when it is one line, perhaps with a list below: so the list stays tight. A number other than 1 needs
    an empty line above it; a quote at the beginning loses its mark in pandoc 2."""
    blocks = item.blocks
    while blocks[0].kind == "quote":
        blocks = blocks[0].blocks + blocks[1:]
    first = blocks[0]
    if first.kind == "paragraph" and all(block.kind == "list" and block.start == 1 for block in blocks[1:]):
        return f"<li>{import_inline.html(first.runs)}{html(blocks[1:])}</li>"
    return f"<li>{html(blocks)}</li>"


def _row(row, tag):
    cells = "".join(f"<{tag}>{import_inline.html(cell, cell=True)}</{tag}>" for cell in row)
    return f"<tr>{cells}</tr>"


def _table(rows):
    body = "".join(_row(row, "td") for row in rows[1:])
    return f"<table><thead>{_row(rows[0], 'th')}</thead><tbody>{body}</tbody></table>"


def _quote(block):
    """The label of a note is the first line of its first paragraph."""
    if not block.label:
        return f"<blockquote>{html(block.blocks)}</blockquote>"
    label, blocks = f"{LABEL}{LABELS.index(block.label)}{STOP}", block.blocks
    if blocks[0].kind == "paragraph":
        return f"<blockquote><p>{label}<br>{import_inline.html(blocks[0].runs)}</p>{html(blocks[1:])}</blockquote>"
    return f"<blockquote><p>{label}</p>{html(blocks)}</blockquote>"


def _list(block):
    tag = f'ol start="{block.start}"' if block.ordered else "ul"
    return f"<{tag}>{''.join(_item(item) for item in block.blocks if item.blocks)}</{tag[:2]}>"


def html(blocks):
    parts = []
    for block in blocks:
        if block.kind == "paragraph":
            parts.append(f"<p>{import_inline.html(block.runs)}</p>")
        elif block.kind == "heading":
            parts.append(f"<h{block.level}>{import_inline.html(block.runs)}</h{block.level}>")
        elif block.kind == "list":
            parts.append(_list(block))
        elif block.kind == "quote":
            parts.append(_quote(block))
        elif block.kind == "table":
            parts.append(_table(block.rows))
        elif block.kind == "code":
            parts.append(f"<pre><code>{escape(block.text, quote=False)}\n</code></pre>")
        elif block.kind == "rule":
            parts.append(f"<p>{RULE}</p>")
    return "\n".join(parts)


# --- pandoc ---


def _run(texts):
    """The Markdown of each, or None when pandoc does not get through them all."""
    marked = "\n".join(f"<p>{ARTICLE}{number}{STOP}</p>\n{text}" for number, text in enumerate(texts))
    try:
        run = subprocess.run(COMMAND, input=marked.encode("utf-8", "replace"), stdout=subprocess.PIPE,
                             stderr=subprocess.DEVNULL, timeout=RUN_SECONDS, check=True)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        return None
    parts = re.split(f"^{ARTICLE}([0-9]+){STOP}$", run.stdout.decode(), flags=re.M)
    if parts[0].strip() or [int(number) for number in parts[1::2]] != list(range(len(texts))):
        return None
    return parts[2::2]


def convert(texts):
    """The Markdown of each HTML text; None for one that pandoc cannot convert."""
    found = _run(texts)
    if found is not None:
        return found
    if len(texts) == 1:
        return [None]
    middle = len(texts) // 2
    return convert(texts[:middle]) + convert(texts[middle:])


def finish(text, anchors):
    """What pandoc wrote, with our marks for its placeholders."""
    text = re.sub(f"{ANCHOR}([0-9]+){STOP}", lambda found: f'<a id="{anchors[int(found[1])]}"></a>', text)
    text = re.sub(f"{LABEL}([0-9]){STOP} *", lambda found: f"[!{LABELS[int(found[1])]}]", text)
    return text.replace(BREAK, "<br>").replace(RULE, "---").replace(ESCAPE, "\\").strip("\n") + "\n"


def is_too_dense(text):
    """Would the indexer refuse a paragraph for its many marks? (indexer/markdown_guard.c)"""
    return any(part.count("[") > BRACKETS_MAX or part.count("*") + part.count("_") > MARKS_MAX
               for part in text.split("\n\n"))


# --- front matter ---

_PLAIN = re.compile(r"[^\W\d_][^\n:#\[\]{},\"'&*!|>%@`\\]*(?<![\s])")
_WORDS_OF_YAML = frozenset("null true false yes no on off y n".split())


def _scalar(value):
    if _PLAIN.fullmatch(value) and value.lower() not in _WORDS_OF_YAML:
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def front_matter(values):
    """YAML of (key, text or list) pairs; empty ones are left out."""
    lines = ["---"]
    for key, value in values:
        if isinstance(value, list) and value:
            lines.append(f"{key}: [" + ", ".join(_scalar(each) for each in value) + "]")
        elif value and isinstance(value, str):
            lines.append(f"{key}: {value}" if key in ("updated", "lang") else f"{key}: {_scalar(value)}")
    return "\n".join([*lines, "---", ""])
