"""Lists that run on in a paragraph: parted by numbers, semicolons, dots or commas inside the lines."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from service.core.roster.asides import is_heading, nobody
from service.core.roster.beginnings import begins
from service.core.roster.items import Item, joined
from service.core.roster.lines import EDGE, Line
from service.core.roster.numbering import NUMBER
from service.core.roster.values import Aside, Code

INNER_NUMBER = re.compile(r"(?<!\S)[(\[（]?(\d{1,6})[.)\]．）:](?=\s?[^\W\d])")
COLUMNS = "    "
"""Two columns that were printed side by side."""

STOP = ". "
SEPARATORS = (";", "；", "؛", " • ", " · ", " ● ", " ▪ ", " | ", " / ", " // ", " ; ", "、", STOP)
BULLETS = (" • ", " · ", " ● ", " ▪ ")
NAMES_ONLY = (",", "،", "，")
HAN = re.compile(r"^[\u3400-\u9fff·•・\uac00-\ud7af\u3040-\u30ff]{2,12}(?:[（(].{1,40}[）)])?$")
LAST = re.compile(r"^(?:and|et|und|y|e|и|та|en|og|och|ve|&|以及|和|及)\s+(?=\S)|^و\s?(?=\S{2,}\s)", re.IGNORECASE)
BEHIND_BRACKET = re.compile(r"(?<=[)）])\s+(?:and|et|und|y|e|и|та|en|og|och|ve|&|و)\s+(?=[^\W\d_])", re.IGNORECASE)
"""Between the last two of a list in which each name has something in brackets: "A (X), B (Y) and C (Z)"."""

IN_BRACKETS = re.compile(r"\s*[(（][^()（）]*[)）][.\s]*$")
LABEL = re.compile(r"[^:：;,、]{1,100}[:：].")
SAMPLE = 400


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together, as one text. starts: where each line begins in it."""

    lines: list[Line]
    text: str
    starts: list[int]

    def item(self, begin: int, end: int) -> Item | None:
        """The entry that stands between two places, or None where nothing does."""
        text = self.text[begin:end]
        if not text.strip(EDGE):
            return None
        begin += len(text) - len(text.lstrip(EDGE))
        end -= len(text) - len(text.rstrip(EDGE))
        first, last = bisect_right(self.starts, begin) - 1, bisect_right(self.starts, end - 1) - 1
        numbers = list(dict.fromkeys(line.number for line in self.lines[first : last + 1]))
        text = self.text[begin:end].strip(EDGE)
        return Item(numbers, [text], [text])


def paragraphs(lines: Sequence[Line], whole_words: frozenset[str]) -> list[Paragraph]:
    """The lines by paragraphs: a blank line ends one."""
    groups: list[list[Line]] = []
    for line in lines:
        if line.gap or not groups:
            groups.append([])
        groups[-1].append(line)
    return [_paragraph(group, whole_words) for group in groups]


def _paragraph(lines: list[Line], whole_words: frozenset[str]) -> Paragraph:
    pieces: list[str] = []
    starts: list[int] = []
    at = 0
    for line in lines:
        if pieces and pieces[-1] and len(mended := joined([pieces[-1][-80:], line.text], whole_words)) == 1:
            kept = len(mended[0]) - len(line.text)
            cut = len(pieces[-1][-80:]) - kept
            pieces[-1] = pieces[-1][: len(pieces[-1]) - cut]
            at -= cut
        elif pieces:
            pieces.append(" ")
            at += 1
        starts.append(at)
        pieces.append(line.text)
        at += len(line.text)
    return Paragraph(lines, "".join(pieces), starts)


def run_on(
    lines: Sequence[Line], whole_words: frozenset[str], kind: str
) -> tuple[list[Item], list[Aside]] | None:
    """The entries of a list that runs on inside its lines, and its headings; None where it does not run on.

    kind: what lines begin with, "number" or "bullet"; other signs are not looked for inside them then.
    """
    whole = "\n".join(line.text for line in lines)
    if (first := _first_of_chain(whole)) is not None:
        others, asides = _without_heads(lines)
        return _by_numbers(others, whole_words, first), asides
    signs = _signs_in(whole, len(lines))
    signs = [sign for sign in signs if sign in BULLETS] if kind == "bullet" else signs
    if kind == "number":
        signs = []
    if COLUMNS in whole:
        signs.append(COLUMNS)
    if not signs:
        return None
    others, asides = _without_heads(lines)
    whole = "\n".join(line.text for line in others)
    for sign in signs:
        if _parts_people(whole, sign, len(others)):
            return _by_sign(others, sign, whole_words), asides
    return None


def _without_heads(lines: Sequence[Line]) -> tuple[list[Line], list[Aside]]:
    others: list[Line] = []
    asides: list[Aside] = []
    is_behind = False
    for line in lines:
        if INNER_NUMBER.match(line.text) or not (found := nobody(line.text, line.is_head)):
            others.append(replace(line, gap=max(line.gap, 1)) if is_behind else line)
            is_behind = False
        else:
            is_behind = True
            asides.append(Aside((line.number,), line.raw, found.warning, found.others))
    return others, asides


def _signs_in(whole: str, lines: int) -> list[str]:
    """Signs that are there often enough to part several people in a line."""
    found = [sign for sign in SEPARATORS if (count := whole.count(sign)) >= 2 and count * 3 >= lines]
    return found + [sign for sign in NAMES_ONLY if whole.count(sign) >= max(2, 1.5 * lines)]


