"""Letters of a test's own making: their ways to sign, their terms, their last day."""

from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from service.core.letter import LetterState
from tests.journeys.installation import Site

TEXT = """---
slug: made-here
title: Keep the night ferry
{keys}
to:
  - name: Harbour Board
---
The ferry must run at night.
"""
_NUMBERS = count(1)


def letter_with(site: Site, *keys: str, state: LetterState | None = LetterState.OPEN) -> str:
    """A letter with these lines in its front matter; its slug."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "letter.md"
        file.write_text(TEXT.format(keys="\n".join(keys)) if keys else TEXT.replace("{keys}\n", ""))
        return site.letter(file, state, slug=f"made-here-{next(_NUMBERS)}")
