"""What authors type becomes parts of a wording; what is still missing before the letter can be opened."""

import datetime as dt
import hashlib
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from service.core.canonical import canonical
from service.core.fields import Fields, Reader
from service.core.languages import locale_for
from service.core.letter import Addressee, DemandMarks, Wording, wording_record

TITLE_MOST = 300
LINE_MOST = 500
CLOSING_MOST = 2_000
DEMAND_MOST = 5_000
DEMANDS_MOST = 100
SLUG_MOST = 80
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
TYPED_MARK = re.compile(r"(?:[-*•–] |\d{1,2}[.)] |[A-Za-z]\) )\s*")
"""What people put before each demand, though the letter does it for them."""

NOTE_TEXT = re.compile(r"^\[\^([^\]\s]+)\]:", re.MULTILINE)
NOTE_MARK = re.compile(r"\[\^([^\]\s]+)\](?!:)")


class Part(StrEnum):
    """What of a wording is saved together; two authors meet only where they change the same part."""

    TEXT = "text"
    ADDRESSEES = "addressees"
    ALL = "all"


KEYS = {
    Part.TEXT: ("title", "language", "date", "re", "salutation", "body", "demands", "demand_marks", "closing"),
    Part.ADDRESSEES: ("to", "cc"),
}


def stamp_of(wording: Wording, part: Part, contacts: tuple[str, ...] = ()) -> str:
    """What a part is known by as it stood when a page was made: changes with every change to it."""
    record = wording_record(wording)
    kept = {key: record.get(key) for key in KEYS[part]} if part in KEYS else record
    return hashlib.sha256(canonical({"part": kept, "contacts": list(contacts)})).hexdigest()[:24]


def block_key(addressee: Addressee) -> str:
    """What an addressee's private contact is found by: the SHA-256 of the printed block, 64 hex digits."""
    return hashlib.sha256("\n".join(addressee.lines()).encode()).hexdigest()


def read_text(fields: Fields) -> tuple[dict[str, Any], dict[str, str]]:
    """Values of the wording's text by name, and errors by field."""
    reader = Reader(fields)
    values: dict[str, Any] = {
        "title": reader.line("title", TITLE_MOST, "The title", required=True),
        "language": read_language(reader),
        "date": reader.date("date", "The date"),
        "re": reader.line("re", LINE_MOST, "The subject line"),
        "salutation": reader.line("salutation", LINE_MOST, "The salutation"),
        "body": reader.markdown("body", "The text"),
        "demands": _demands(reader),
        "demand_marks": _marks(reader),
        "closing": reader.lines("closing", CLOSING_MOST, "The closing"),
    }
    return values, reader.errors


def read_language(reader: Reader) -> str:
    """A language tag; "en" where none is typed, or one that nobody knows."""
    tag = reader.line("language", 35, "The language") or "en"
    try:
        locale_for(tag)
    except ValueError:
        reader.errors.setdefault("language", "Write a language tag that exists, such as en, fr or fa-AF.")
        return "en"
    return tag


def _marks(reader: Reader) -> DemandMarks:
    try:
        return DemandMarks(reader.raw("demand_marks") or DemandMarks.BULLETS)
    except ValueError:
        return DemandMarks.BULLETS


def _demands(reader: Reader) -> tuple[str, ...]:
    demands = split_demands(reader.markdown("demands", "The list of demands"))
    if len(demands) > DEMANDS_MOST:
        reader.errors["demands"] = f"The list takes up to {DEMANDS_MOST} demands; this is {len(demands)}."
    for number, demand in enumerate(demands, start=1):
        if len(demand) > DEMAND_MOST:
            reader.errors["demands"] = f"Demand {number} takes up to {DEMAND_MOST:,} characters."
    return demands


def split_demands(typed: str) -> tuple[str, ...]:
    """A demand for each line; a line that begins with two spaces goes on with the demand above it."""
    found: list[list[str]] = []
    for line in typed.split("\n"):
        if line.startswith("  ") and found:
            found[-1].append(line[2:].rstrip())
        elif not line.strip():
            found[-1:] = [[*found[-1], ""]] if found else []
        else:
            found.append([TYPED_MARK.sub("", line.strip(), count=1) or line.strip()])
    return tuple("\n".join(lines).strip() for lines in found)


