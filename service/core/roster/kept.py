"""What was read of a roster as plain JSON values, to be kept while it is reviewed."""

from dataclasses import asdict
from typing import Any

from service.core.entry import Position
from service.core.roster.values import Aside, Code, Person, Warning


def person_record(person: Person) -> dict[str, Any]:
    """A person as plain values; empty ones are left out."""
    return {key: value for key, value in asdict(person).items() if value not in ("", None, ())}


def person_from_record(record: dict[str, Any]) -> Person:
    """The inverse of person_record()."""
    return Person(
        **{
            **record,
            "lines": tuple(record.get("lines", ())),
            "positions": tuple(Position(**each) for each in record.get("positions", ())),
            "warnings": warnings_from_record(record.get("warnings", ())),
        }
    )


def aside_record(aside: Aside) -> dict[str, Any]:
    """Lines that are nobody as plain values."""
    return asdict(aside)


def aside_from_record(record: dict[str, Any]) -> Aside:
    """The inverse of aside_record()."""
    (warning,) = warnings_from_record([record["warning"]])
    return Aside(tuple(record["lines"]), record["source"], warning, record["others"])


def warnings_from_record(records: Any) -> tuple[Warning, ...]:
    """Warnings from their plain values."""
    return tuple(Warning(Code(each["code"]), each["words"]) for each in records)
