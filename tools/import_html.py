# SPDX-License-Identifier: GPL-2.0-or-later
"""HTML as strangers write it, as a tree of bounded depth. What is no text (scripts, styles, forms) is left out here and
told; what the tags mean is import_blocks.py's."""
import re
from html import escape
from html.parser import HTMLParser

DEPTH_MAX = 64
HTML_MAX_CHARS = 4 << 20

VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
# Left out with all that is in them; the kind of finding, or None when nobody misses it.
DROPPED = {
    "script": "script", "style": "style", "template": "script", "noscript": None, "title": None, "svg": "drawing",
    "canvas": "drawing", "math": "formula", "select": "form", "textarea": "form", "datalist": "form", "input": "form",
    "meta": None, "link": None, "base": None, "param": None, "source": None, "track": None, "area": None, "col": None,
    "wbr": None, "colgroup": None, "applet": "script",
}
EMBEDDED = frozenset("iframe video audio embed object".split())
BLOCKS = frozenset("address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer "
                   "form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table ul "
                   "tbody thead tfoot tr td th caption head".split())
INLINES = frozenset("a abbr acronym b bdi bdo big br button cite code del dfn em font i img ins kbd label legend map mark "
                    "q ruby rp rt s samp small span strike strong sub sup time tt u var".split())
# A start tag ends an open element of these, unless one of the others is in between.
ENDS = {
    "li": ({"li"}, {"ul", "ol", "table"}), "dt": ({"dt", "dd"}, {"dl"}), "dd": ({"dt", "dd"}, {"dl"}),
    "tr": ({"tr", "td", "th"}, {"table"}), "td": ({"td", "th"}, {"table", "tr"}), "th": ({"td", "th"}, {"table", "tr"}),
    "tbody": ({"thead", "tbody", "tfoot"}, {"table"}), "tfoot": ({"thead", "tbody"}, {"table"}),
}
WALLS = frozenset("table td th li ul ol".split())  # a stray end tag closes nothing beyond them

_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef]")  # in attributes; clean() is for texts
_DATA_URI = re.compile(r"data:image/([a-z]+)[\w.+-]*;base64,([A-Za-z0-9+/=\s]*)", re.I)


class Node:
    __slots__ = ("tag", "attributes", "children", "line", "block")

    def __init__(self, tag, attributes, line):
        self.tag, self.attributes, self.children, self.line = tag, attributes, [], line
        self.block = tag in BLOCKS  # it is one, or holds one

    def get(self, name):
        return self.attributes.get(name, "")

    def words(self):
        """All text below, as it is."""
        parts, waiting = [], [self]
        while waiting:
            node = waiting.pop()
            if isinstance(node, str):
                parts.append(node)
            else:
                waiting.extend(reversed(node.children))
        return "".join(parts)

    def find(self, test):
        """The first node below that passes the test, or None."""
        waiting = list(reversed(self.children))
        while waiting:
            node = waiting.pop()
            if isinstance(node, str):
                continue
            if test(node):
                return node
            waiting.extend(reversed(node.children))
        return None


