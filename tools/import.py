#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Turns exports of other systems into a content folder: Zendesk Guide, Intercom, CSV, lists of questions in JSON, HTML.

The files are read twice: once for titles, languages and addresses, so that links between articles are known before the
first is written; once for the texts. README.md says what is recognised, import_report.py what is told."""
import argparse
import collections
import concurrent.futures
import html as entities
import os
import re
import shutil
import signal
import sys

import import_html
import import_markdown
import import_sources
from import_blocks import Reader
from import_folder import Folder
from import_items import COLUMNS, LIST_MAX
from import_page import Addresses, Page, Target
from import_report import Report
from import_text import anchor, clean, is_arabic, key, one_line, slug

VERSION = "0.1.0"
ARTICLE_MAX_BYTES = 1 << 20  # as the indexer's
ARTICLE_SECONDS = 20  # of the processor, so that a busy machine changes nothing
KEY_MAX_CHARS = 200  # the indexer has room for 512 bytes
BATCH_ARTICLES, BATCH_CHARS = 100, 256 << 10
LANGUAGES = ("ar", "en")
FAILED = 2

_HREF_PLACE = re.compile(r"""href\s*=\s*["']?[^"'\s>#]{0,2000}#([^"'\s>]{1,300})""", re.I)
_TAG = re.compile(r"<[^<>]*>")
_SHOWS = re.compile(r"<(img|iframe|video|audio|embed|object)\b", re.I)


def silent(*_, **__):
    """For the first reading, which tells nothing."""


class Slow(Exception):
    """An article took too long."""


def _on_alarm(*_):
    raise Slow


def _words(html, limit=0):
    text = _TAG.sub(" ", html[:limit * 4] if limit else html)
    return one_line(entities.unescape(text[:limit] if limit else text))


def _title(item):
    """The item's own; of a page its first heading, its <title>, or the name of the file."""
    if item.title or not item.urls or not os.path.isabs(item.urls[0]):
        return one_line(clean(_words(item.title), silent))
    for tag in ("h1", "title"):
        found = re.search(rf"<{tag}\b[^>]*>(.{{1,2000}}?)</{tag}>", item.body, re.I | re.S)
        text = one_line(clean(_words(found[1]), silent)) if found else ""
        if text:
            return text
    return os.path.splitext(os.path.basename(item.source))[0].replace("-", " ")


