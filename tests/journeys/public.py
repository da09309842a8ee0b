"""What the public can see of a letter, from every place where it can be seen."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from tests.journeys.installation import Site
from tests.journeys.pages import Page

FORMATS = ("html", "md", "txt", "json", "pdf")


@dataclass
class Shown:
    """The numbered names by place: each with the count that the place tells."""

    letter: Page
    names: list[tuple[int, str]]


def shown(site: Site, slug: str) -> Shown:
    """Read a letter wherever it is public; fails unless every place tells the same names and numbers."""
    visitor = site.person()
    letter = visitor.open(f"/letters/{slug}")
    listing = visitor.open(f"/letters/{slug}/signatories")
    record = visitor.browser.get(f"/letters/{slug}.json").json()
    names = letter.names
    assert [number for number, _ in names] == list(range(1, len(names) + 1)), "numbers run from 1 without gaps"
    assert listing.names == names
    assert [entry["number"] for entry in record["entries"]] == [number for number, _ in names]
    assert all(entry["entry"]["name"] in words for entry, (_, words) in zip(record["entries"], names, strict=True))
    assert record["counts"]["named"] == len(names) == named(letter.words) == named(listing.words, "Named: ")
    return Shown(letter, names)


def named(words: str, label: str = "Named on the letter: ") -> int:
    """The count that a page tells; 0 where it tells none."""
    found = re.search(rf"{re.escape(label)}([\d,]+)", words)
    return int(found[1].replace(",", "")) if found else 0


def exported(site: Site, slug: str, folder: Path, *formats: str) -> dict[str, bytes]:
    """The letter in these formats, written by the command line."""
    files = {}
    for kind in formats or FORMATS:
        file = folder / f"{slug}.{kind}"
        done = site.cli("export", slug, "--format", kind, "-o", str(file))
        assert done.exit_code == 0, done.output
        files[kind] = file.read_bytes()
    return files


def json_of(files: dict[str, bytes]) -> dict:  # type: ignore[type-arg]
    record: dict = json.loads(files["json"])  # type: ignore[type-arg]
    return record
