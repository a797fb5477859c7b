# SPDX-License-Identifier: GPL-2.0-or-later
"""Files of other systems as Items: exports of Zendesk Guide and Intercom, spreadsheets, lists of questions, pages.
Everything is read twice, once for titles and addresses and once for the texts, so that no export has to fit into
memory. Knows the shape of the files, not of HTML."""
import codecs
import csv
import os
import re

import import_json
from import_items import Item, column_of, language, set_field, set_updated, words
from import_json import Malformed

CELL_MAX_CHARS = 4 << 20
PAGE_MAX_BYTES = 32 << 20
EXTENSIONS = {".json": "json", ".jsonl": "json", ".csv": "csv", ".tsv": "csv", ".html": "html", ".htm": "html"}


class Source:
    """One file. `read` yields Items; `tell(line, kind, what)` names what is not an article."""

    def __init__(self, path, root, columns):
        self.path, self.root, self.columns = path, root, columns
        self.kind = EXTENSIONS.get(os.path.splitext(path)[1].lower())

    def read(self, containers, tell):
        if self.kind == "html":
            yield from _page(self)
        elif self.kind == "csv":
            yield from _table(self, tell)
        else:
            yield from _export(self, containers, tell)


def find(path, columns):
    """The sources at a path: the file itself, or all of a folder that we can read, in order."""
    if not os.path.isdir(path):
        return [Source(path, os.path.dirname(path), columns)]
    found = []
    for folder, folders, names in os.walk(path):
        folders.sort()
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in sorted(names):
            source = Source(os.path.join(folder, name), path, columns)
            if source.kind and not name.startswith("."):
                found.append(source)
    return found


# --- pages ---


def _page(source):
    if os.path.getsize(source.path) > PAGE_MAX_BYTES:
        raise Malformed(0, f"over {PAGE_MAX_BYTES >> 20} MiB: too large for one article, split it")
    with open(source.path, "rb") as file:
        text, _ = decode(file.read(), re.compile(rb"""<meta[^>]{0,200}charset=["']?([\w-]+)""", re.I))
    name = os.path.relpath(source.path, source.root or ".")
    lang = re.search(r"""<html\b[^>]{0,500}?\blang=["']?([A-Za-z]{2})""", text, re.I)
    yield Item(source.path, 1, key=os.path.splitext(name)[0].replace(os.sep, "/"), body=text,
               lang=language(lang[1]) if lang else "", urls=[os.path.abspath(source.path)],
               category=os.path.basename(os.path.dirname(name)).replace("-", " "))


def decode(raw, declared=None):
    """(text, encoding): what a mark at the beginning or the page itself says, UTF-8, or what Windows wrote in Arabic."""
    for mark, encoding in ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if raw.startswith(mark):
            return raw.decode(encoding, "replace"), encoding
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        found = declared.search(raw[:4096]) if declared else None
        name = found[1].decode("ascii").lower() if found else "windows-1256"
        try:
            codecs.lookup(name)
        except LookupError:
            name = "windows-1256"
        return raw.decode("windows-1256" if name == "utf-8" else name, "replace"), name


# --- tables ---


def _encoding(path):
    with open(path, "rb") as file:
        head = file.read(4)
        if head.startswith(codecs.BOM_UTF8):
            return "utf-8-sig"
        if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16"
        decoder = codecs.getincrementaldecoder("utf-8")()
        file.seek(0)
        try:
            while piece := file.read(1 << 16):
                decoder.decode(piece)
            decoder.decode(b"", True)
        except UnicodeDecodeError:
            return "windows-1256"
    return "utf-8"


def _first_row(path, encoding, delimiter):
    with open(path, encoding=encoding, errors="replace", newline="") as file:
        try:
            return next(csv.reader(file, delimiter=delimiter), [])
        except csv.Error:
            return []


def _header(source, encoding):
    """(delimiter, names): the one that gives most names that we know."""
    tried = []
    for order, delimiter in enumerate(",;\t|؛،"):
        names = [name.strip() for name in _first_row(source.path, encoding, delimiter)]
        known = sum(1 for name in names if _field_of(source, name))
        tried.append((known, len(names), -order, delimiter, names))
    _, _, _, delimiter, names = max(tried)
    return delimiter, names


def _field_of(source, name):
    return source.columns.get(name) or (column_of(name) if column_of(name) not in source.columns.values() else None)


def _columns(source, names, tell):
    """The field of each column; a field is filled by the first of its columns."""
    fields = []
    for name in names:
        field = _field_of(source, name)
        fields.append(None if field in fields else field)
        if name and not fields[-1]:
            tell(1, "column", f'the column "{name}" is not known: --column FIELD={name} says what it is')
    missing = [name for name in source.columns if name not in names]
    if missing:
        raise Malformed(1, f'--column names "{missing[0]}", but the columns are: ' + ", ".join(names))
    for field in ("question", "answer"):
        if field not in fields:
            raise Malformed(1, f"no column is the {field}: --column {field}=NAME says which; the columns are: "
                            + ", ".join(name for name in names if name))
    return fields


def _rows(reader):
    """(line it begins in, cells) of each row."""
    line = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            reason = "a quote that is never closed" if "end of data" in str(error) else str(error)
            raise Malformed(line, f"malformed CSV in the row that begins here: {reason}") from None
        if cells is None:
            return
        yield line, cells
        line = reader.line_num + 1