class Import:
    def __init__(self, options):
        self.options = options
        self.report = Report(options.json)
        self.sources, roots = [], {}
        for path in options.paths:
            found = import_sources.find(path, options.columns)
            self.sources += found
            roots.update({source.path: path for source in found if os.path.isdir(path)})
        self.folder = Folder(options.out, roots)
        self.addresses, self.containers, self.wanted_anchors = Addresses(), {}, set()
        self.targets = {}  # (number of the source, of the item) -> Target
        self.linkers, self.dropped = collections.defaultdict(set), {}
        self.batch, self.batch_chars = [], 0
        self.running = collections.deque()
        self.pool = concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1)

    # --- first reading ---

    def survey(self):
        """Gives every article its path and id."""
        found, readable = [], []
        for number, source in enumerate(self.sources):
            try:
                kept = [self.outline(number, place, item) for place, item in
                        enumerate(source.read(self.containers, silent))]
            except import_sources.Malformed as fault:
                self.report.tell((source.path, fault.line), "file", str(fault))
                continue
            except OSError as error:
                self.report.tell((source.path, 0), "file", error.strerror or str(error))
                continue
            readable.append((number, source))
            found += [each for each in kept if each]
        ids = {}
        for at, item in found:
            self.place(at, item, ids)
        self.sources = readable
        self.report.end_article()

    def outline(self, number, place, item):
        """What the paths and links of all others need of an item; None when it is left out, which is told."""
        self.wanted_anchors.update(anchor(entities.unescape(name)) for name in _HREF_PLACE.findall(item.body))
        item.title = _title(item)
        sample = _words(item.body, 2000)
        item.lang = item.lang or ("ar" if is_arabic(item.title + sample) else "en")
        reason, what = "", ""
        if item.lang not in LANGUAGES:
            reason, what = "language", f'"{item.lang}": {item.title}'
        elif not item.title:
            reason, what = "empty", "no title"
        elif not (sample or _words(item.body)) and not _SHOWS.search(item.body):
            reason, what = "empty", f"no text: {item.title}"
        if reason:
            self.report.tell((item.source, item.line), reason, what)
            return None
        item.body = ""
        return (number, place), item

    def place(self, at, item, ids):
        names = import_sources.container_path(self.containers, item.container, item.lang)
        category = item.category or (names[0] if names else "")
        source_key = "/".join(part for part in map(key, item.key.split("/")) if part)[-KEY_MAX_CHARS:].strip("/")
        own = f"{item.lang}/{source_key or slug(item.title)}"
        if source_key and own in ids:
            self.report.tell((item.source, item.line), "twice", f"{own}, first in {ids[own]}: {item.title}")
            return
        number = 2
        while own in ids:
            own, number = f"{item.lang}/{slug(item.title)}-{number}", number + 1
        ids[own] = f"{item.source}:{item.line}"
        path = self.folder.name(item.lang, category, item.title, end=".md", extra=source_key)
        target = Target(path, own, item.lang, item.audience, item.status)
        self.targets[at] = target
        self.addresses.add(item.urls, source_key, target)

    # --- second reading ---

    def convert(self):
        for number, source in self.sources:
            def tell(line, kind, what, path=source.path):
                self.report.tell((path, line), kind, what, article=path)

            for place, item in enumerate(source.read(self.containers, tell)):
                target = self.targets.get((number, place))
                if target:
                    self.read(item, target)
                self.report.end_article()
            self.report.end_article()
        self.send()
        while self.running:
            self.receive()
        self.unlink_dropped()
        self.pool.shutdown()

    def read(self, item, target):
        """HTML of strangers to clean HTML, which waits for pandoc in a batch."""
        item.title = _title(item)
        page = Page(item, target, self.addresses, self.folder, self.report, self.wanted_anchors)
        for kind, what in item.faults:
            page.tell(kind, what)
        signal.setitimer(signal.ITIMER_PROF, ARTICLE_SECONDS)
        try:
            text = self.clean(item, page)
        except Slow:
            return self.drop(item, target, "failed", f"not read in {ARTICLE_SECONDS} seconds of work: split it")
        except ValueError as error:
            return self.drop(item, target, "large", str(error))
        except OSError:
            raise  # the folder cannot be written: no article can
        except Exception as error:  # whatever a stranger's article does to us, the others go on
            return self.drop(item, target, "failed", f"not understood ({type(error).__name__})")
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        if not text:
            return self.drop(item, target, "empty", "no text but the title")
        if len(text.encode("utf-8", "replace")) > ARTICLE_MAX_BYTES * 2:
            return self.drop(item, target, "large", "over 1 MiB of text: split it")
        self.batch.append((item, target, page, text))
        self.batch_chars += len(text)
        if len(self.batch) == BATCH_ARTICLES or self.batch_chars > BATCH_CHARS:
            self.send()

    def clean(self, item, page):
        body = item.body if item.html else import_html.of_plain_text(item.body)
        root, page.images = import_html.parse(body, page.tell)
        blocks = Reader(page).read(root, item.title)
        return import_markdown.html(blocks)

    def drop(self, item, target, kind, why):
        self.report.tell((item.source, item.line), kind, f"{item.title[:80]}: {why}")
        self.dropped[target.path] = target

    def send(self):
        if self.batch:
            texts = [text for *_, text in self.batch]
            self.running.append((self.batch, self.pool.submit(import_markdown.convert, texts)))
        self.batch, self.batch_chars = [], 0
        while len(self.running) > 2 * (os.cpu_count() or 1):
            self.receive()

    def receive(self):
        batch, future = self.running.popleft()
        for (item, target, page, _), text in zip(batch, future.result()):
            if text is None:
                self.drop(item, target, "failed", "pandoc needs too much time or memory for it: split it")
                continue
            text = import_markdown.finish(text, page.anchors)
            content = (import_markdown.front_matter(self.values(item, target, page)) + text).encode("utf-8", "replace")
            if len(content) > ARTICLE_MAX_BYTES or import_markdown.is_too_dense(text):
                why = "over 1 MiB of text" if len(content) > ARTICLE_MAX_BYTES else "a paragraph of thousands of signs"
                self.drop(item, target, "large", why + ": split it")
                continue
            self.folder.write(target.path, content)
            self.count(item, target, page)
        self.report.end_article()

    def values(self, item, target, page):
        names = import_sources.container_path(self.containers, item.container, item.lang or target.lang)
        names = [one_line(clean(name, silent)) for name in ([item.category] if item.category else names) if name]
        lists = {}
        for name, values in (("product", item.products), ("tags", item.tags + names[1:]), ("aliases", item.aliases)):
            values = list(dict.fromkeys(one_line(clean(value, silent)) for value in values))
            if len(values) > LIST_MAX:
                page.tell("list", f"{name}: {len(values)}")
            lists[name] = values[:LIST_MAX]
        self.category = names[0] if names else ""
        description = one_line(clean(_words(item.description), silent))
        return [("id", target.id), ("title", item.title), ("description", description), ("lang", target.lang),
                ("category", self.category), *lists.items(), ("audience", item.audience), ("status", item.status),
                ("updated", item.updated)]

    def count(self, item, target, page):
        articles, categories = self.report.articles, self.report.categories
        articles["draft" if item.status == "draft" else "agent" if item.audience == "agent" else "published"] += 1
        if self.category:
            categories[self.category] = categories.get(self.category, 0) + 1
        if item.promoted and item.status == "published":
            self.report.promoted.append(target.id)
        for path in page.links_to:
            self.linkers[path].add(target)

    def unlink_dropped(self):
        """Links to articles that could not be converted keep their words."""
        for path in self.dropped:
            for linker in self.linkers[path]:
                relative = os.path.relpath(path, os.path.dirname(linker.path))
                link = re.compile(r"\[((?:\\.|[^\[\]\\])*)\]\(" + re.escape(relative) + r"(?:#[^)\s]*)?\)")
                text, found = link.subn(r"\1", self.folder.read(linker.path).decode())
                self.folder.write(linker.path, text.encode())
                self.report.tell((os.path.join(self.options.out, linker.path), 0), "dead-link", path, found)
        self.report.end_article()


