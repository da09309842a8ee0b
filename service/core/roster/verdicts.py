"""What becomes of each row of a roster: it is new, stands already, contradicts, is not clear, or is nobody."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """NEW: it will be brought in. CONFLICT: the name stands already, with other words behind it.

    SKIPPED: the author leaves it out. ASIDE: lines that are nobody.
    """

    NEW = "new"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    PROBLEM = "problem"
    SKIPPED = "skipped"
    ASIDE = "aside"


@dataclass(frozen=True, slots=True)
class Sums:
    """How many rows of a roster are what; new, duplicates, conflicts, problems and skipped make the total."""

    new: int = 0
    duplicates: int = 0
    conflicts: int = 0
    problems: int = 0
    skipped: int = 0
    asides: int = 0

    @property
    def total(self) -> int:
        """How many people the roster has."""
        return self.new + self.duplicates + self.conflicts + self.problems + self.skipped


def sums_of(counted: Counter[Verdict]) -> Sums:
    return Sums(
        counted[Verdict.NEW],
        counted[Verdict.DUPLICATE],
        counted[Verdict.CONFLICT],
        counted[Verdict.PROBLEM],
        counted[Verdict.SKIPPED],
        counted[Verdict.ASIDE],
    )


def sums_in_words(sums: Sums) -> str:
    """"57 new, 2 duplicates, 1 problem = 60"; a kind of which there is none is left out."""
    parts = [
        _counted(sums.new, "new", "new"),
        _counted(sums.duplicates, "duplicate", "duplicates"),
        _counted(sums.conflicts, "conflict", "conflicts"),
        _counted(sums.problems, "problem", "problems"),
        _counted(sums.skipped, "skipped", "skipped"),
    ]
    return f"{', '.join(part for part in parts if part) or '0 new'} = {sums.total:,}"


def _counted(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}" if count else ""
