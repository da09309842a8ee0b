"""Which people of a roster stand on the letter already, or twice in the roster: in time that grows linearly."""

import re
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from service.core.likeness import name_keys, spelling_of
from service.core.name_words import HONOURS, POST_NOMINALS
from service.core.roster.verdicts import Verdict
from service.core.text import fold

NEAR_NAME, NEAR_ALONE, NEAR_REST = 90, 94, 80
"""Likeness, of 100: of names with the same rest behind them, of names with none, and of what stands behind."""

BLOCK_MOST = 32
"""Names compared for each key that one has in common with them: the last ones, however many there are."""

BEHIND_NAMES = POST_NOMINALS | HONOURS
AFTER_COMMA = re.compile(r"^(?:[A-Z]\.){2,}$|^[A-Z][A-Za-z]*[A-Z]$")


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody to compare. key: what the caller knows them by. rest: all that stands behind the name.

    mailbox: the blind index of an address, if one is known.
    """

    key: int
    name: str
    latin_name: str = ""
    rest: str = ""
    mailbox: bytes | None = None


@dataclass(frozen=True, slots=True)
class Same:
    """Whom somebody doubles: a key of the roster's rows, or of those who stand on the letter."""

    verdict: Verdict
    key: int
    is_on_letter: bool
    is_by_mailbox: bool = False


def bare_name(name: str) -> str:
    """A name without what was printed behind it: "Lena Haas, PhD" and "Lena Haas OBE" are Lena Haas."""
    before, comma, after = name.partition(",")
    words = before.split()
    if comma and (len(words) < 2 or not all(map(_is_behind, after.replace(",", " ").split()))):
        words = name.split()
    while len(words) > 2 and words[-1].strip(".,").lower() in BEHIND_NAMES:
        words.pop()
    return " ".join(words)


def _is_behind(word: str) -> bool:
    return word.lower() in BEHIND_NAMES or bool(AFTER_COMMA.match(word))


def name_mark(name: str) -> str:
    """What is the same for two names that differ in case, accents, post-nominals or the order of words."""
    bare = ("".join(filter(str.isalnum, word)) for word in fold(bare_name(name)).split())
    return " ".join(sorted(filter(None, bare)))


def compare(rows: Iterable[Named], known: Iterable[Named]) -> dict[int, Same]:
    """The rows that double somebody on the letter (known), or an earlier row; by their keys."""
    on_letter, earlier = _Crowd(), _Crowd()
    for each in known:
        on_letter.add(_Known(each))
    found: dict[int, Same] = {}
    for row in rows:
        one = _Known(row)
        for crowd in (on_letter, earlier):
            if row.key not in found and (same := crowd.find(one, crowd is on_letter)):
                found[row.key] = same
        earlier.add(one)
    return found


class _Known:
    """Somebody, with what they are compared by worked out once."""

    __slots__ = ("forms", "keys", "marks", "named", "rest")

    def __init__(self, named: Named) -> None:
        bare = bare_name(named.name)
        self.named = named
        self.marks = {mark for mark in (name_mark(bare), name_mark(named.latin_name)) if mark}
        spelling = spelling_of(bare, named.latin_name, bare)
        self.keys = name_keys(spelling)
        self.forms = [" ".join(sorted(form.split())) for form in spelling.forms]
        self.rest = fold(named.rest)


class _Crowd:
    """Those who were seen, found by mailbox, by the same name, or by keys that nearly the same names share."""

    def __init__(self) -> None:
        self._mailboxes: dict[bytes, _Known] = {}
        self._marks: dict[str, deque[_Known]] = {}
        self._keys: defaultdict[int, deque[_Known]] = defaultdict(lambda: deque(maxlen=BLOCK_MOST))

    def add(self, one: _Known) -> None:
        if one.named.mailbox:
            self._mailboxes.setdefault(one.named.mailbox, one)
        for mark in one.marks:
            self._marks.setdefault(mark, deque(maxlen=BLOCK_MOST)).append(one)
        for key in one.keys:
            self._keys[key].append(one)

    def find(self, one: _Known, is_on_letter: bool) -> Same | None:
        """The one who is most surely the same."""
        if one.named.mailbox and (other := self._mailboxes.get(one.named.mailbox)):
            return Same(Verdict.DUPLICATE, other.named.key, is_on_letter, is_by_mailbox=True)
        same = [other for mark in one.marks for other in self._marks.get(mark, ())]
        if same:
            return _of_same_name(one, same, is_on_letter)
        near = {other.named.key: other for key in one.keys for other in self._keys.get(key, ())}
        return _of_near_name(one, near, is_on_letter)


def _of_same_name(one: _Known, others: Sequence[_Known], is_on_letter: bool) -> Same:
    for other in others:
        if _is_near_rest(one.rest, other.rest):
            return Same(Verdict.DUPLICATE, other.named.key, is_on_letter)
    return Same(Verdict.CONFLICT, others[0].named.key, is_on_letter)


def _is_near_rest(one: str, other: str) -> bool:
    """Whether what stands behind two names does not contradict: the same, a part of it, or nothing at all."""
    return not one or not other or one in other or other in one or _is_alike(one, other)


def _is_alike(one: str, other: str) -> bool:
    return fuzz.token_sort_ratio(one, other, score_cutoff=NEAR_REST) > 0


def _of_near_name(one: _Known, others: Mapping[int, _Known], is_on_letter: bool) -> Same | None:
    for other, alike in _near(one, others):
        if one.rest and other.rest and _is_alike(one.rest, other.rest):
            return Same(Verdict.DUPLICATE, other.named.key, is_on_letter)
        if alike >= NEAR_ALONE and not (one.rest and other.rest):
            return Same(Verdict.CONFLICT, other.named.key, is_on_letter)
    return None


def _near(one: _Known, others: Mapping[int, _Known]) -> Iterator[tuple[_Known, float]]:
    """Those whose names are nearly the same in whatever order their words stand, the most alike first."""
    forms = {key: other.forms[0] for key, other in others.items() if other.forms}
    for form in one.forms:
        for _, alike, key in process.extract(form, forms, scorer=fuzz.ratio, score_cutoff=NEAR_NAME, limit=5):
            yield others[key], alike
