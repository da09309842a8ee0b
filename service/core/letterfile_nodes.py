"""The values of a YAML node: a text, a date, a number, lines or a list, or a problem with its line."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from service.core.text import Unprintable, clean, clean_lines

NUMBER_LIMIT = 1_000_000_000
SEVERAL_LINES = frozenset({"salutation", "closing", "about", "contact", "terms"})
"""Texts whose line breaks are kept; in every other text a line break is a space."""

NULL, BINARY = "tag:yaml.org,2002:null", "tag:yaml.org,2002:binary"
EMPTY = "leave it out, or put a text that begins with # in quotes"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong on a line, counted from 1."""

    line: int
    words: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.words}"


def line_of(marked: Any) -> int:
    """The line in the file: YAML counts from 0, and the opening dashes stand above it."""
    return int(marked.start_mark.line) + 2


Values = dict[str, yaml.Node]


@dataclass(slots=True)
class NodeReader:
    """Reads values one after another and notes every problem that it meets."""

    problems: list[Problem] = field(default_factory=list)

    def note(self, line: int, words: str) -> None:
        self.problems.append(Problem(line, words))

    def mapping(self, node: yaml.Node | None, keys: tuple[str, ...], what: str) -> Values:
        """Keys and value nodes of a mapping; unknown and repeated keys are noted."""
        if not isinstance(node, yaml.MappingNode):
            self.note(line_of(node) if node else 1, f"{what} is not a list of keys and values")
            return {}
        values: Values = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key not in keys:
                self.note(line_of(key_node), f"unknown key {key!r}; known here: {', '.join(keys)}")
            elif key in values:
                self.note(line_of(key_node), f"{key!r} stands here a second time")
            else:
                values[key] = value_node
        return values

    def text(self, values: Values, key: str, required: bool = False) -> str:
        """A key's text, cleaned; block texts keep their lines."""
        node = values.get(key)
        if node is None:
            if required:
                self.note(1, f"the key {key!r} is missing")
            return ""
        if not isinstance(node, yaml.ScalarNode) or node.tag == BINARY:
            self.note(line_of(node), f"{key!r} is not a text")
            return ""
        if node.tag == NULL:
            if key == "name":
                return ""
            self.note(line_of(node), f"{key!r} is empty; {EMPTY}")
            return ""
        text = self.cleaned(node.value, line_of(node), key)
        if required and not node.value.strip():
            self.note(line_of(node), f"{key!r} is empty")
        return text

    def cleaned(self, typed: str, line: int, key: str) -> str:
        try:
            return clean_lines(typed) if key in SEVERAL_LINES else clean(typed.replace("\n", " "))
        except Unprintable as error:
            self.note(line, f"{key!r} holds a character that cannot be printed: {error}")
            return ""

    def date(self, values: Values, key: str) -> dt.date | None:
        text = self.text(values, key)
        if not text:
            return None
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            self.note(line_of(values[key]), f"{key!r} is not a date like 2026-03-14")
            return None

    def number(self, values: Values, key: str) -> int | None:
        text = self.text(values, key)
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) < 12 and int(text) <= NUMBER_LIMIT):
            self.note(line_of(values[key]), f"{key!r} is not a whole number from 0 to {NUMBER_LIMIT:,}")
            return None
        return int(text)

    def items(self, values: Values, key: str, each: str) -> list[yaml.Node]:
        """The nodes of a list. each: what an item is, for whoever wrote no list."""
        node = values.get(key)
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self.note(line_of(node), f"{key!r} is not a list; begin each {each} with a dash")
            return []
        return list(node.value)

    def lines(self, values: Values, key: str) -> Iterator[str]:
        """Lines: a list of texts, or one text of several lines."""
        node = values.get(key)
        if node is None:
            return
        for item in node.value if isinstance(node, yaml.SequenceNode) else [node]:
            if not isinstance(item, yaml.ScalarNode) or item.tag == BINARY:
                self.note(line_of(item), f"{key!r} is one text, or a list of texts, a line each")
            elif item.tag == NULL:
                self.note(line_of(item), f"{key!r} is empty; {EMPTY}")
            else:
                cleaned = (self.cleaned(line, line_of(item), key) for line in item.value.split("\n"))
                yield from filter(None, cleaned)

    def markdown(self, typed: str, first_line: int, what: str) -> str:
        """Markdown as it was typed, but for the ends of its lines and empty lines around it."""
        typed = typed.replace("\r\n", "\n").replace("\r", "\n")
        for offset, line in enumerate(typed.split("\n")):
            try:
                clean(line.replace("\t", " "))
            except Unprintable as error:
                self.note(first_line + offset, f"{what} holds a character that cannot be printed: {error}")
        return typed.strip("\n").rstrip()
