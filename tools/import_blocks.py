# SPDX-License-Identifier: GPL-2.0-or-later
"""What a tree of HTML says, as blocks that Markdown can say: paragraphs, headings, lists, quotes, tables. Whatever
else there is becomes one of these, and is told. Knows neither files nor other articles: Page does."""
import re
from dataclasses import dataclass

import import_inline
import import_table
from import_html import BLOCKS, EMBEDDED, INLINES
from import_inline import Block, Run
from import_text import anchor, clean, heading_anchor

FAKE_HEADING_MAX_CHARS = 100
ANCHOR_MAX_BYTES = 120
HEADINGS_MAX = 1990  # as many as a page of ours may have, nearly
SUMMARY_LEVEL = 7  # of what opens and closes: below every heading

CALLOUTS = {
    "intercom-interblocks-callout": "NOTE", "callout": "NOTE", "note": "NOTE", "info": "NOTE", "callout-info": "NOTE",
    "tip": "TIP", "callout-tip": "TIP", "important": "IMPORTANT", "caution": "CAUTION", "callout-caution": "CAUTION",
    "warning": "WARNING", "danger": "WARNING", "callout-warning": "WARNING", "callout--warning": "WARNING",
    "callout-danger": "WARNING", "alert-warning": "WARNING", "alert-danger": "WARNING",
}
BOLD, ITALIC, CODE = {"b", "strong"}, {"i", "em", "cite", "dfn", "var"}, {"code", "kbd", "samp", "tt"}
STRUCK = {"s", "strike", "del"}
_SUPERSCRIPTS = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_BULLET = re.compile(r"^\s*[•·▪●◦○§]\s+")
_WORD_LEVEL = re.compile(r"mso-list:[^;]*?level(\d)", re.I)
_MADE_ID = re.compile(r"h_[0-9A-Za-z]{10,}|_Toc\d+|_Hlk\d+|OLE_LINK\d+")


@dataclass
class Style:
    bold: bool = False
    italic: bool = False
    code: bool = False
    href: str = ""
    raised: bool = False


def _label(node):
    """Of the note that an element is by its class; the last class says most."""
    return next((CALLOUTS[name] for name in reversed(node.get("class").lower().split()) if name in CALLOUTS), "")


def _css(node):
    return node.get("style").lower().replace(" ", "")


