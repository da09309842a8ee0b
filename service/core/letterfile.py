"""A letter file, Markdown with YAML front matter, becomes a wording and a profile, or errors by line."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from service.core.document import read_body
from service.core.languages import locale_for
from service.core.letter import Addressee, Profile, Wording
from service.core.text import Unprintable, clean, clean_lines

SIZE_LIMIT = 512 * 1024
"""Bytes of a letter file; the longest letter in the world is shorter."""

GOAL_LIMIT = 1_000_000_000
DEPTH_LIMIT = 20
"""Lists and mappings within one another; a letter needs four, and PyYAML follows each by a call of its own."""

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
TEXT_KEYS = ("title", "slug", "language", "hashtag", "organiser", "salutation", "closing")
DATE_KEYS = ("published", "date")
NUMBER_KEYS = ("goal", "supporters_elsewhere")
ADDRESSEE_KEYS = ("honorific", "name", "post_nominals", "office", "organisation", "care_of", "postal")
KEYS = (*TEXT_KEYS, *DATE_KEYS, *NUMBER_KEYS, "to", "cc")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong on a line, counted from 1."""

    line: int
    words: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.words}"


class LetterFileError(ValueError):
    """A letter file that cannot be read; problems holds every one that was found, by line."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems, key=lambda problem: problem.line)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def read_letter_file(content: bytes) -> tuple[Profile, Wording]:
    """The profile and wording that a letter file holds. Raises LetterFileError with every problem found."""
    if len(content) > SIZE_LIMIT:
        raise LetterFileError([Problem(1, f"the file is larger than {SIZE_LIMIT // 1024} KiB")])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise LetterFileError([Problem(line, "the file is not UTF-8 text")]) from error
    front, body, body_line = _split(text.replace("\r\n", "\n"))
    reader = _Reader()
    values = reader.mapping(_compose(front), KEYS, "the front matter")
    wording = reader.wording(values, reader.body(body, body_line))
    profile = reader.profile(values)
    if reader.problems:
        raise LetterFileError(reader.problems)
    return profile, wording


def _split(text: str) -> tuple[str, str, int]:
    """Front matter, body, and the line on which the body begins."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        raise LetterFileError([Problem(1, "a letter file begins with a line of three dashes, then its keys")])
    for index, line in enumerate(lines[1:], start=1):
        if line.rstrip() == "---":
            return "\n".join(lines[1:index]), "\n".join(lines[index + 1 :]), index + 2
    raise LetterFileError([Problem(1, "the front matter has no closing line of three dashes")])


