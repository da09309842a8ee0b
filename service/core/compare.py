"""What changed between two wordings, word by word, for people."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from service.core.languages import date_in_words
from service.core.letter import Addressee, Wording
from service.core.markdown import marked_demands

BETWEEN = re.compile(r"(\n[ \t]*\n\n*)")
"""Empty lines: they part paragraphs, and are compared as if they were some."""

WORDS = re.compile(r"\s+|[^\s.,;:!?()\[\]\"“”«»،؛؟]+|\S")
SMALL = 10_000
"""Pairs of words, or of paragraphs, up to which every one is compared with every other."""

LONG = 400_000
"""Letters of both texts together beyond which words are found by landmarks alone."""

ALIKE = 0.25
"""Share of the longer passage that must be the same; below it, whole passages read better than scattered words."""


class Change(StrEnum):
    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Run:
    change: Change
    text: str


Passage = tuple[Run, ...]
"""A paragraph, or what stands between two, or neighbouring ones that changed together."""


@dataclass(frozen=True, slots=True)
class PartChange:
    """One part of two wordings. What is same and removed is the old text, what is same and added the new one."""

    part: str
    passages: tuple[Passage, ...]

    @property
    def is_changed(self) -> bool:
        return any(is_changed(passage) for passage in self.passages)

    @property
    def old(self) -> str:
        return "".join(run.text for p in self.passages for run in p if run.change is not Change.ADDED)

    @property
    def new(self) -> str:
        return "".join(run.text for p in self.passages for run in p if run.change is not Change.REMOVED)


def is_changed(passage: Passage) -> bool:
    return any(run.change is not Change.SAME for run in passage)


def compare(old: Wording, new: Wording) -> tuple[PartChange, ...]:
    """Every part that either wording has, in the order in which a letter prints them."""
    before, after = parts(old), parts(new)
    return tuple(
        PartChange(name, tuple(_passages(before[name], after[name])))
        for name in after
        if before[name] or after[name]
    )


def parts(wording: Wording) -> dict[str, str]:
    """The wording's parts as texts: addressees in their printed lines, demands with their marks."""
    return {
        "language": wording.language,
        "title": wording.title,
        "to": _addressees(wording.to),
        "cc": _addressees(wording.cc),
        "date": date_in_words(wording.date, wording.language) if wording.date else "",
        "re": wording.re,
        "salutation": wording.salutation,
        "body": wording.body,
        "demands": "\n\n".join(marked_demands(wording)),
        "closing": wording.closing,
    }


def _addressees(several: tuple[Addressee, ...]) -> str:
    return "\n\n".join("\n".join(one.lines()) for one in several)


def _passages(old: str, new: str) -> Iterator[Passage]:
    before, after = ([piece for piece in BETWEEN.split(text) if piece] for text in (old, new))
    small = SMALL if len(old) + len(new) <= LONG else 0
    at_old = at_new = 0
    for i, j, length in (*_matches(before, after, SMALL), (len(before), len(after), 0)):
        yield from _replaced(before[at_old:i], after[at_new:j], small)
        for paragraph in before[i : i + length]:
            yield (Run(Change.SAME, paragraph),)
        at_old, at_new = i + length, j + length


def _replaced(old: list[str], new: list[str], small: int) -> Iterator[Passage]:
    """As many paragraphs as before are taken for the same ones, edited; otherwise they are compared together."""
    if len(old) == len(new):
        for before, after in zip(old, new, strict=True):
            yield _changed(before, after, small)
    else:
        yield _changed("".join(old), "".join(new), small)


def _changed(old: str, new: str, small: int) -> Passage:
    """A passage that changed, by words where enough of it stayed."""
    before, after = WORDS.findall(old), WORDS.findall(new)
    enough = ALIKE * max(_weight(before), _weight(after))
    if _weight((Counter(before) & Counter(after)).elements()) < enough:
        return tuple(_runs(before, after, []))
    matches = list(_matches(before, after, small))
    same = sum(_weight(before[i : i + length]) for i, _, length in matches)
    return tuple(_runs(before, after, matches if same >= enough else []))


def _weight(words: Iterable[str]) -> int:
    """How many letters the words have; white space weighs nothing."""
    return sum(len(word) for word in words if not word.isspace())


def _runs(before: list[str], after: list[str], matches: list["Match"]) -> Iterator[Run]:
    """Removed before added; white space alone between two changes belongs to them."""
    at_old = at_new = 0
    for i, j, length in (*matches, (len(before), len(after), 0)):
        same = "".join(before[i : i + length])
        is_inside = at_old + at_new > 0 and i + length < len(before) and j + length < len(after)
        if length and is_inside and not same.strip():
            continue
        for change, words in ((Change.REMOVED, before[at_old:i]), (Change.ADDED, after[at_new:j])):
            if words:
                yield Run(change, "".join(words))
        if same:
            yield Run(Change.SAME, same)
        at_old, at_new = i + length, j + length


Match = tuple[int, int, int]
"""Where equal items begin in the old and in the new sequence, and how many there are."""


def _matches(old: Sequence[str], new: Sequence[str], small: int) -> Iterator[Match]:
    """Equal stretches in order: the same beginning, the same end, and between them what is found by landmarks."""
    most = min(len(old), len(new))
    begin = next((n for n in range(most) if old[n] != new[n]), most)
    end = next((n for n in range(most - begin) if old[-1 - n] != new[-1 - n]), most - begin)
    if begin:
        yield 0, 0, begin
    middle_old, middle_new = old[begin : len(old) - end], new[begin : len(new) - end]
    if middle_old and middle_new:
        for i, j, length in _between(middle_old, middle_new, small):
            yield begin + i, begin + j, length
    if end:
        yield len(old) - end, len(new) - end, end


def _between(old: Sequence[str], new: Sequence[str], small: int) -> Iterator[Match]:
    """Small sequences are compared in full; large ones part at items that each holds once, or do not match."""
    if len(old) * len(new) <= small:
        for match in SequenceMatcher(None, old, new, False).get_matching_blocks()[:-1]:
            yield match.a, match.b, match.size
        return
    at_old = at_new = 0
    landmarks = _landmarks(old, new)
    for i, j in (*landmarks, (len(old), len(new))) if landmarks else ():
        for k, m, length in _matches(old[at_old:i], new[at_new:j], small):
            yield at_old + k, at_new + m, length
        if i < len(old):
            yield i, j, 1
        at_old, at_new = i + 1, j + 1


def _landmarks(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Items that both hold exactly once, as many as stand in the same order in both: a patience diff's anchors."""
    once_old = {item for item, count in Counter(old).items() if count == 1}
    once_new = {item for item, count in Counter(new).items() if count == 1}
    places = {item: at for at, item in enumerate(new) if item in once_new}
    pairs = [(i, places[item]) for i, item in enumerate(old) if item in once_old and item in places]
    return _longest_rise(pairs)


def _longest_rise(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest choice of pairs in which the second numbers rise too."""
    tops: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for at, (_, j) in enumerate(pairs):
        pile = bisect_left(tops, j)
        tops[pile : pile + 1] = [j]
        ends[pile : pile + 1] = [at]
        before.append(ends[pile - 1] if pile else -1)
    rise, at = [], ends[-1] if ends else -1
    while at >= 0:
        rise.append(pairs[at])
        at = before[at]
    return rise[::-1]