class Reader:
    """One article. page.tell(kind, what, line), page.link(), page.image() as in import_page.py."""

    def __init__(self, page):
        self.page = page
        self.anchors = page.anchors  # names, in the order of their numbers

    def tell(self, kind, what, node):
        self.page.tell(kind, what, node.line)

    def read(self, root, title):
        blocks = self.blocks(root.children)
        if blocks and blocks[0].kind == "heading" and _is_title(blocks[0], title):
            del blocks[0]
        blocks = _fake_headings(blocks, self.page)
        _rank_headings(blocks, self.page)
        return blocks

    # --- blocks ---

    def blocks(self, nodes):
        out, inline = [], []

        def end():
            out.extend(self.paragraphs(inline))
            inline.clear()

        for node in nodes:
            if isinstance(node, str) or not node.block:
                inline.append(node)
                continue
            end()
            self.look(node)
            place = self.anchor(node.get("id"), always=False) if not re.fullmatch("h[1-6]", node.tag) else Run()
            if place.text:
                out.append(Block("paragraph", [place]))
            out.extend(self.block(node))
        end()
        return _gather_items(out)

    def block(self, node):
        maker = _MAKERS.get(node.tag)
        if maker:
            return maker(self, node)
        if node.tag not in BLOCKS and node.tag not in INLINES and ":" not in node.tag:
            self.tell("element", f"<{node.tag}>", node)
        label = _label(node)
        if label:
            blocks = self.blocks(node.children)
            return [Block("quote", blocks=blocks, label=label, line=node.line)] if blocks else []
        return self.blocks(node.children)

    def paragraphs(self, nodes):
        """Two breaks end a paragraph."""
        if all(isinstance(node, str) and not node.strip() for node in nodes):
            return []
        runs, out, part, breaks = self.runs(nodes), [], [], 0
        for run in [*runs, Run(kind="break"), Run(kind="break")]:
            breaks = breaks + 1 if run.kind == "break" else 0 if run.text.strip() or run.kind != "text" else breaks
            part.append(run)
            if breaks == 2:
                if not import_inline.is_blank(part):
                    out.append(Block("paragraph", import_inline.trim(part)))
                part, breaks = [], 0
        return out

    def paragraph(self, node):
        level = _WORD_LEVEL.search(node.get("style"))
        heading = re.search(r"MsoHeading(\d)|^Heading(\d)", node.get("class"))
        if level or "MsoListParagraph" in node.get("class"):
            return self.word_item(node, int(level[1]) if level else 1)
        if heading:
            return self.heading(node, int(heading[1] or heading[2]))
        label = _label(node)
        blocks = self.blocks(node.children)
        if label and blocks:
            return [Block("quote", blocks=blocks, label=label, line=node.line)]
        if len(blocks) == 1 and blocks[0].kind == "paragraph":
            blocks[0].line = node.line
            text = import_inline.plain(blocks[0].runs)
            if _BULLET.match(text):
                _cut(blocks[0].runs, _BULLET.match(text).end())
                return [Block("item", blocks=blocks, level=1)]
        return blocks

    def word_item(self, node, level):
        """Word writes a list as paragraphs, each with its bullet or number as text."""
        mark = node.find(lambda below: "mso-list:ignore" in _css(below))
        ordered = bool(mark and re.search(r"\w[.)\-]|[.)\-]\w", mark.words()))
        if mark:
            mark.children.clear()
        blocks = self.blocks(node.children)
        if not mark and blocks and blocks[0].kind == "paragraph":
            found = _BULLET.match(import_inline.plain(blocks[0].runs))
            _cut(blocks[0].runs, found.end() if found else 0)
        return [Block("item", blocks=blocks, level=level, ordered=ordered)] if blocks else []

    def heading(self, node, level=None):
        level = level or (SUMMARY_LEVEL if node.tag == "summary" else int(node.tag[1]))
        if any(not isinstance(child, str) and child.block for child in node.children):
            blocks = self.blocks(node.children)
            runs = [run for block in blocks for run in [*block.runs, Run(" ")]]
            if any(block.kind != "paragraph" for block in blocks):
                return blocks
        else:
            runs = self.runs(node.children)
        kept = [self.anchor(node.get("id"))] if node.get("id") else []
        out = []
        for run in runs:
            if run.href:
                self.tell("heading-link", run.href, node)
            if run.kind == "image":
                out.append(Block("paragraph", [run]))
            else:
                kept.append(Run(" ") if run.kind == "break" else Run(run.text, kind=run.kind))
        if not import_inline.plain(kept).strip():
            anchors = [run for run in kept if run.kind == "anchor" and run.text]
            return ([Block("paragraph", anchors)] if anchors else []) + out
        return [Block("heading", kept, level=level, line=node.line)] + out

    def inside(self, node):
        """The blocks of an item or a cell, which may be a place that a link names."""
        place, blocks = self.anchor(node.get("id"), always=False), self.blocks(node.children)
        if place.text and blocks and blocks[0].kind == "paragraph":
            blocks[0].runs.insert(0, place)
        elif place.text:
            blocks.insert(0, Block("paragraph", [place]))
        return blocks

    def list(self, node):
        items = []
        for child in node.children:
            if isinstance(child, str) or child.tag not in ("li", "ul", "ol"):
                blocks = self.blocks([child])
                items += [Block("item", blocks=blocks)] if blocks else []
            elif child.tag == "li":
                blocks = self.inside(child)
                items += [Block("item", blocks=blocks)] if blocks else []
            elif items:  # a list right inside of a list belongs to the item above it
                items[-1].blocks += self.list(child)
            else:
                items += [Block("item", blocks=block.blocks) for block in self.list(child)]
        start = node.get("start")
        start = int(start) if start.isdecimal() and len(start) < 7 else 1
        return [Block("list", blocks=items, ordered=node.tag == "ol", start=start, line=node.line)] if items else []

    def stray_item(self, node):
        blocks = self.blocks(node.children)
        return [Block("item", blocks=blocks, level=1)] if blocks else []

    def quote(self, node):
        blocks = self.blocks(node.children)
        return [Block("quote", blocks=blocks, line=node.line)] if blocks else []

    def code(self, node):
        text = clean(node.words(), self.page.tell_text).strip("\n")
        return [Block("code", text=text)] if text.strip() else []

    def rule(self, node):
        return [Block("rule")]

    def term(self, node):
        blocks = self.blocks(node.children)
        for run in (run for block in blocks for run in block.runs):
            run.bold = True
        return blocks

    def form(self, node):
        self.tell("form", "<form>", node)
        return self.blocks(node.children)

    def table(self, node):
        return import_table.read(self, node)

    # --- words ---

    def anchor(self, name, always=True):
        """A run for a place that links may name. Names made by a machine, and those of things that are neither headings
        nor made for it, stay only where a link uses them."""
        name = anchor(name)
        wanted = name in self.page.wanted_anchors or (always and not _MADE_ID.fullmatch(name))
        if not name or not wanted or name in self.anchors:
            return Run()
        self.anchors.append(name)
        return Run(str(len(self.anchors) - 1), kind="anchor")

    def runs(self, nodes, style=Style()):
        out = []
        for node in nodes:
            if isinstance(node, str):
                text = clean(node, self.page.tell_text)
                if style.raised and text.strip():
                    text = self.raised(text)
                out.append(Run(text, style.bold, style.italic, style.code, style.href))
            else:
                out += self.inline(node, style)
        return out

    def raised(self, text):
        small = text.translate(_SUPERSCRIPTS)
        if any(char not in "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ " for char in small):
            self.page.tell("script-text", text.strip(), 0)
            return text
        return small

    def inline(self, node, style):
        tag, css = node.tag, _css(node)
        if tag == "br":
            return [Run(kind="break")]
        if tag == "img":
            return self.image(node, style)
        if tag in EMBEDDED:
            return self.embedded(node, style)
        if "mso-list:ignore" in css or "display:none" in css:
            return []
        if tag in STRUCK or "line-through" in css:
            self.tell("struck", node.words().strip()[:60], node)
        if tag == "button":
            self.tell("form", "<button>", node)
        elif tag not in INLINES and tag not in BLOCKS and ":" not in tag:
            self.tell("element", f"<{tag}>", node)
        self.look(node)
        inner = Style(self.is_bold(node, style), style.italic or tag in ITALIC or "font-style:italic" in css,
                      style.code or tag in CODE, style.href, tag == "sup")
        before = [self.anchor(node.get("id") or (node.get("name") if tag == "a" else ""), always=tag == "a")]
        if tag == "a" and node.get("href"):
            inner.href = self.page.link(node.get("href"), node.line) or ""
        if tag == "q":
            return [*before, Run("«"), *self.runs(node.children, inner), Run("»")]
        return before + self.runs(node.children, inner)

    def look(self, node):
        if node.tag == "font" or re.search("color:|font-size|font-family|background", _css(node)):
            self.tell("look", "", node)

    def is_bold(self, node, style):
        weight = re.search(r"font-weight:(\w+)", _css(node))
        if weight:
            return weight[1] in ("bold", "bolder", "600", "700", "800", "900")
        return style.bold or node.tag in BOLD

    def image(self, node, style):
        src = node.get("src") or node.get("data-src")
        alt = " ".join(clean(node.get("alt") or node.get("title"), self.page.tell_text).split())
        kind, where = self.page.image(src, alt, node.line)
        if kind == "link":
            return [Run(" "), Run(alt or self.page.word("image"), href=style.href or where), Run(" ")]
        if kind == "file":
            return [Run(alt, kind="image", src=where)]
        return [Run(alt)] if alt else []

    def embedded(self, node, style):
        below = node.find(lambda each: each.get("src") or each.get("href"))
        src = node.get("src") or node.get("data") or node.get("data-src") or (below.get("src") if below else "")
        word, where = self.page.embedded(node.tag, src, node.line)
        return [Run(" "), Run(word, href=where), Run(" ")] if where else []


