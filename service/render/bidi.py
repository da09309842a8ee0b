"""Right-to-left and left-to-right values side by side on one line."""

import unicodedata

RIGHT_TO_LEFT_CLASSES = frozenset({"R", "AL", "AN"})
FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"


def is_right_to_left(text: str) -> bool:
    """Whether any character of the text runs from right to left."""
    return not text.isascii() and any(unicodedata.bidirectional(c) in RIGHT_TO_LEFT_CLASSES for c in text)


def only_direction(text: str) -> str | None:
    """ "ltr" or "rtl" where the whole text runs one way; None where both ways occur."""
    if not is_right_to_left(text):
        return "ltr"
    return None if any(unicodedata.bidirectional(c) == "L" for c in text) else "rtl"


def isolated(text: str) -> str:
    """The text in Unicode isolates, for a neighbourhood of mixed directions.

    Values never hold isolates of their own, so taking them out gives the value back.
    """
    return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}"


def isolated_if_right_to_left(text: str) -> str:
    """The text in isolates only where it could disturb its neighbours in a line from left to right."""
    return isolated(text) if is_right_to_left(text) else text
