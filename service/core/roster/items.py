"""One entry as it was gathered from lines, before its words are understood."""

import re
from dataclasses import dataclass, field

from service.core.roster.lines import Line
from service.core.roster.values import Code, Warning
from service.core.roster.word_sets import words_of

EAST = re.compile("[\u3040-\u30ff\u3400-\u9fff\uff00-\uff60]")
DIVIDED = re.compile(r"([^\W\d_]{2,})[-‐\u00ad]$")
FIRST_PARTS = words_of(
    "co non vice ex self anti pro post pre multi inter sub semi under over well long all al el ul abd "
    "sino afro anglo franco euro neo pan socio counter cross trans policy decision peace human vize sous "
    "entre avant mid part full "
)
"""What stands before a hyphen that is written anywhere: "Co-Founder", "al-Din"."""


@dataclass(slots=True)
class Item:
    """The lines of one entry. texts: one for each, without marks. is_block: each line is a part of its own."""

    numbers: list[int]
    texts: list[str]
    sources: list[str]
    value: int | None = None
    warnings: list[Warning] = field(default_factory=list)
    is_block: bool = False
    email: str = ""

    def add(self, line: Line, text: str) -> None:
        self.note(line)
        if text:
            self.texts.append(text)

    def note(self, line: Line) -> None:
        """Take the line as one of the entry's, without a text."""
        if line.number not in self.numbers[-1:]:
            self.numbers.append(line.number)
        self.sources.append(line.raw)

    @property
    def text(self) -> str:
        return ("\n" if self.is_block else " ").join(self.texts)

    def doubt(self, code: Code, words: str) -> None:
        self.warnings.append(Warning(code, words))


def joined(texts: list[str], whole_words: frozenset[str]) -> list[str]:
    """The texts with words that were divided at the end of a line made whole, and Chinese ones put together.

    whole_words: words of the list, lower case, that tell whether the hyphen belongs to the word.
    """
    found = texts[:1]
    for text in texts[1:]:
        if EAST.match(found[-1][-1:]) and EAST.match(text):
            found[-1] += text
            continue
        divided = DIVIDED.search(found[-1][-80:])
        if not divided or not text[:1].isalpha():
            found.append(text)
            continue
        rest = re.split(r"[^\w’'-]", text, maxsplit=1)[0]
        keeps = not text[:1].islower() or divided[1].lower() in FIRST_PARTS
        with_hyphen, without = f"{divided[1]}-{rest}".lower(), f"{divided[1]}{rest}".lower()
        if found[-1].endswith("\u00ad") or without in whole_words:
            keeps = False
        elif with_hyphen in whole_words:
            keeps = True
        found[-1] = f"{found[-1] if keeps else found[-1][:-1]}{text}"
    return found