_MAKERS = {
    "p": Reader.paragraph, "ul": Reader.list, "ol": Reader.list, "li": Reader.stray_item, "blockquote": Reader.quote,
    "pre": Reader.code, "hr": Reader.rule, "dt": Reader.term, "table": Reader.table, "form": Reader.form,
    "summary": Reader.heading, **{f"h{level}": Reader.heading for level in range(1, 7)},
}


# --- what one block alone does not show ---


def _cut(runs, count):
    """Takes the first `count` characters off."""
    for run in runs:
        taken = min(count, len(run.text)) if run.kind in ("text", "image") else 0
        run.text, count = run.text[taken:], count - taken
        if count == 0:
            return


def _gather_items(blocks):
    """Items that stand side by side become a list, deeper ones a list in the item above."""
    out = []
    for block in blocks:
        if block.kind != "item":
            out.append(block)
            continue
        if not out or out[-1].kind != "list" or not out[-1].gathered:
            out.append(Block("list", ordered=block.ordered, gathered=True, level=block.level))
        into = out[-1]
        while block.level > into.level and into.blocks:
            last = into.blocks[-1].blocks
            if not last or last[-1].kind != "list":
                last.append(Block("list", ordered=block.ordered, gathered=True, level=into.level + 1))
            into = last[-1]
        into.blocks.append(block)
    return out


