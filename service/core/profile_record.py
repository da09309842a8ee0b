"""A letter's profile as plain JSON values, and back."""

import datetime as dt
from dataclasses import asdict
from typing import Any

from service.core.entry import Lane
from service.core.letter import Link, Profile

DATES = ("published", "until")


def profile_record(profile: Profile) -> dict[str, Any]:
    """The profile as plain JSON values, without its slug. Empty fields and open lanes are left out."""
    record = {key: value for key, value in asdict(profile).items() if value and key != "slug"}
    for key in DATES:
        if key in record:
            record[key] = record[key].isoformat()
    if profile.links:
        record["links"] = [asdict(link) for link in profile.links]
    record["lanes"] = [lane.value for lane in profile.lanes]
    if profile.lanes == tuple(Lane):
        del record["lanes"]
    return record


def profile_from_record(slug: str, record: dict[str, Any]) -> Profile:
    """The inverse of profile_record()."""
    values = {**record, "slug": slug}
    for key in DATES:
        if key in values:
            values[key] = dt.date.fromisoformat(values[key])
    if "links" in values:
        values["links"] = tuple(Link(**link) for link in values["links"])
    if "lanes" in values:
        values["lanes"] = tuple(Lane(lane) for lane in values["lanes"])
    return Profile(**values)