def _first_of_chain(whole: str) -> int | None:
    """Where numbers follow each other, a good part of them inside the lines, the one that they begin with."""
    numbers = [(int(found[1]), found.start()) for found in INNER_NUMBER.finditer(whole)]
    for first in dict.fromkeys((1, *(number for number, _ in numbers[:1]))):
        expected, inside = first, 0
        for number, place in numbers:
            if number == expected:
                expected += 1
                inside += place > 0 and whole[place - 1] != "\n"
        if expected - first >= 3 and inside * 3 >= expected - first:
            return first
    return None


def _by_numbers(lines: Sequence[Line], whole_words: frozenset[str], expected: int) -> list[Item]:
    items: list[Item] = []
    for paragraph in paragraphs(lines, whole_words):
        places = []
        for found in INNER_NUMBER.finditer(paragraph.text):
            if int(found[1]) == expected:
                places.append((found.start(), found.end(), expected))
                expected += 1
        ends = [begin for begin, _, _ in places] + [len(paragraph.text)]
        if lead := paragraph.item(0, ends[0]):
            _lead(items, lead)
        for (_, begin, value), end in zip(places, ends[1:], strict=True):
            if item := paragraph.item(begin, end):
                item.value = value
                items.append(item)
    return items


def _lead(items: list[Item], lead: Item) -> None:
    """What stands before the first number of a paragraph goes on with the entry before it."""
    if items:
        items[-1].numbers += [n for n in lead.numbers if n not in items[-1].numbers]
        items[-1].texts += lead.texts
        items[-1].sources += lead.sources
    else:
        items.append(lead)


def _unlabelled(text: str) -> str:
    """The text without what stands before a list in the same line: "Signed by: ", "联署人："."""
    before, colon, after = re.split("([:：])", text[:120], maxsplit=1) if LABEL.match(text) else ("", "", "")
    return text[len(before) + 1 :].strip(EDGE) if colon and after and is_heading(f"{before}:") else text


def _parts_people(whole: str, sign: str, lines: int) -> bool:
    """Whether nearly all pieces between a sign begin as an entry does."""
    cuts = [(0, 0), *_outside(whole, sign), (len(whole), len(whole))]
    pieces = [whole[begin:end].strip(EDGE) for (_, begin), (end, _) in pairwise(cuts)]
    if sign == COLUMNS:
        pieces = [each for piece in pieces for each in piece.split("\n")]
    pieces = [LAST.sub("", _unlabelled(NUMBER.sub("", piece))).strip() for piece in pieces]
    pieces = [piece for piece in pieces if piece]
    return len(pieces) >= 3 and _are_people(pieces, sign, lines)


def _by_sign(lines: Sequence[Line], sign: str, whole_words: frozenset[str]) -> list[Item]:
    items: list[Item] = []
    groups = [_paragraph([line], whole_words) for line in lines] if sign == COLUMNS else None
    for paragraph in groups or paragraphs(lines, whole_words):
        begin = 0
        for end, behind in [*_outside(paragraph.text, sign), (len(paragraph.text), 0)]:
            if item := paragraph.item(begin, end):
                _take(items, item, sign, begin == 0)
            begin = behind
    return items


def _take(items: list[Item], item: Item, sign: str, is_first: bool) -> None:
    """A piece that begins as no entry does belongs to the one before it."""
    text = _unlabelled(item.texts[0]) if is_first else item.texts[0]
    if nobody(text, False, True) or ("@" in text and " " not in text):
        items.append(item)
        return
    text = item.texts[0] = LAST.sub("", text.lstrip("•·●▪ ")) or text
    if sign == COLUMNS and (found := NUMBER.match(text)):
        item.value, item.texts[0] = int(found[2]), text[found.end() :]
    if items and not is_first and sign in ";；؛" and begins(text) < 0.35 and not HAN.match(text):
        last = items[-1]
        last.texts[-1] = f"{last.texts[-1]}{sign} {text}"
        last.numbers += [n for n in item.numbers if n not in last.numbers]
        last.sources += item.sources
        last.doubt(Code.SEPARATOR, f"“{text[:60]}” is read as part of this entry, for it begins like no name.")
    else:
        items.append(item)


def _outside(text: str, sign: str) -> list[tuple[int, int]]:
    """Where the sign begins and ends outside of brackets; a comma may be an "and" behind a bracket."""
    depth, found = 0, []
    joint = f"|{BEHIND_BRACKET.pattern}" if sign in NAMES_ONLY else ""
    for match in re.finditer(f"[()（）]|{re.escape(sign)}{joint}", text, re.IGNORECASE):
        if match[0] in "(（":
            depth += 1
        elif match[0] in ")）":
            depth = max(0, depth - 1)
        elif depth == 0 and (match[0] == sign or begins(text[match.end() : match.end() + 72]) >= 0.6):
            found.append(match.span())
    return found


def _are_people(pieces: list[str], sign: str, lines: int) -> bool:
    sample = pieces[:: max(1, len(pieces) // SAMPLE)]
    if sign == "、":
        return sum(bool(HAN.match(piece)) for piece in sample) >= 0.8 * len(sample)
    if sign in NAMES_ONLY:
        return len(pieces) >= 2.5 * lines and _are_bare_names(sample)
    if sign == STOP and any(len(piece.split()) < 2 or len(piece.split()[-1]) < 4 for piece in sample[:-1]):
        return False
    likely = sum(begins(piece) >= 0.6 for piece in sample)
    return likely >= 0.75 * len(sample) and len(pieces) >= 1.3 * lines


def _are_bare_names(sample: list[str]) -> bool:
    def is_bare(whole: str) -> bool:
        piece = IN_BRACKETS.sub("", whole)
        words = piece.split()
        return bool(HAN.match(piece)) or (2 <= len(words) <= 6 and begins(piece) >= 0.6)

    return sum(map(is_bare, sample)) >= 0.85 * len(sample)
