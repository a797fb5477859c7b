# SPDX-License-Identifier: GPL-2.0-or-later
"""Reads JSON files of any size an element at a time: what lies in the lists of an export is handed out one by one
and forgotten. Knows the grammar and the names of lists, not what is in them."""
import json

CHUNK_CHARS = 1 << 16
VALUE_MAX_CHARS = 32 << 20  # one element; an article has a few KB
LISTS = ("articles", "sections", "categories", "data", "collections", "questions", "faqs", "items")


class Malformed(Exception):
    """What cannot be read, as a sentence, with the line it is in."""

    def __init__(self, line, message):
        super().__init__(message)
        self.line = line


def _bad_line(path):
    with open(path, "rb") as file:
        for number, line in enumerate(file, 1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                return number
    return 0


class _Reader:
    def __init__(self, path, file):
        self.path, self.file = path, file
        self.text, self.at, self.ended = "", 0, False
        self.line, self.column = 1, 1  # of text[0]
        self.decode = json.JSONDecoder(strict=False).raw_decode

    def fill(self):
        """Twice as much as is left, so that a long element is not read again for every chunk."""
        if len(self.text) - self.at > VALUE_MAX_CHARS:
            raise self.fault(self.at, f"one value has more than {VALUE_MAX_CHARS >> 20} MiB: it is no article; "
                                      "take it out, or export in parts")
        try:
            more = self.file.read(max(CHUNK_CHARS, len(self.text) - self.at))
        except UnicodeDecodeError:
            raise Malformed(_bad_line(self.path), "bytes that are not UTF-8: export it again as UTF-8") from None
        self.line, self.column = self.place(self.at)
        self.text, self.at, self.ended = self.text[self.at:] + more, 0, not more

    def place(self, at):
        newlines = self.text.count("\n", 0, at)
        if newlines:
            return self.line + newlines, at - self.text.rfind("\n", 0, at)
        return self.line, self.column + at

    def fault(self, at, message):
        line, column = self.place(at)
        return Malformed(line, f"malformed JSON at character {column} of the line: {message}")

    def peek(self):
        """The next character that is not blank; empty at the end."""
        while True:
            while self.at < len(self.text) and self.text[self.at] in " \t\r\n":
                self.at += 1
            if self.at < len(self.text) or self.ended:
                return self.text[self.at:self.at + 1]
            self.fill()

    def take(self, expected):
        if self.peek() not in tuple(expected):
            found = repr(self.text[self.at]) if self.at < len(self.text) else "the end of the file"
            raise self.fault(self.at, f"{' or '.join(expected)} should stand here, not {found}")
        self.at += 1
        return self.text[self.at - 1]

    def value(self):
        self.peek()
        while True:
            try:
                value, end = self.decode(self.text, self.at)
                if end < len(self.text) or self.ended:  # a number may go on
                    self.at = end
                    return value
            except json.JSONDecodeError as fault:
                cut = fault.msg.startswith("Unterminated") or fault.pos > len(self.text) - 16
                if self.ended or not cut:
                    raise self.fault(fault.pos, fault.msg) from None
            except RecursionError:
                raise self.fault(self.at, "nested too deeply") from None
            self.fill()

    def elements(self):
        self.take("[")
        while self.peek() != "]":
            yield self.place(self.at)[0], self.value()
            if self.peek() != "]":
                self.take(",")
                self.peek()
        self.take("]")

    def members(self):
        """(line, key, value) of an object; of its LISTS one element after the other. What else there is comes last,
        as one object without a key."""
        self.take("{")
        line, rest = self.place(self.at)[0], {}
        while self.peek() != "}":
            if self.peek() != '"':
                self.take('"')
            key = self.value()
            self.take(":")
            if key in LISTS and self.peek() == "[":
                for place, element in self.elements():
                    yield place, key, element
            else:
                rest[key] = self.value()
            if self.peek() != "}":
                self.take(",")
        self.take("}")
        if rest:
            yield line, "", rest


def _expand(line, key, value):
    """A page of an export that lies in a list of pages, as if it stood alone."""
    lists = [name for name in LISTS if isinstance(value, dict) and isinstance(value.get(name), list)]
    if not lists:
        yield line, key, value
    for name in lists:
        for element in value[name]:
            yield line, name, element


def read(path):
    """(line, name of the list, element) of everything in the file, which may hold several documents one behind the
    other. Raises Malformed."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        reader = _Reader(path, file)
        while reader.peek():
            if reader.peek() == "[":
                found = ((line, "", value) for line, value in reader.elements())
            elif reader.peek() == "{":
                found = reader.members()
            else:
                raise reader.fault(reader.at, "an export begins with { or [")
            for line, key, value in found:
                yield from _expand(line, key, value)
