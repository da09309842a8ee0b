"""A letter file, Markdown with YAML front matter, becomes a wording and a profile, or errors by line."""

import re
from collections.abc import Iterator

import yaml

from service.core.entry import Lane
from service.core.languages import locale_for
from service.core.letter import Addressee, DemandMarks, Link, Profile, Wording, leads_out
from service.core.letterfile_nodes import BINARY, NULL, NodeReader, Problem, Values, line_of
from service.core.markdown import read_body

SIZE_LIMIT = 512 * 1024
"""Bytes of a letter file; the longest letter in the world is shorter."""

DEPTH_LIMIT = 20
"""Lists and mappings within one another; a letter needs four, and PyYAML follows each by a call of its own."""

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
NOTE_TEXT = re.compile(r"^\[\^([^\]\s]+)\]:", re.MULTILINE)
NOTE_MARK = re.compile(r"\[\^([^\]\s]+)\](?!:)")
LETTER_KEYS = (
    "title",
    "slug",
    "language",
    "hashtag",
    "published",
    "date",
    "to",
    "cc",
    "re",
    "salutation",
    "demands",
    "demand_marks",
    "closing",
)
"""In the order in which a letter file is written."""

PROFILE_KEYS = (
    "organiser",
    "about",
    "contact",
    "links",
    "until",
    "goal",
    "lanes",
    "terms",
    "supporters_elsewhere",
    "elsewhere_label",
    "elsewhere_url",
)
KEYS = (*LETTER_KEYS, *PROFILE_KEYS)
ADDRESSEE_KEYS = ("honorific", "name", "post_nominals", "office", "organisation", "care_of", "postal")
LINES_KEYS = frozenset({"office", "postal"})
LINK_KEYS = ("label", "url")


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
    wording = reader.wording(values, body, body_line)
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
                raise LetterFileError([Problem(line_of(event), "anchors and aliases are not read here")])
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEPTH_LIMIT:
                raise LetterFileError([Problem(line_of(event), "lists and keys are nested too deep")])
        return yaml.compose(front, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 2 if mark else 2
        raise LetterFileError([Problem(line, f"not YAML: {error.problem or error.context}")]) from error
    except yaml.YAMLError as error:
        raise LetterFileError([Problem(2, "not YAML: a character that YAML does not allow")]) from error


class _Reader(NodeReader):
    def addressees(self, values: Values, key: str) -> tuple[Addressee, ...]:
        return tuple(self.addressee(item) for item in self.items(values, key, "addressee"))

    def addressee(self, node: yaml.Node) -> Addressee:
        before = len(self.problems)
        values = self.mapping(node, ADDRESSEE_KEYS, "an addressee")
        texts = {key: self.text(values, key) for key in ADDRESSEE_KEYS if key not in LINES_KEYS}
        if not texts["name"] and len(self.problems) == before:
            self.note(line_of(node), "an addressee has no name; an institution's name goes there too")
        office = "\n".join(self.lines(values, "office"))
        return Addressee(**texts, office=office, postal=tuple(self.lines(values, "postal")))

    def body(self, typed: str, first_line: int) -> str:
        text = self.markdown(typed, first_line, "the text")
        if not text.strip():
            first_line += len(typed) - len(typed.lstrip("\n"))
            self.note(first_line, "the letter has no text below its front matter")
        return text

    def demands(self, values: Values) -> list[tuple[str, int]]:
        """The demands, each with its line."""
        found = []
        for node in self.items(values, "demands", "demand"):
            line = line_of(node)
            if not isinstance(node, yaml.ScalarNode) or node.tag == BINARY:
                self.note(line, "a demand is not a text; put it in quotes, or after | on lines of its own")
                continue
            text = self.markdown(node.value, line, "a demand").strip()
            if not text or node.tag == NULL:
                self.note(line, "a demand is empty")
            elif NOTE_TEXT.search(text):
                self.note(line, "the texts of footnotes stand below the letter's text, not in a demand")
            else:
                found.append((text, line))
        return found

    def marks(self, body: str, body_line: int, demands: list[tuple[str, int]]) -> None:
        """A footnote that no mark points at would be lost without a word; so would a mark without its note."""
        places = [(body, body_line, True), *((text, line, False) for text, line in demands)]
        notes = set(NOTE_TEXT.findall(body))
        marked = {label for text, _, _ in places for label in NOTE_MARK.findall(text)}
        for label in sorted(notes ^ marked):
            text, line, counts = next(place for place in places if f"[^{label}]" in place[0])
            what = "has no mark in the text" if label in notes else "has a mark but no text"
            below = text[: text.index(f"[^{label}]")].count("\n") if counts else 0
            self.note(line + below, f"footnote {label} {what}")
        if len(read_body(body, tuple(text for text, _ in demands)).notes) > 999:
            self.note(body_line, "the letter has more than 999 footnotes")

    def wording(self, values: Values, typed: str, body_line: int) -> Wording:
        body, demands = self.body(typed, body_line), self.demands(values)
        self.marks(body, body_line + len(typed) - len(typed.lstrip("\n")), demands)
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
            re=self.text(values, "re"),
            demands=tuple(text for text, _ in demands),
            demand_marks=self.demand_marks(values),
        )

    def language(self, values: Values) -> str:
        language = self.text(values, "language") or "en"
        try:
            locale_for(language)
        except ValueError:
            self.note(line_of(values["language"]), f"{language!r} is not a language tag such as en, fr or fa-AF")
        return language

    def demand_marks(self, values: Values) -> DemandMarks:
        typed = self.text(values, "demand_marks") or DemandMarks.BULLETS
        if typed in set(DemandMarks):
            return DemandMarks(typed)
        self.note(line_of(values["demand_marks"]), f"'demand_marks' is one of {', '.join(DemandMarks)}")
        return DemandMarks.BULLETS

    def links(self, values: Values) -> Iterator[Link]:
        for node in self.items(values, "links", "link"):
            before = len(self.problems)
            link = self.mapping(node, LINK_KEYS, "a link")
            label, url = self.text(link, "label"), self.url(link, "url")
            if not (label and url) and len(self.problems) == before:
                self.note(line_of(node), "a link has a label and a url")
            yield Link(label, url)

    def url(self, values: Values, key: str) -> str:
        url = self.text(values, key)
        if url and not leads_out(url):
            self.note(
                line_of(values[key]), f"{key!r} is not an address that begins with https://, http:// or mailto:"
            )
        return url

    def lanes(self, values: Values) -> tuple[Lane, ...]:
        if "lanes" not in values:
            return tuple(Lane)
        typed = list(self.lines(values, "lanes"))
        if not typed or set(typed) - set(Lane):
            self.note(line_of(values["lanes"]), f"'lanes' is a list of one or more of {', '.join(Lane)}")
        return tuple(lane for lane in Lane if lane in typed)

    def profile(self, values: Values) -> Profile:
        slug = self.text(values, "slug", required=True)
        if slug and not (SLUG.fullmatch(slug) and len(slug) <= 80):
            self.note(line_of(values["slug"]), "'slug' takes small letters, digits and single dashes, 80 at most")
        return Profile(
            slug=slug,
            hashtag=self.text(values, "hashtag"),
            organiser=self.text(values, "organiser"),
            published=self.date(values, "published"),
            goal=self.number(values, "goal"),
            supporters_elsewhere=self.number(values, "supporters_elsewhere") or 0,
            about=self.text(values, "about"),
            contact=self.text(values, "contact"),
            links=tuple(self.links(values)),
            until=self.date(values, "until"),
            lanes=self.lanes(values),
            terms=self.text(values, "terms"),
            elsewhere_label=self.text(values, "elsewhere_label"),
            elsewhere_url=self.url(values, "elsewhere_url"),
        )
