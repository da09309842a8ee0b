"""A profile and a wording become a letter file that reads back as the same, and is pleasant to edit by hand."""

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields

from service.core.entry import Lane
from service.core.letter import Addressee, DemandMarks, Profile, Wording
from service.core.letterfile import ADDRESSEE_KEYS, KEYS, LINK_KEYS

PLAIN = re.compile(r"(?!(?:null|Null|NULL)$)[^\W_](?:[^:#\t\n]|:(?! |$)|(?<! )#)*")
"""What YAML reads as it stands: begins with a letter or digit, and holds neither ": " nor " #"."""

Value = str | Sequence["str | Mapping[str, Value]"]


def write_letter_file(profile: Profile, wording: Wording) -> str:
    """The letter file of this profile and wording; keys in a fixed order, empty ones left out."""
    values = _values(profile) | _values(wording)
    front = "".join(f"{line}\n" for line in _mapping(values, KEYS))
    return f"---\n{front}---\n{wording.body}\n"


def _values(part: Profile | Wording) -> dict[str, Value]:
    """The values of a part that say something, by key; the body stands below the keys."""
    values: dict[str, Value] = {}
    for name in (field.name for field in fields(part)):
        value = getattr(part, name)
        if name == "goal" and value is not None:
            values[name] = str(value)
        elif name == "body" or not value or value in (DemandMarks.BULLETS, tuple(Lane)):
            continue
        elif isinstance(value, dt.date):
            values[name] = value.isoformat()
        elif name in {"to", "cc"}:
            values[name] = [_addressee(one) for one in value]
        elif name == "links":
            values[name] = [{"label": link.label, "url": link.url} for link in value]
        else:
            values[name] = list(value) if isinstance(value, tuple) else str(value)
    return values


def _addressee(addressee: Addressee) -> dict[str, Value]:
    values: dict[str, Value] = {key: getattr(addressee, key) for key in ADDRESSEE_KEYS}
    values["postal"] = list(addressee.postal)
    if "\n" in addressee.office:
        values["office"] = addressee.office.split("\n")
    return values


def _mapping(values: Mapping[str, Value], keys: Iterable[str]) -> Iterator[str]:
    for key in keys:
        value = values.get(key)
        if isinstance(value, str) and value:
            first, *rest = _text(value, "  ")
            yield f"{key}: {first}"
            yield from rest
        elif value:
            yield f"{key}:"
            for item in value:
                yield from _item(item)


def _item(item: str | Mapping[str, Value]) -> Iterator[str]:
    """An item of a list: "- " before its first line, and its other lines under that one."""
    if isinstance(item, str):
        lines = _text(item, "")
    else:
        lines = _mapping(item, LINK_KEYS if "url" in item else ADDRESSEE_KEYS)
    for number, line in enumerate(lines):
        yield f"  {'  ' if number else '- '}{line}" if line else ""


def _text(text: str, indent: str) -> Iterator[str]:
    """Plain where YAML allows it, else in quotes; on lines of its own where quotes would need backslashes."""
    if PLAIN.fullmatch(text):
        yield text
    elif "\n" in text or '"' in text or "\\" in text:
        yield "|-"
        for line in text.split("\n"):
            yield indent + line if line else ""
    else:
        yield json.dumps(text, ensure_ascii=False)