def joined_demands(demands: tuple[str, ...]) -> str:
    """The inverse of split_demands(), for a text field."""
    return "\n".join(demand.replace("\n", "\n  ") for demand in demands)


def appended(body: str, more: str) -> str:
    """A text with another one after it, whose numbered footnotes go on from the first one's."""
    used = [int(label) for label in NOTE_MARK.findall(body) + NOTE_TEXT.findall(body) if label.isdigit()]
    by = max(used, default=0)
    moved = re.sub(r"\[\^(\d{1,4})\]", lambda found: f"[^{int(found[1]) + by}]", more)
    return f"{body}\n\n{moved}" if body else more


def slug_from(title: str) -> str:
    """An address made of a title's first words; empty where its letters have no Latin form."""
    plain = re.sub(r"[^a-z0-9]+", "-", _latin(title)).strip("-")
    words: list[str] = []
    for word in plain.split("-"):
        if len("-".join([*words, word])) > 48:
            break
        words.append(word)
    return "-".join(words)


UNDECOMPOSED = str.maketrans(
    {"ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "đ": "d", "ł": "l", "ı": "i", "þ": "th", "ð": "d"}
)
"""Letters that Unicode does not take apart."""


def _latin(text: str) -> str:
    text = text.lower().translate(UNDECOMPOSED)
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "").replace("'", ""))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@dataclass(frozen=True, slots=True)
class Task:
    """One thing of the letter: done, or what is missing. is_needed: the letter cannot be opened without it."""

    name: str
    label: str
    state: str
    is_done: bool
    is_needed: bool = False


def note_problems(wording: Wording) -> list[str]:
    """Footnotes that nobody could read: marks without a text, texts without a mark."""
    whole = "\n\n".join((wording.body, *wording.demands))
    texts, marks = set(NOTE_TEXT.findall(whole)), set(NOTE_MARK.findall(whole))
    lost = [f"Footnote {label} has a text but no mark in the letter." for label in sorted(texts - marks)]
    return lost + [f"Footnote {label} has a mark but no text." for label in sorted(marks - texts)]


def missing(wording: Wording) -> list[str]:
    """What a letter needs before anybody can sign it."""
    found = [] if wording.title else ["The letter has no title."]
    found += [] if wording.to else ["Nobody stands under To: say who the letter goes to."]
    found += [] if wording.body else ["The letter has no text."]
    return found + note_problems(wording)


def tasks(wording: Wording) -> list[Task]:
    """The letter's parts in the order of the page, each with how it stands."""
    words, notes = len(wording.body.split()), len(set(NOTE_TEXT.findall(wording.body)))
    problems = note_problems(wording)
    text = f"{words:,} words{f', {notes} footnotes' if notes else ''}" if words else "Not written yet"
    return [
        Task("to", "To", _people(wording.to) or "Nobody yet", bool(wording.to), is_needed=True),
        Task("cc", "CC", _people(wording.cc) or "Nobody", bool(wording.cc)),
        Task("date", "Date", _day(wording.date), wording.date is not None),
        Task("re", "Re: line", wording.re or "None", bool(wording.re)),
        Task("salutation", "Salutation", wording.salutation or "None", bool(wording.salutation)),
        Task("body", "Text", " ".join([text, *problems]), bool(words) and not problems, is_needed=True),
        Task("demands", "Demands", _count(wording.demands), bool(wording.demands)),
        Task("closing", "Closing", wording.closing.split("\n")[0] or "None", bool(wording.closing)),
    ]


def _people(several: tuple[Addressee, ...]) -> str:
    names = [each.full_name() for each in several[:3]]
    more = f" and {len(several) - 3} more" if len(several) > 3 else ""
    return "; ".join(names) + more


def _day(day: dt.date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else "None"


def _count(demands: tuple[str, ...]) -> str:
    return f"{len(demands)} {'demand' if len(demands) == 1 else 'demands'}" if demands else "None"
