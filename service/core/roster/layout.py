"""A roster read from text: its lines become people, and what is nobody is said so."""

import re
from collections import Counter
from collections.abc import Sequence

from service.core.roster.arrangement import is_in_blocks, is_stacked, page_heads, telling, without_labels
from service.core.roster.asides import nobody
from service.core.roster.characters import look_at, take_mail
from service.core.roster.counting import check_numbers
from service.core.roster.extent import extent
from service.core.roster.gathering import Gatherer
from service.core.roster.items import Item, joined
from service.core.roster.lines import Line, lines_of
from service.core.roster.numbering import marked, parted_at_numbers, settled
from service.core.roster.repeats import mark_repeated
from service.core.roster.running import run_on
from service.core.roster.style import Style
from service.core.roster.times import about_times
from service.core.roster.together import parted
from service.core.roster.understanding import Understood, style_of, understand
from service.core.roster.values import Aside, Code, Person, Reading, Warning
from service.core.roster.wrapping import LAST_BUT_ONE, habits_of

TRAILING = " \t\u00a0,;،؛，；、|·"
HYPHENS = "-‐\u00ad"
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def read_roster(text: str) -> Reading:
    """Everybody whom a roster names, and its other lines as asides; no line that holds anything is lost."""
    lines, around = extent(lines_of(text))
    items, asides = _gathered(lines)
    items, empty = _with_text(items)
    asides = sorted((*around, *asides, *empty), key=lambda aside: aside.lines[0])
    style = style_of([item.text for item in items])
    people: list[Person] = []
    for item in items:
        people += _people(item, style)
    numbered, about_numbers = check_numbers(people)
    warnings = (*style.warnings, *about_numbers, *about_times(lines))
    if not numbered:
        warnings = (*warnings, Warning(Code.NO_NAME, "There is no name in this text."))
    return Reading(mark_repeated(numbered), tuple(asides), warnings, style.separator)


def _gathered(lines: Sequence[Line]) -> tuple[list[Item], list[Aside]]:
    whole_words = _whole_words(lines)
    kind, settled_lines = settled([marked(line) for line in lines])
    if (running := run_on(lines, whole_words, kind)) is not None:
        items, asides = _without_nobody(running[0])
        return items, running[1] + asides
    settled_lines = without_labels(settled_lines)
    if kind == "number":
        settled_lines = parted_at_numbers(settled_lines)
    sample = [] if kind else telling(settled_lines)
    blocks = is_in_blocks(sample)
    stacked = not blocks and is_stacked(sample)
    habits = habits_of([one for one in settled_lines if one.kind] if kind else sample)
    gatherer = Gatherer(kind, habits, blocks, stacked, page_heads(lines))
    gatherer.walk(settled_lines)
    if stacked:
        _doubt_odd_sizes(gatherer.items)
    _finish(gatherer.items, blocks or stacked or _are_fields(gatherer.items), whole_words)
    return gatherer.items, gatherer.asides


def _whole_words(lines: Sequence[Line]) -> frozenset[str]:
    """The words of the list, where any line ends with a hyphen that they may say more about."""
    if not any(line.text[-1:] in HYPHENS for line in lines):
        return frozenset()
    return frozenset(word.lower() for line in lines for word in WORD.findall(line.text[:2000]))


def _without_nobody(items: Sequence[Item]) -> tuple[list[Item], list[Aside]]:
    """Of pieces of a paragraph, those that count others or name nobody become asides."""
    people: list[Item] = []
    asides: list[Aside] = []
    for item in items:
        found = nobody(item.text, False, not item.text.endswith((":", "：")))
        if found:
            asides.append(Aside(tuple(item.numbers), "\n".join(item.sources), found.warning, found.others))
        else:
            people.append(item)
    return people, asides


def _are_fields(items: Sequence[Item]) -> bool:
    """Whether the entries of a marked list put a part on each line, the name alone on the first."""
    several = [item for item in items if len(item.texts) > 1]
    bare = [item for item in several if not any(sign in item.texts[0] for sign in ",;|–—(،؛，")]
    return len(several) * 2 > len(items) and len(bare) * 10 >= len(several) * 8


def _doubt_odd_sizes(items: Sequence[Item]) -> None:
    """Of entries that stand on top of each other, those with more or fewer lines than most are doubtful."""
    usual = max(Counter(len(item.texts) for item in items).items(), key=lambda each: each[1], default=(0, 0))[0]
    for item in items:
        if len(item.texts) != usual:
            item.doubt(Code.LINE, f"Most entries have {usual} lines, this one {len(item.texts)}.")


def _finish(items: Sequence[Item], blocks: bool, whole_words: frozenset[str]) -> None:
    for item in items:
        item.is_block = blocks and len(item.texts) > 1
        if len(item.texts) < 2 or item.is_block:
            continue
        item.texts = joined(item.texts, whole_words)
        if not any(warning.code is Code.WRAPPED for warning in item.warnings):
            first, last = item.numbers[0], item.numbers[-1]
            item.doubt(Code.WRAPPED, f"Lines {first} to {last} are read as one entry.")


def _with_text(items: Sequence[Item]) -> tuple[list[Item], list[Aside]]:
    """The items that say anything, mail addresses taken out; the others are asides."""
    found: list[Item] = []
    empty: list[Aside] = []
    for item in items:
        item.texts[-1:] = [LAST_BUT_ONE.sub("", text).strip(TRAILING) for text in item.texts[-1:]]
        take_mail(item)
        if any(any(map(str.isalpha, text)) for text in item.texts):
            look_at(item)
            found.append(item)
            continue
        words = f"Here is an address, {item.email}, and no name." if item.email else "Here is no name."
        empty.append(Aside(tuple(item.numbers), "\n".join(item.sources), Warning(Code.NO_NAME, words)))
    return found, empty


def _people(item: Item, style: Style) -> list[Person]:
    whole = understand(item.text, style)
    return [_person(item, read) for read in parted(item.text, style, whole)]


def _person(item: Item, read: Understood) -> Person:
    return Person(
        lines=tuple(item.numbers),
        number=item.value,
        honorific=read.honorific,
        name=read.name,
        post_nominals=read.post_nominals,
        rest=read.rest.replace("\n", " "),
        positions=read.positions,
        country=read.country,
        email=item.email,
        source="\n".join(item.sources),
        warnings=(*item.warnings, *read.warnings),
    )
