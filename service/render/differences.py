"""The difference between two wordings, as pages show it and as plain text for mails."""

import re
import textwrap
from collections.abc import Iterator

from service.core.compare import Change, PartChange, Passage, Run, is_changed

PART_WORDS = {
    "language": "Language",
    "title": "Title",
    "to": "To",
    "cc": "CC",
    "date": "Date",
    "re": "Re:",
    "salutation": "Salutation",
    "body": "Text",
    "demands": "Demands",
    "closing": "Closing",
}
WIDTH = 76


def changed_parts(difference: tuple[PartChange, ...]) -> list[tuple[str, list[Passage]]]:
    """The heading and the changed passages of each part that changed."""
    return [
        (PART_WORDS[part.part], [_trimmed(passage) for passage in part.passages if _is_told(passage)])
        for part in difference
        if part.is_changed
    ]


def _is_told(passage: Passage) -> bool:
    return is_changed(passage) and any(run.text.strip() for run in passage)


def _trimmed(passage: Passage) -> Passage:
    """Without the empty lines around it, which say nothing to a reader."""
    first, *others = passage
    if not others:
        return (Run(first.change, first.text.strip()),)
    *between, last = others
    return (Run(first.change, first.text.lstrip()), *between, Run(last.change, last.text.rstrip()))


def as_text(difference: tuple[PartChange, ...]) -> str:
    """What changed, for a plain mail: each changed passage with its removed and added words in brackets."""
    parts = [
        "\n\n".join((heading, *("\n".join(_lines(passage)) for passage in passages)))
        for heading, passages in changed_parts(difference)
    ]
    return "\n\n".join(parts)


def _lines(passage: Passage) -> Iterator[str]:
    text = re.sub(r"\](?=\[added: )", "] ", "".join(map(_run, passage))).strip()
    for line in text.split("\n"):
        wrapped = textwrap.wrap(
            line,
            WIDTH,
            initial_indent="  ",
            subsequent_indent="  ",
            break_long_words=False,
            break_on_hyphens=False,
        )
        yield "\n".join(wrapped)


def _run(run: Run) -> str:
    """White space at the ends stays outside the brackets."""
    if run.change is Change.SAME or not run.text.strip():
        return run.text
    words = run.text.strip()
    before, after = run.text.split(words, 1) if words else ("", "")
    return f"{before}[{run.change.value}: {words}]{after}"
