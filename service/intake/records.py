"""Values as JSON and YAML hold them become a table of their keys, or a line for each text."""

from collections.abc import Iterator
from typing import Any

from service.core.roster.source import Format, Source, Text
from service.intake.bounds import COLUMNS_MOST, check_lines, refuse, whole
from service.intake.tables import table

WHAT = "a list of texts, or of objects that each hold a person"


def source_of(value: Any, kind: Format, notes: list[str]) -> Source:
    """The people among parsed values. Raises Unreadable."""
    items = _people(value)
    if all(isinstance(item, dict) for item in items) and items:
        return _objects(items, kind, notes)
    if all(isinstance(item, list) for item in items) and items:
        return table(enumerate(([_shown(cell) for cell in item] for item in items), 1), kind, notes)
    for number, item in enumerate(items, 1):
        if isinstance(item, dict | list):
            refuse(f"Item {number:,} of the {kind} file is of another kind than the first. It must be {WHAT}.")
    text = whole("\n".join(" ".join(_shown(item).split()) for item in items))
    check_lines(text)
    return Text(text, kind, tuple(notes))


def _people(value: Any) -> list[Any]:
    """The longest list in a value, or the value's own members where it holds no list."""
    if isinstance(value, list):
        return value
    lists = sorted(_lists(value, 3), key=len)
    if lists:
        return lists[-1]
    if isinstance(value, dict):
        members = list(value.values())
        return members if members and all(isinstance(each, dict) for each in members) else [value]
    return [value]


def _lists(value: Any, depth: int) -> Iterator[list[Any]]:
    if isinstance(value, dict) and depth:
        for inner in value.values():
            if isinstance(inner, list):
                yield inner
            else:
                yield from _lists(inner, depth - 1)


def _objects(items: list[dict[str, Any]], kind: Format, notes: list[str]) -> Source:
    flat = [dict(_flat(item, "")) for item in items]
    keys: dict[str, None] = {}
    for item in flat:
        keys.update(dict.fromkeys(item))
        if len(keys) > COLUMNS_MOST:
            refuse(f"The objects in the file have more than {COLUMNS_MOST} keys. Keep those that say who signed.")
    rows = [list(keys), *([item.get(key, "") for key in keys] for item in flat)]
    return table(enumerate(rows), kind, notes)


def _flat(value: dict[str, Any], before: str) -> Iterator[tuple[str, str]]:
    for key, inner in value.items():
        name = f"{before}{key}"
        if isinstance(inner, dict):
            yield from _flat(inner, f"{name} ")
        else:
            yield name, _shown(inner)


def _shown(value: Any) -> str:
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case list():
            return "; ".join(filter(None, map(_shown, value)))
        case dict():
            return ", ".join(filter(None, map(_shown, value.values())))
    return str(value)