class _Parser(HTMLParser):
    def __init__(self, tell):
        super().__init__(convert_charrefs=True)
        self.tell = tell
        self.root = Node("body", {}, 1)
        self.open = [self.root]
        self.dropping, self.dropped, self.too_deep = "", 0, 0

    def handle_starttag(self, tag, attributes):
        if self.dropping:
            self.dropped += tag == self.dropping
            return
        if tag in DROPPED:
            if DROPPED[tag]:
                self.tell(DROPPED[tag], f"<{tag}>", self.getpos()[0])
            if tag not in VOID:
                self.dropping, self.dropped = tag, 1
            return
        self.end_implied(tag)
        node = Node(tag, {name: _UNSEEN.sub("", value or "") for name, value in attributes}, self.getpos()[0])
        if len(self.open) > DEPTH_MAX:
            self.tell("nesting", "", node.line)
            self.too_deep += tag not in VOID
            if tag not in VOID:
                return
        self.open[-1].children.append(node)
        for outer in reversed(self.open if node.block else ()):
            if outer.block:
                break
            outer.block = outer.tag not in EMBEDDED
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID and tag not in INLINES | BLOCKS:  # <o:p/> and the like; browsers do not end <p/>
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if self.dropping:
            self.dropped -= tag == self.dropping
            if self.dropped == 0:
                self.dropping = ""
            return
        if tag in VOID or tag in DROPPED:
            return
        if self.too_deep:
            self.too_deep -= 1
            return
        for depth in range(len(self.open) - 1, 0, -1):
            if self.open[depth].tag == tag:
                del self.open[depth:]
                return
            if self.open[depth].tag in WALLS and tag not in WALLS | {"tr", "tbody", "thead", "tfoot"}:
                return

    def end_implied(self, tag):
        ended, walls = ENDS.get(tag, (frozenset(), frozenset()))
        if not ended and tag in BLOCKS:
            ended, walls = {"p"}, BLOCKS - {"p"}
        for depth in range(len(self.open) - 1, 0, -1):
            if self.open[depth].tag in walls:
                return
            if self.open[depth].tag in ended:
                del self.open[depth:]
                if tag != "tr":
                    return

    def handle_data(self, text):
        if not self.dropping:
            self.open[-1].children.append(text)


def _without_open_comment(html, tell):
    """A comment that nothing closes hides what follows, as in browsers."""
    start = html.find("<!--", html.rfind("-->") + 1)
    if start < 0 or html.rfind("<script", 0, start) > html.rfind("</script", 0, start):
        return html
    tell("comment", "", html.count("\n", 0, start) + 1)
    return html[:start]


def parse(html, tell):
    """(tree, images): the images are what was written into the text as data:, (extension, base64) each; their address
    in the tree is `data:NUMBER`."""
    images = []

    def keep(match):
        images.append((match[1].lower(), match[2]))
        return f"data:{len(images) - 1}"

    html = _DATA_URI.sub(keep, html)
    if len(html) > HTML_MAX_CHARS:
        raise ValueError(f"over {HTML_MAX_CHARS >> 20} MiB of HTML in one article: split it")
    html = _without_open_comment(html, tell)
    last = html.rfind(">")  # a tag that nothing closes would be looked for to the end again and again
    html = html[:last + 1] + html[last + 1:].replace("<", "&lt;")
    parser = _Parser(tell)
    parser.feed(html)
    parser.close()
    return parser.root, images


# --- plain text ---

_LIST_LINE = re.compile(r"\s*(?:([-*•·])|([0-9٠-٩]{1,3})[.)-])\s+(.*)")
_ADDRESS = re.compile(r"https?://[^\s<>\"'،؛]+[^\s<>\"'.,:;!?()،؛؟]")


def _linked(line):
    return _ADDRESS.sub(lambda found: f'<a href="{found[0]}">{found[0]}</a>', escape(line, quote=False))


def of_plain_text(text):
    """What somebody typed into a cell: paragraphs, lists and addresses."""
    parts, tag, paragraph = [], "", []

    def end(new_tag=""):
        nonlocal tag
        if paragraph:
            parts.append("<p>" + "<br>".join(paragraph) + "</p>")
            paragraph.clear()
        if tag and tag != new_tag:
            parts.append(f"</{tag}>")
        if new_tag and tag != new_tag:
            parts.append(f"<{new_tag}>")
        tag = new_tag

    for line in text.splitlines():
        item = _LIST_LINE.match(line)
        if item:
            end("ul" if item[1] else "ol")
            parts.append(f"<li>{_linked(item[3])}</li>")
        elif line.strip():
            if tag:
                end()
            paragraph.append(_linked(line))
        else:
            end()
    end()
    return "".join(parts)
