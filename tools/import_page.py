# SPDX-License-Identifier: GPL-2.0-or-later
"""Where things lead: the addresses of all articles of an import, and what one article's links, pictures and videos
become. Addresses are compared without scheme, letter case of the host and query."""
import base64
import binascii
import os
import posixpath
import re
from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit

from import_text import anchor, slug

PICTURE_MAX_BYTES = 10 << 20
PICTURES = frozenset("png jpg jpeg gif webp svg avif bmp".split())
WORDS = {
    "ar": {"image": "صورة", "video": "فيديو", "embedded": "محتوى مضمَّن"},
    "en": {"image": "Image", "video": "Video", "embedded": "Embedded content"},
}
_NUMBER = re.compile(r"/articles/(\d+)")  # of Zendesk and Intercom, whatever stands around it
_YOUTUBE = re.compile(r"(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]+)")
_VIMEO = re.compile(r"player\.vimeo\.com/video/(\d+)")


@dataclass(frozen=True)
class Target:
    """An article as others see it."""
    path: str  # below the folder
    id: str
    lang: str
    audience: str
    status: str


def _address(url):
    """What two spellings of one address have in common; (host, rest)."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", url
    return parts.netloc.lower(), unquote(parts.path).rstrip("/")


def is_web(url):
    return url[:8].lower().startswith(("http://", "https://"))


class Addresses:
    def __init__(self):
        self.by_address, self.by_number, self.hosts = {}, {}, set()

    def add(self, urls, number, target):
        """`number`: the source's id, for links that name no host."""
        self.by_number.setdefault(("", number), {}).setdefault(target.lang, target)
        for url in urls:
            if not is_web(url):
                self.by_address.setdefault(url, {}).setdefault(target.lang, target)
                continue
            host, path = _address(url)
            self.hosts.add(host)
            self.by_address.setdefault((host, path), {}).setdefault(target.lang, target)
            number = _NUMBER.search(path)
            if number:
                self.by_number.setdefault((host, number[1]), {}).setdefault(target.lang, target)

    def find(self, url, lang):
        """The target at a whole address or a file's path, in this language if it is there; None."""
        if is_web(url):
            host, path = _address(url)
            number = _NUMBER.search(path)
            found = self.by_address.get((host, path)) or self.by_number.get((host, number[1]) if number else None)
            locale = re.search(r"/(ar|en)\b", path)
            lang = locale[1] if locale else lang
        else:
            number = _NUMBER.search(url)
            found = self.by_address.get(url) or self.by_number.get(("", number[1]) if number else None)
        return found and (found.get(lang) or next(iter(found.values())))


