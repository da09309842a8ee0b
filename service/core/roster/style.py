"""How one roster writes its entries, decided by votes over the whole list and never by one line."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.core.roster.values import Warning


@dataclass(frozen=True, slots=True)
class Style:
    """How this list writes its entries.

    separator: what stands between a name and the rest, white space included (", ", " – ", "\\t", " ("), or "".
    family_first: "Surname, Given". capitals: family names in capitals. warnings: notes about the list as a whole.
    """

    separator: str = ", "
    family_first: bool = False
    capitals: bool = False
    warnings: tuple[Warning, ...] = ()


def style_of(items: Sequence[str]) -> Style:
    """The style of a list, from all its items or an even sample of them."""
    return Style()
