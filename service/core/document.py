"""The one document tree that every renderer walks."""

from dataclasses import dataclass
from datetime import datetime

from service.core.entry import ListedEntry
from service.core.letter import Letter


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Emphasis:
    children: "tuple[Inline, ...]"


@dataclass(frozen=True, slots=True)
class Strong:
    children: "tuple[Inline, ...]"


@dataclass(frozen=True, slots=True)
class Link:
    """A link to an http, https or mailto address."""

    href: str
    children: "tuple[Inline, ...]"


@dataclass(frozen=True, slots=True)
class LineBreak:
    pass


@dataclass(frozen=True, slots=True)
class NoteMark:
    """A footnote's mark. occurrence counts from 1 the marks of the same note, for links back."""

    number: int
    occurrence: int


Inline = Text | Emphasis | Strong | Link | LineBreak | NoteMark


@dataclass(frozen=True, slots=True)
class Paragraph:
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """level: 1 to 6, as the author wrote it."""

    level: int
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class ItemList:
    """A bulleted list, or a numbered or lettered one that begins at start.

    marks: what stands before each item, as in "a)"; without them a numbered list prints "1.".
    """

    items: "tuple[tuple[Block, ...], ...]"
    start: int | None = None
    marks: tuple[str, ...] = ()

    def printed_marks(self) -> tuple[str, ...]:
        """What stands before each item; empty for a bulleted list."""
        if self.marks or self.start is None:
            return self.marks
        return tuple(f"{self.start + index}." for index in range(len(self.items)))


@dataclass(frozen=True, slots=True)
class Quote:
    """Quoted words, and who said them: a last line that begins with a dash, kept without the dash."""

    children: "tuple[Block, ...]"
    source: tuple[Inline, ...] = ()


@dataclass(frozen=True, slots=True)
class Preformatted:
    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    pass


Block = Paragraph | Heading | ItemList | Quote | Preformatted | Rule


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote: its printed number, its text, and how many marks point at it."""

    number: int
    children: tuple[Block, ...]
    marks: int


@dataclass(frozen=True, slots=True)
class Body:
    """The letter's text and, after it, its demands as a list."""

    blocks: tuple[Block, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A letter with its names at one moment, as every renderer receives it.

    is_preview: true unless it was made from an edition.
    """

    letter: Letter
    body: Body
    entries: tuple[ListedEntry, ...]
    as_of: datetime
    is_preview: bool = True