class Page:
    """One article while it is read."""

    def __init__(self, item, target, addresses, folder, report, wanted_anchors):
        self.item, self.target, self.addresses, self.folder = item, target, addresses, folder
        self.report, self.wanted_anchors = report, wanted_anchors
        self.anchors, self.images, self.cells, self.links_to = [], [], 0, set()
        self.is_file = item.source.lower().endswith((".html", ".htm"))
        self.base = next((url for url in item.urls if is_web(url)), "")
        self.name = "" if self.is_file else (f"article {item.key}" if item.key else item.title[:60])

    def tell(self, kind, what="", line=0, count=1):
        place = (self.item.source, line if self.is_file and line else self.item.line)
        self.report.tell(place, kind, " ".join(what[:200].split()), count, self.name or self.item.source)

    def tell_text(self, kind, count):
        self.tell(kind, count=count)

    def word(self, name):
        return WORDS[self.target.lang][name]

    def relative(self, path):
        return posixpath.relpath(path, posixpath.dirname(self.target.path))

    # --- links ---

    def whole(self, href):
        """A whole address, or the path of a local file; '' when nothing says where it leads."""
        href = href.strip()
        if href.startswith("//"):
            return "https:" + href
        if is_web(href):
            return href
        if self.is_file:
            path = os.path.join(os.path.dirname(os.path.abspath(self.item.source)), unquote(re.split("[?#]", href)[0]))
            return os.path.normpath(path)
        try:
            return urljoin(self.base, href) if self.base else ""
        except ValueError:
            return ""

    def link(self, href, line):
        """The address to write, or None when only the words stay."""
        href = href.strip()
        try:
            parts = urlsplit(href)
        except ValueError:
            self.tell("link-scheme", href, line)
            return None
        fragment = "#" + anchor(unquote(parts.fragment)) if parts.fragment else ""
        if href.startswith("#"):
            return fragment or None
        if parts.scheme.lower() in ("mailto", "tel"):
            return re.sub(r"\s", "", href)
        if not href or (parts.scheme and not is_web(href)):
            if href:
                self.tell("link-scheme", href, line)
            return None
        where = self.whole(href)
        found = self.addresses.find(where or href, self.target.lang)
        if found:
            return self.link_to(found, fragment, line)
        if not is_web(where):
            self.tell("link-file", href, line)
            return None
        if _address(where)[0] in self.addresses.hosts:
            self.tell("link-old", where, line)
        return where.replace(" ", "%20")

    def link_to(self, found, fragment, line):
        hidden = found.status == "draft" or (found.audience == "agent" and self.target.audience != "agent")
        if hidden and self.target.status != "draft":
            self.tell("link-hidden", found.path, line)
            return None
        if found is self.target:
            return fragment or None
        self.links_to.add(found.path)
        return self.relative(found.path) + fragment

    # --- pictures ---

    def image(self, src, alt, line):
        """("link", address), ("file", path from the article) or ("", "")."""
        if not src:
            return "", ""
        if src.startswith("data:"):
            return self.save_written(src, alt, line)
        where = self.whole(src)
        if is_web(where):
            self.tell("image", where, line)
            return "link", where.replace(" ", "%20")
        return self.copy(where, src, alt, line)

    def copy(self, path, src, alt, line):
        root = os.path.realpath(self.folder.source_root(self.item.source))
        real = os.path.realpath(path) if path else ""
        extension = os.path.splitext(real)[1][1:].lower()
        inside = real.startswith(root + os.sep)
        content = b""
        if inside and extension in PICTURES and os.path.isfile(real) and os.access(real, os.R_OK):
            with open(real, "rb") as file:
                content = file.read(PICTURE_MAX_BYTES + 1)
        if not 0 < len(content) <= PICTURE_MAX_BYTES:
            self.tell("image-missing", src, line)
            return "", ""
        stem = slug(os.path.splitext(os.path.relpath(real, root))[0])
        return self.saved(self.folder.add_picture(real, stem, extension, content), alt, line)

    def save_written(self, src, alt, line):
        number = src[5:]
        extension, text = self.images[int(number)] if number.isdecimal() and int(number) < len(self.images) else ("", "")
        try:
            content = base64.b64decode(re.sub(r"\s", "", text), validate=True)
        except binascii.Error:
            content = b""
        if not 0 < len(content) <= PICTURE_MAX_BYTES or extension not in PICTURES:
            self.tell("image-missing", src[:40], line)
            return "", ""
        stem = slug(posixpath.basename(self.target.path)[:-3])
        return self.saved(self.folder.add_picture(None, stem, extension, content), alt, line)

    def saved(self, name, alt, line):
        self.tell("image-copied" if alt else "image-alt", name, line)
        return "file", self.relative(name)

    def embedded(self, tag, src, line):
        where = self.whole(src) if src else ""
        if not is_web(where):
            self.tell("video-missing", f"<{tag}>", line)
            return "", ""
        for pattern, address in ((_YOUTUBE, "https://www.youtube.com/watch?v="), (_VIMEO, "https://vimeo.com/")):
            found = pattern.search(where)
            where = address + found[1] if found else where
        self.tell("video", where, line)
        is_video = tag in ("video", "audio") or re.search("youtu|vimeo|wistia|loom", where)
        return self.word("video" if is_video else "embedded"), where
