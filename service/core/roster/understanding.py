"""One entry of a roster understood: honorific, name, post-nominals, the rest, and what is doubtful."""

from dataclasses import dataclass

from service.core.entry import Position
from service.core.roster.style import Style, style_of
from service.core.roster.values import Warning

__all__ = ["Style", "Understood", "begins_person", "style_of", "understand"]


@dataclass(frozen=True, slots=True)
class Understood:
    """What an item says; honorific, name, post_nominals and rest stand in it exactly so, in this order."""

    honorific: str = ""
    name: str = ""
    post_nominals: str = ""
    rest: str = ""
    positions: tuple[Position, ...] = ()
    country: str = ""
    warnings: tuple[Warning, ...] = ()


def understand(item: str, style: Style) -> Understood:
    """An entry's parts. item: its lines joined by a space, or by a line end where each line is a part."""
    name, _, rest = item.partition(style.separator.strip() or ",")
    return Understood(name=name.strip(), rest=rest.strip())


def begins_person(text: str) -> float:
    """From 0 to 1: how much a text looks like the beginning of an entry."""
    return 1.0 if text[:1].isupper() else 0.0