def _compose(front: str) -> yaml.Node | None:
    depth = 0
    try:
        for event in yaml.parse(front, Loader=yaml.SafeLoader):
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise LetterFileError([Problem(_line(event), "anchors and aliases are not read here")])
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEPTH_LIMIT:
                raise LetterFileError([Problem(_line(event), "lists and keys are nested too deep")])
        return yaml.compose(front, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 2 if mark else 2
        raise LetterFileError([Problem(line, f"not YAML: {error.problem or error.context}")]) from error
    except yaml.YAMLError as error:
        raise LetterFileError([Problem(2, "not YAML: a character that YAML does not allow")]) from error


def _line(marked: Any) -> int:
    """The line in the file: YAML counts from 0, and the opening dashes stand above it."""
    return int(marked.start_mark.line) + 2


@dataclass(slots=True)
class _Reader:
    problems: list[Problem] = field(default_factory=list)

    def note(self, line: int, words: str) -> None:
        self.problems.append(Problem(line, words))

    def mapping(self, node: yaml.Node | None, keys: tuple[str, ...], what: str) -> dict[str, yaml.Node]:
        """Keys and value nodes of a mapping; unknown and repeated keys are noted."""
        if not isinstance(node, yaml.MappingNode):
            self.note(_line(node) if node else 1, f"{what} is not a list of keys and values")
            return {}
        values: dict[str, yaml.Node] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key not in keys:
                self.note(_line(key_node), f"unknown key {key!r}; known here: {', '.join(keys)}")
            elif key in values:
                self.note(_line(key_node), f"{key!r} stands here a second time")
            else:
                values[key] = value_node
        return values

    def text(self, values: dict[str, yaml.Node], key: str, required: bool = False) -> str:
        """A key's text, cleaned; block texts keep their lines."""
        node = values.get(key)
        if node is None:
            if required:
                self.note(1, f"the key {key!r} is missing")
            return ""
        if not isinstance(node, yaml.ScalarNode) or node.tag == "tag:yaml.org,2002:binary":
            self.note(_line(node), f"{key!r} is not a text")
            return ""
        if node.tag == "tag:yaml.org,2002:null":
            if key == "name":
                return ""
            self.note(_line(node), f"{key!r} is empty; leave it out, or put a text that begins with # in quotes")
            return ""
        text = self.cleaned(node.value, _line(node), key)
        if required and not node.value.strip():
            self.note(_line(node), f"{key!r} is empty")
        return text

    def cleaned(self, typed: str, line: int, key: str) -> str:
        try:
            return clean_lines(typed) if key in {"closing", "salutation"} else clean(typed.replace("\n", " "))
        except Unprintable as error:
            self.note(line, f"{key!r} holds a character that cannot be printed: {error}")
            return ""

    def date(self, values: dict[str, yaml.Node], key: str) -> dt.date | None:
        text = self.text(values, key)
        if not text:
            return None
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            self.note(_line(values[key]), f"{key!r} is not a date like 2026-03-14")
            return None

    def number(self, values: dict[str, yaml.Node], key: str) -> int | None:
        text = self.text(values, key)
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) < 12 and int(text) <= GOAL_LIMIT):
            self.note(_line(values[key]), f"{key!r} is not a whole number from 0 to {GOAL_LIMIT:,}")
            return None
        return int(text)

    def addressees(self, values: dict[str, yaml.Node], key: str) -> tuple[Addressee, ...]:
        node = values.get(key)
        if node is None:
            return ()
        if not isinstance(node, yaml.SequenceNode):
            self.note(_line(node), f"{key!r} is not a list; begin each addressee with a dash")
            return ()
        return tuple(self.addressee(item) for item in node.value)

    def addressee(self, node: yaml.Node) -> Addressee:
        before = len(self.problems)
        values = self.mapping(node, ADDRESSEE_KEYS, "an addressee")
        texts = {key: self.text(values, key) for key in ADDRESSEE_KEYS if key != "postal"}
        if not texts["name"] and len(self.problems) == before:
            self.note(_line(node), "an addressee has no name; an institution's name goes there too")
        return Addressee(**texts, postal=tuple(self.postal(values.get("postal"))))

    def postal(self, node: yaml.Node | None) -> Iterator[str]:
        """Postal lines: a list of texts, or one text of several lines."""
        if node is None:
            return
        if isinstance(node, yaml.SequenceNode):
            if not all(isinstance(item, yaml.ScalarNode) for item in node.value):
                self.note(_line(node), "'postal' is a list of texts, a line of the address each")
                return
            lines = [(item.value, _line(item)) for item in node.value]
        elif isinstance(node, yaml.ScalarNode):
            lines = [(line, _line(node)) for line in node.value.split("\n")]
        else:
            self.note(_line(node), "'postal' is a list of texts, a line of the address each")
            return
        for text, line in lines:
            if cleaned := self.cleaned(text, line, "postal"):
                yield cleaned

    def body(self, text: str, first_line: int) -> str:
        for offset, line in enumerate(text.split("\n")):
            try:
                clean(line.replace("\t", " "))
            except Unprintable as error:
                self.note(first_line + offset, f"the text holds a character that cannot be printed: {error}")
        first_line += len(text) - len(text.lstrip("\n"))
        text = text.strip("\n").rstrip()
        if not text.strip():
            self.note(first_line, "the letter has no text below its front matter")
        else:
            self.marks(text, first_line)
        return text

    def marks(self, text: str, first_line: int) -> None:
        """A footnote that no mark points at would be lost without a word; so would a mark without its note."""
        notes = re.findall(r"^\[\^([^\]\s]+)\]:", text, re.MULTILINE)
        marked = re.findall(r"\[\^([^\]\s]+)\](?!:)", text)
        for label in sorted(set(notes) ^ set(marked)):
            at = text.index(f"[^{label}]")
            what = "has no mark in the text" if label in notes else "has a mark but no text"
            self.note(first_line + text[:at].count("\n"), f"footnote {label} {what}")
        if len(read_body(text).notes) > 999:
            self.note(first_line, "the letter has more than 999 footnotes")

    def wording(self, values: dict[str, yaml.Node], body: str) -> Wording:
        to = self.addressees(values, "to")
        if not to and not self.problems:
            self.note(1, "the letter has no addressee; name at least one under 'to'")
        return Wording(
            title=self.text(values, "title", required=True),
            language=self.language(values),
            to=to,
            cc=self.addressees(values, "cc"),
            body=body,
            date=self.date(values, "date"),
            salutation=self.text(values, "salutation"),
            closing=self.text(values, "closing"),
        )

    def language(self, values: dict[str, yaml.Node]) -> str:
        language = self.text(values, "language") or "en"
        try:
            locale_for(language)
        except ValueError:
            self.note(_line(values["language"]), f"{language!r} is not a language tag such as en, fr or fa-AF")
        return language

    def profile(self, values: dict[str, yaml.Node]) -> Profile:
        slug = self.text(values, "slug", required=True)
        if slug and not (SLUG.fullmatch(slug) and len(slug) <= 80):
            self.note(_line(values["slug"]), "'slug' takes small letters, digits and single dashes, 80 at most")
        return Profile(
            slug=slug,
            hashtag=self.text(values, "hashtag"),
            organiser=self.text(values, "organiser"),
            published=self.date(values, "published"),
            goal=self.number(values, "goal"),
            supporters_elsewhere=self.number(values, "supporters_elsewhere") or 0,
        )
