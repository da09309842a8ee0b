"""Two wordings side by side, word by word, as the author's pages show them."""

import asyncio

from service.core.compare import PartChange, compare
from service.core.letter import Wording


async def difference(old: Wording, new: Wording) -> tuple[PartChange, ...]:
    """What became of the old words in the new; long texts take a thread."""
    return await asyncio.to_thread(compare, old, new)