def _table(source, tell):
    csv.field_size_limit(CELL_MAX_CHARS)
    encoding = _encoding(source.path)
    if encoding == "windows-1256":
        tell(1, "encoding", "the file is not UTF-8 and was read as Windows-1256: look whether its Arabic is right")
    delimiter, names = _header(source, encoding)
    if not names:
        raise Malformed(0, "the file is empty: the first row must name the columns")
    fields = _columns(source, names, tell)
    with open(source.path, encoding=encoding, errors="replace", newline="") as file:
        rows = _rows(csv.reader(file, delimiter=delimiter, strict=True))
        next(rows)
        for line, cells in rows:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(names) and any(cell.strip() for cell in cells[len(names):]):
                tell(line, "row", f"{len(cells)} cells where the first row has {len(names)}: put texts that "
                                  f"hold {delimiter!r} into quotes")
                continue
            yield _row(source, line, zip(fields, cells))


def _row(source, line, pairs):
    item = Item(source.path, line)
    for field, value in pairs:
        if field:
            set_field(item, field, value)
    item.html = bool(re.search(r"</?(p|br|div|ul|ol|li|b|strong|a|table|h[1-6]|span|img)\b[^>]*>", item.body, re.I))
    return item


# --- exports in JSON ---

_JSON_NAMES = {int: "a number", float: "a number", str: "a text", list: "a list", bool: "true or false", type(None): "null"}


def _export(source, containers, tell):
    for line, name, value in import_json.read(source.path):
        if not isinstance(value, dict):
            tell(line, "row", f"{_JSON_NAMES.get(type(value), 'a value')} where an article should be")
        elif _is_container(name, value):
            _add_container(containers, name, value)
        else:
            try:
                yield from list(_articles(source, line, name, value, tell))
            except (AttributeError, TypeError, ValueError):
                tell(line, "row", "an article whose fields are not of the kind that its export has")


def _articles(source, line, name, value, tell):
    if "translated_content" in value or value.get("type") == "article":
        yield from _intercom(source.path, line, value)
    elif "body" in value and ("section_id" in value or "html_url" in value or "user_segment_id" in value):
        yield from _zendesk(source.path, line, value)
    elif name or not _is_about_the_export(value):
        yield from _question(source, line, value, tell)


def _is_about_the_export(value):
    return any(key in value for key in ("count", "next_page", "pages", "total_count", "page_count", "type"))


def _is_container(name, value):
    return (name in ("sections", "categories", "collections") or value.get("type") in ("collection", "section")
            or (name == "data" and "body" not in value and "name" in value and "question" not in value))


def _add_container(containers, name, value):
    """containers: (id) -> {lang: (name, id of what it lies in)}; '' is any language."""
    lang = language(str(value.get("locale") or ""))
    parent = value.get("parent_section_id") or value.get("category_id") or value.get("parent_id")
    names = containers.setdefault(str(value.get("id")), {})
    names[lang] = (str(value.get("name") or ""), str(parent) if parent else "")
    for locale, translated in (value.get("translated_content") or {}).items():
        if isinstance(translated, dict) and translated.get("name"):
            names[language(locale)] = (str(translated["name"]), str(parent) if parent else "")


def container_path(containers, container, lang):
    """The names of what an article lies in, the outermost first."""
    path, seen = [], set()
    while container and container in containers and container not in seen:
        seen.add(container)
        names = containers[container]
        name, container = names.get(lang) or names.get("") or next(iter(names.values()))
        path.append(name)
    return path[::-1]


def _zendesk(path, line, value):
    segments = value.get("user_segment_ids") or ([value["user_segment_id"]] if value.get("user_segment_id") else [])
    texts = value.get("translations") or [value]
    for text in texts if isinstance(texts, list) else [value]:
        if not isinstance(text, dict):
            continue
        item = Item(path, line, key=str(value.get("id") or ""), title=str(text.get("title") or value.get("name") or ""),
                    body=str(text.get("body") or ""), lang=language(str(text.get("locale") or "")),
                    container=str(value.get("section_id") or ""), promoted=bool(value.get("promoted")))
        item.tags = words(value.get("label_names") or [])
        item.status = "draft" if text.get("draft", value.get("draft")) else "published"
        item.audience = "agent" if segments else "public"
        item.urls = [str(url) for url in (text.get("html_url"), value.get("html_url")) if url]
        set_updated(item, text.get("edited_at") or text.get("updated_at") or value.get("updated_at"))
        yield item


def _intercom(path, line, value):
    texts = {value.get("default_locale") or "": value}
    for locale, text in (value.get("translated_content") or {}).items():
        if isinstance(text, dict) and (text.get("title") or text.get("body")):
            texts[locale] = text
    for locale, text in texts.items():
        item = Item(path, line, key=str(value.get("id") or ""), title=str(text.get("title") or ""),
                    body=str(text.get("body") or ""), lang=language(locale),
                    description=str(text.get("description") or ""), container=str(value.get("parent_id") or ""))
        item.status = "published" if text.get("state", value.get("state")) == "published" else "draft"
        item.urls = [str(url) for url in (text.get("url"), value.get("url")) if url]
        tags = (value.get("tags") or {}).get("tags") if isinstance(value.get("tags"), dict) else value.get("tags")
        item.tags = words([tag.get("name") if isinstance(tag, dict) else tag for tag in tags or []])
        set_updated(item, text.get("updated_at") or value.get("updated_at"))
        yield item


def _question(source, line, value, tell):
    fields = {}
    for name, content in value.items():
        field = _field_of(source, name)
        if field and field not in fields:
            fields[field] = content
        elif content not in (None, "", [], {}):
            tell(line, "column", f'the key "{name}" is not known: --column FIELD={name} says what it is')
    if "question" not in fields or "answer" not in fields:
        tell(line, "row", "no question or no answer (keys: " + ", ".join(list(value)[:8]) + ")")
        return
    yield _row(source, line, fields.items())
