"""How well rosters are read: what was understood beside labels that were written by hand."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from service.core.roster.layout import read_roster
from service.core.roster.values import Person, Reading

ROSTERS = Path(__file__).parent.parent / "rosters"
SEEN = ROSTERS / "seen"
ASIDE = ROSTERS / "aside"
"""Lists that were labelled by people who did not know the reader, and first read when it was done."""

VALUES = ("honorific", "name", "post_nominals", "rest", "country")
MUST_BE_RIGHT = ("lines", "honorific", "name", "rest")
"""A person of whom one of these is wrong must carry a warning."""


@dataclass
class Tally:
    """Of one value over many people: how often it was right, found and printed."""

    right: int = 0
    found: int = 0
    printed: int = 0

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.printed if self.printed else 1.0


@dataclass
class Score:
    """people: labelled. counts_wrong: lists with another number of people. alarms: warned, and read right."""

    lists: int = 0
    people: int = 0
    alarms: int = 0
    right: int = 0
    counts_wrong: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    values: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name in VALUES})

    def rows(self) -> list[list[str]]:
        return [
            [name, f"{100 * tally.precision:.1f} %", f"{100 * tally.recall:.1f} %", f"{tally.printed}"]
            for name, tally in self.values.items()
        ]

    def __str__(self) -> str:
        lines = [" ".join(row) for row in self.rows()]
        lines.append(f"{self.lists} lists, {self.people} people; warned {self.alarms} of {self.right} read right")
        for name in ("counts_wrong", "silent", "wrong"):
            lines += [f"{name}: {each}" for each in getattr(self, name)]
        return "\n".join(lines)


def score(folder: Path) -> Score:
    """All lists of a folder, each NAME.txt with its NAME.json.

    A label may carry other readings that are as right ("name_also"), or be optional: an organisation, or an entry
    of two people, which may be read in more than one way and is not counted.
    """
    found = Score()
    for path in sorted(folder.glob("*.txt")):
        labels = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        reading = read_roster(path.read_bytes().decode("utf-8"))
        add(found, path.stem, labels, reading)
    return found


def add(found: Score, name: str, labels: Sequence[dict[str, Any]], reading: Reading) -> None:
    """Count one list; people are put beside their labels by the line that they begin on."""
    optional = {line for label in labels if label.get("optional") for line in label["lines"]}
    labels = [label for label in labels if not label.get("optional")]
    people = [person for person in reading.people if not optional & set(person.lines)]
    found.lists += 1
    found.people += len(labels)
    if len(people) != len(labels):
        found.counts_wrong.append(f"{name}: {len(people)} people, not {len(labels)}")
    read = _by_line((person.lines[0], person) for person in people)
    doubted = {line for person in reading.people if person.warnings for line in person.lines}
    doubted |= {line for aside in reading.asides for line in aside.lines}
    for key, label in _by_line((label["lines"][0], label) for label in labels).items():
        _compare(found, f"{name}:{key[0]}", label, read.pop(key, None), key[0] in doubted)
    for key, person in read.items():
        _count(found, {value: "" for value in VALUES}, person)
        note = f"{name}:{key[0]}: {person.name!r} is nobody"
        (found.wrong if person.warnings else found.silent).append(note)


def _by_line(people: Iterable[tuple[int, Any]]) -> dict[tuple[int, int], Any]:
    placed: dict[tuple[int, int], Any] = {}
    for line, person in people:
        nth = 0
        while (line, nth) in placed:
            nth += 1
        placed[line, nth] = person
    return placed


def _count(found: Score, label: dict[str, Any], person: Person | None) -> None:
    for name, tally in found.values.items():
        value = getattr(person, name) if person else ""
        tally.found += bool(value)
        is_right = bool(value) and _is_right(label, name, value)
        tally.printed += is_right or bool(label[name])
        tally.right += is_right


def _compare(
    found: Score, where: str, label: dict[str, Any], person: Person | None, is_doubted: bool
) -> None:
    _count(found, label, person)
    if person is None:
        (found.wrong if is_doubted else found.silent).append(f"{where}: nobody, not {label['name']!r}")
        return
    differs = {
        name: (getattr(person, name), label[name])
        for name in (*MUST_BE_RIGHT, "post_nominals", "number")
        if not _is_right(label, name, getattr(person, name))
    }
    if not differs:
        found.right += 1
        found.alarms += bool(person.warnings)
        return
    words = "; ".join(f"{name} {one!r}, not {other!r}" for name, (one, other) in differs.items())
    is_silent = not person.warnings and set(differs) & set(MUST_BE_RIGHT)
    (found.silent if is_silent else found.wrong).append(f"{where}: {words}")


def _is_right(label: dict[str, Any], name: str, value: object) -> bool:
    return _plain(value) in [_plain(each) for each in (label[name], *label.get(f"{name}_also", ()))]


def _plain(value: object) -> object:
    """Without what may differ between two careful people: white space, and a stop or comma at the end."""
    if isinstance(value, str):
        return " ".join(value.split()).strip(" ,;.()（）")
    return list(value) if isinstance(value, tuple) else value