def _column(text):
    field, equals, name = text.partition("=")
    if not equals or not name or field not in COLUMNS:
        raise argparse.ArgumentTypeError(f"\"{text}\" is not FIELD=NAME with a FIELD of " + ", ".join(COLUMNS))
    return name, field


def _options():
    parser = argparse.ArgumentParser(
        prog="tools/import.py", usage="tools/import.py --out DIR [OPTIONS] FILE-OR-FOLDER...", allow_abbrev=False,
        description="Turns exports (Zendesk Guide, Intercom, CSV, JSON, HTML) into Markdown articles.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="exit status:\n  0  everything was carried over\n  1  articles were written, but something could not be "
               "carried over\n  2  nothing was written")
    parser.add_argument("paths", nargs="+", metavar="FILE-OR-FOLDER", help="exports: .json, .jsonl, .csv, .tsv, .html")
    parser.add_argument("--out", required=True, metavar="DIR", help="folder for the articles; new or empty")
    parser.add_argument("--force", action="store_true",
                        help="write into a folder that has files: replaces those of the same name, touches no other")
    parser.add_argument("--column", action="append", default=[], type=_column, metavar="FIELD=NAME", dest="columns",
                        help="what a column or key holds; FIELD: " + ", ".join(COLUMNS))
    parser.add_argument("--json", action="store_true", help="print the report as one JSON object")
    parser.add_argument("--version", action="version", version=f"tools/import.py {VERSION}")
    options = parser.parse_args()
    options.columns = dict(options.columns)
    return options


def _refusal(options):
    """Why nothing can be done, or ''."""
    for path in options.paths:
        if not os.path.exists(path):
            return f"{path}: there is no such file or folder"
        if not os.path.isdir(path) and not import_sources.Source(path, "", {}).kind:
            return f"{path}: not a kind of export that is known (" + " ".join(import_sources.EXTENSIONS) + ")"
    if os.path.lexists(options.out) and not os.path.isdir(options.out):
        return f"{options.out}: not a folder"
    if os.path.isdir(options.out) and os.listdir(options.out) and not options.force:
        return f"{options.out}: the folder has files: name another one, or give --force, which replaces equal names"
    if not shutil.which("pandoc"):
        return "pandoc is missing: run make import-deps"
    return ""


def main():
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    options = _options()
    refusal = _refusal(options)
    if refusal:
        print(f"tools/import.py: {refusal}", file=sys.stderr)
        return FAILED
    signal.signal(signal.SIGPROF, _on_alarm)
    job = Import(options)
    try:
        job.survey()
        job.convert()
    except OSError as error:
        print(f"tools/import.py: {error}", file=sys.stderr)
        return FAILED
    job.report.end(options.out)
    return job.report.status()


sys.exit(main())
