"""JSON and YAML text becomes plain values; YAML's are texts as they stand, without aliases or types."""

import json
from typing import Any

import yaml

from service.core.roster.source import Format, Source
from service.intake.bounds import DEPTH_MOST, refuse
from service.intake.records import source_of

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DEEP = f"The file is nested more than {DEPTH_MOST} deep. Keep one list of people."


def read_json(text: str, notes: list[str]) -> Source:
    """One value, or an object on each line. Raises Unreadable."""
    try:
        value = _values(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno:,}, character {error.colno:,}"
        refuse(f"The file is not JSON: see {where}. Mend it, or bring CSV.")
    except RecursionError:
        refuse(DEEP)
    except ValueError:
        refuse("The file holds a number that is too long to be one. Mend it, or bring CSV.")
    _check_depth(value)
    return source_of(value, Format.JSON, notes)


def is_json(text: str) -> bool:
    """Whether a text without a telling name is JSON: it begins so and can be read so."""
    if not text.lstrip().startswith(("[", "{")):
        return False
    try:
        _values(text)
    except (ValueError, RecursionError):
        return False
    return True


def _values(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        lines = [line for line in text.split("\n") if line.strip()]
        if len(lines) < 2 or not all(line.lstrip().startswith("{") for line in lines):
            raise
    return [json.loads(line) for line in lines]


def _check_depth(value: Any) -> None:
    level = [value]
    for _ in range(DEPTH_MOST):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
    if level:
        refuse(DEEP)


def read_yaml(text: str, notes: list[str]) -> Source:
    """Every document of a YAML file, as one list where there are several. Raises Unreadable."""
    try:
        documents = _documents(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        refuse(f"The file is not YAML: see line {mark.line + 1 if mark else 1:,}. Mend it, or bring CSV.")
    except yaml.YAMLError:
        refuse("The file is not YAML: it holds a character that YAML does not allow. Mend it, or bring CSV.")
    return source_of(documents[0] if len(documents) == 1 else documents, Format.YAML, notes)


def _documents(text: str) -> list[Any]:
    """Built from the parser's events: no call within a call, however deep, and no alias is followed."""
    root: list[Any] = []
    stack: list[list[Any]] = [root]
    kinds: list[bool] = []
    for event in yaml.parse(text, Loader=LOADER):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            line = event.start_mark.line + 1 if event.start_mark else 1
            refuse(f"Line {line:,} of the YAML file has an anchor or an alias, which are not read. Write it out.")
        if isinstance(event, yaml.CollectionStartEvent):
            if len(stack) > DEPTH_MOST:
                refuse(DEEP)
            kinds.append(isinstance(event, yaml.MappingStartEvent))
            stack.append([])
        elif isinstance(event, yaml.CollectionEndEvent):
            parts = stack.pop()
            stack[-1].append(_mapping(parts) if kinds.pop() else parts)
        elif isinstance(event, yaml.ScalarEvent):
            is_nothing = event.implicit[0] and event.value in ("", "~", "null")
            stack[-1].append(None if is_nothing else event.value)
    return root


def _mapping(parts: list[Any]) -> dict[str, Any]:
    keys = (key if isinstance(key, str) else str(key) for key in parts[::2])
    return dict(zip(keys, parts[1::2], strict=True))
