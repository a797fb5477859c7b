# SPDX-License-Identifier: GPL-2.0-or-later
"""The folder that an import writes: names of files, and the only place that writes them. Nothing is written outside of
it, whatever links somebody laid into it."""
import os

from import_text import slug


class Folder:
    def __init__(self, path, roots):
        self.path, self.roots = path, roots
        self.taken, self.pictures = set(), {}

    def source_root(self, source):
        """The folder that a page's pictures may be taken from."""
        return self.roots.get(source) or os.path.dirname(os.path.abspath(source))

    def name(self, *parts, end, extra=""):
        """A free path of slugs; `extra` or a number tells it from others of the same name."""
        stem = "/".join(slug(part) for part in parts if part)
        tries = [stem, *([f"{stem}-{slug(extra)}"] if extra else [])]
        number = 2
        while tries[0] + end in self.taken:
            tries.pop(0)
            if not tries:
                tries.append(f"{stem}-{number}")
                number += 1
        self.taken.add(tries[0] + end)
        return tries[0] + end

    def place(self, path):
        """The path of a file below the folder, its folders made. What leads out of it is refused."""
        root = os.path.realpath(self.path)
        whole = os.path.join(root, *path.split("/"))
        parent = os.path.dirname(whole)
        if os.path.commonpath([os.path.realpath(parent), root]) != root:
            raise OSError(f"{os.path.relpath(parent, root)} in {self.path} is a link that leads out of it: remove it")
        os.makedirs(parent, exist_ok=True)
        return whole

    def write(self, path, content):
        """Beside its name first, so that no file is ever half written."""
        whole = self.place(path)
        part = whole + ".part"
        if os.path.lexists(part):
            os.remove(part)
        with open(part, "xb") as file:
            file.write(content)
        os.replace(part, whole)

    def read(self, path):
        with open(self.place(path), "rb") as file:
            return file.read()

    def add_picture(self, source, stem, extension, content):
        """Its path below the folder. `source`: the file it comes from, stored once; None: it was written into a text."""
        if source in self.pictures:
            return self.pictures[source]
        path = self.name("images", stem, end=f".{extension}")
        self.write(path, content)
        if source:
            self.pictures[source] = path
        return path
