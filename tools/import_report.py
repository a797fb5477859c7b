# SPDX-License-Identifier: GPL-2.0-or-later
"""What an import could not carry over, what it changed and what it left out: a line each with its place, a table at the
end, or JSON."""
import json
import sys

LOST, LEFT_OUT, CHANGED = "not carried over", "left out", "changed"
SHOWN_PER_ARTICLE = 20

# kind: (level, what it is, what was done instead)
KINDS = {
    # of what an article shows
    "image": (LOST, "a picture that lies elsewhere", "a link to it"),
    "image-missing": (LOST, "a picture that is not there or too large", "its alternative text alone"),
    "image-alt": (LOST, "a picture without alternative text", "copied, but readers see nothing: write the text"),
    "image-copied": (CHANGED, "a picture", "copied into images/; pages show its alternative text"),
    "video": (LOST, "a video or embedded page", "a link to it"),
    "video-missing": (LOST, "an embedded part without an address", "left out"),
    "script": (LOST, "a script or template", "left out"),
    "style": (LOST, "a style sheet", "left out"),
    "comment": (LOST, "a comment that is never closed", "left out, with all that follows: end it with -->"),
    "drawing": (LOST, "a drawing", "left out"),
    "formula": (LOST, "a formula", "left out"),
    "form": (LOST, "a form or button", "its words stay"),
    "element": (LOST, "something unknown", "its words stay"),
    "nesting": (LOST, "tags nested too deep", "their words stay"),
    "struck": (LOST, "words crossed out", "they stand like all others: look whether they should"),
    "script-text": (LOST, "raised letters", "on the line"),
    "base64": (LOST, "a picture pasted as text", "left out"),
    "merged": (LOST, "merged cells of a table", "each of them has the words"),
    "nested-table": (LOST, "a table in a cell", "lines in the cell"),
    "large-table": (LOST, "a table of too many cells", "paragraphs"),
    "layout": (CHANGED, "a table of one row", "paragraphs"),
    "cell-list": (CHANGED, "a list in a cell", "lines with its bullets"),
    "first-row": (CHANGED, "a table without a header", "its first row is the header"),
    "fake-heading": (CHANGED, "a bold paragraph", "a heading"),
    "heading-link": (LOST, "a link in a heading", "its words stay"),
    "many-headings": (LOST, "a heading beyond what a page may have", "a bold paragraph"),
    "look": (CHANGED, "colours, fonts and sizes", "those of the site"),
    "direction": (CHANGED, "invisible direction marks", "left out: the language sets the direction"),
    "letterform": (CHANGED, "letters as shapes (presentation forms)", "the letters themselves"),
    "mark": (CHANGED, "signs that are marks of Jawab ([!, !], :::)", "written so that they are text"),
    # of links
    "link-old": (LOST, "a link into the old help centre", "left: it leads to no article of this import"),
    "link-hidden": (LOST, "a link to a draft or to an article for agents", "its words stay"),
    "link-file": (LOST, "a link to a file or page that is not here", "its words stay"),
    "link-scheme": (LOST, "an address that no page may have", "its words stay"),
    # of what an article says about itself
    "value": (LOST, "an unknown value", ""),
    "date": (LOST, "an unreadable date", ""),
    "date-read": (CHANGED, "a date with two readings", ""),
    "list": (LOST, "more values than a front matter may have", "the first 64 stay"),
    "column": (LOST, "an unknown column", ""),
    "encoding": (CHANGED, "an encoding that was guessed", ""),
    # of articles and files as a whole
    "row": (LEFT_OUT, "a row", ""),
    "twice": (LEFT_OUT, "an article that is there twice", "the first one stays"),
    "language": (LEFT_OUT, "an article in a language that Jawab does not know", ""),
    "empty": (LEFT_OUT, "an article without title or text", ""),
    "large": (LEFT_OUT, "an article that is too large", ""),
    "failed": (LEFT_OUT, "an article that cannot be converted", ""),
    "file": (LEFT_OUT, "a file that cannot be read", ""),
    "dead-link": (LOST, "a link to an article that was left out", "its words stay"),
}


class Report:
    def __init__(self, as_json):
        self.as_json = as_json
        self.counts, self.findings, self.seen = {}, [], {}
        self.articles = {"published": 0, "draft": 0, "agent": 0}
        self.categories, self.promoted = {}, []

    def tell(self, place, kind, what="", count=1, article=""):
        """place: (file, line), line 0 for all of it. The same again in one article is counted, not said again."""
        self.counts[kind] = self.counts.get(kind, 0) + count
        key = (place[0], article, kind, what)
        if article and key in self.seen:
            self.seen[key]["count"] += count
            return
        finding = {"file": place[0], "line": place[1], "article": article, "level": KINDS[kind][0], "kind": kind,
                   "what": what, "count": count, "instead": KINDS[kind][2]}
        self.findings.append(finding)
        if article:
            self.seen[key] = finding

    def end_article(self):
        """Says what was found since the last call."""
        self.seen.clear()
        if self.as_json:
            return
        for number, finding in enumerate(self.findings):
            if number < SHOWN_PER_ARTICLE or finding["level"] == LEFT_OUT:
                print(_line(finding), file=sys.stderr)
        if len(self.findings) > SHOWN_PER_ARTICLE:
            last = self.findings[-1]
            print(f"{last['file']}: {len(self.findings) - SHOWN_PER_ARTICLE} more here", file=sys.stderr)
        self.findings.clear()

    def count(self, level):
        return sum(count for kind, count in self.counts.items() if KINDS[kind][0] == level)

    def status(self):
        if not sum(self.articles.values()):
            return 2
        return 1 if self.count(LOST) or self.count(LEFT_OUT) else 0

    def end(self, folder):
        self.end_article()
        if self.as_json:
            print(json.dumps({
                "folder": folder, "articles": sum(self.articles.values()), **self.articles,
                "not_carried_over": self.count(LOST), "left_out": self.count(LEFT_OUT), "changed": self.count(CHANGED),
                "kinds": self.counts, "categories": self.categories, "promoted": self.promoted,
                "findings": self.findings}, ensure_ascii=False))
            return
        for level in (LEFT_OUT, LOST, CHANGED):
            rows = [(count, *KINDS[kind][1:]) for kind, count in self.counts.items() if KINDS[kind][0] == level]
            if rows:
                print(level + ":")
            for count, what, instead in sorted(rows, reverse=True):
                print(f"{count:7}  {what:46}  {instead}".rstrip())
        if self.categories:
            print("categories, as names of topics for site.yaml:")
            for name, count in self.categories.items():
                print(f"{count:7}  {name}")
        if self.promoted:
            print("promoted there, perhaps for `questions` of site.yaml: " + ", ".join(self.promoted))
        total, drafts, agents = sum(self.articles.values()), self.articles["draft"], self.articles["agent"]
        print(f"{total} articles in {folder}, {drafts} of them drafts and {agents} for agents; "
              f"{self.count(LEFT_OUT)} left out; {self.count(LOST)} things not carried over, "
              f"{self.count(CHANGED)} changed")


def _line(finding):
    place = f"{finding['file']}:{finding['line']}" if finding["line"] else finding["file"]
    _, what, instead = KINDS[finding["kind"]]
    parts = [place, finding["level"], *([finding["article"]] if finding["article"] not in ("", finding["file"]) else [])]
    parts += [f"{what} {finding['what']}".rstrip() if instead or not finding["what"] else finding["what"]]
    parts[-1] += f" ({finding['count']} times)" if finding["count"] > 1 else ""
    return ": ".join(parts + ([instead] if instead else []))