def _is_title(block, title):
    return " ".join(import_inline.plain(block.runs).split()) == title


def _is_fake_heading(block):
    text = import_inline.plain(block.runs).strip()
    return (block.kind == "paragraph" and text and len(text) <= FAKE_HEADING_MAX_CHARS
            and text[-1] not in ".:،,؛;!" and not any(run.kind in ("break", "image") or run.href for run in block.runs)
            and all(run.bold for run in block.runs if run.kind == "text" and run.text.strip()))


def _fake_headings(blocks, page):
    """Bold paragraphs with text below them are the headings of those who know none. Where real ones stand they are
    what they look like."""
    if any(block.kind == "heading" and block.level < SUMMARY_LEVEL for block in blocks):
        return blocks
    for block, below in zip(blocks, blocks[1:]):
        if _is_fake_heading(block) and not _is_fake_heading(below) and below.kind != "heading":
            page.tell("fake-heading", import_inline.plain(block.runs).strip(), block.line)
            block.kind, block.level = "heading", 2
            block.runs = [Run(run.text, kind=run.kind) for run in block.runs]
    return blocks


def _drop_needless_anchors(headings, anchors):
    """A place that the indexer makes anyway need not stand in the text."""
    made = [heading_anchor(import_inline.plain(block.runs)) for block in headings]
    for block, name in zip(headings, made):
        fits = len("toch") < len(name) and len(name.encode()) < ANCHOR_MAX_BYTES  # the shortest may be the page's own
        if fits and made.count(name) == 1:
            block.runs = [run for run in block.runs if run.kind != "anchor" or anchors[int(run.text)] != name]


def _rank_headings(blocks, page):
    """The article's title is the first level: its headings begin at the second and leave none out."""
    found = []

    def walk(part):
        for block in part:
            if block.kind == "heading":
                found.append(block)
            walk(block.blocks)

    walk(blocks)
    _drop_needless_anchors(found, page.anchors)
    for block in found[HEADINGS_MAX:]:
        page.tell("many-headings", "", block.line)
        block.kind, block.runs = "paragraph", [Run(run.text, bold=True, kind=run.kind) for run in block.runs]
    ranks = {level: min(rank, 6) for rank, level in enumerate(sorted({block.level for block in found}), 2)}
    for block in found:
        block.level = ranks[block.level]
