"""What a visitor reads of a letter's changes: the changelog, each version, and who stands on an earlier text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from service.actions.reading import PAGE, public_letter
from service.core.compare import PartChange, compare
from service.core.entry import ListedEntry
from service.core.letter import Counts, Letter, Version, VersionKind
from service.store import eras, letters, roll
from service.store.database import Db


@dataclass(frozen=True, slots=True)
class Earlier:
    """Who stands on a text that was changed materially. version: its last; until: when it was changed."""

    version: Version
    until: datetime
    counts: Counts
    roll_id: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.counts.named // PAGE))


@dataclass(frozen=True, slots=True)
class VersionPage:
    """One version, the one before it, and where it was replaced: by which change, and who stands on it still.

    The names stand with the last version before a material change, whichever of its corrections they saw.
    """

    letter: Letter
    version: Version
    before: Version | None
    earlier: Earlier | None
    entries: Sequence[ListedEntry]
    difference: tuple[PartChange, ...]

    @property
    def pages(self) -> int:
        is_last = self.earlier is not None and self.earlier.version.id == self.version.id
        return self.earlier.pages if self.earlier and is_last else 1

    @property
    def is_present(self) -> bool:
        return self.version.id == self.letter.version.id


@lru_cache(maxsize=32)
def difference(before: Version, after: Version) -> tuple[PartChange, ...]:
    """What changed from one text to another, word by word; many ask about the same two."""
    return compare(before.wording, after.wording)


def changelog(db: Db, letter: Letter) -> list[Version]:
    """The versions that readers could see, the newest first: not those from before anybody could sign."""
    found = letters.versions_of(db, letter.id)
    first = next(at for at, version in enumerate(found) if version.kind is VersionKind.FIRST)
    return found[: first + 1]


def earlier_texts(db: Db, letter: Letter, versions: Sequence[Version]) -> list[Earlier]:
    """Every earlier era of a letter, the newest first."""
    found = []
    for era in eras.eras_of(db, letter.id):
        last = next((version for version in versions if version.era == era.number), None)
        change = next((version for version in reversed(versions) if version.era > era.number), None)
        if last and change:
            found.append(Earlier(last, change.created_at, era.counts, era.roll_id))
    return found


def version_page(db: Db, slug: str, number: int, page: int) -> VersionPage | None:
    """A version of a public letter, with one page of the names that stand on it, from 1."""
    letter = public_letter(db, slug)
    if letter is None:
        return None
    versions = changelog(db, letter)
    version = next((each for each in versions if each.number == number), None)
    if version is None:
        return None
    before = next((each for each in versions if each.number < number), None)
    texts = earlier_texts(db, letter, versions)
    earlier = next((each for each in texts if each.version.era == version.era), None)
    is_last = earlier is not None and earlier.version.id == version.id
    entries = roll.listed(db, earlier.roll_id, (page - 1) * PAGE + 1, PAGE) if earlier and is_last else []
    changed = difference(before, version) if before else ()
    return VersionPage(letter, version, before, earlier, entries, changed)
