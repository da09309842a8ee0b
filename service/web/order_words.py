"""What the pages of the order say, and the mark by which a move is taken back."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from litestar import Request

from service.actions.moderating import NotYours
from service.actions.moving import ByRule, Moved, OutOfReach, Way
from service.core.entry import Entry
from service.core.ordering import Rule, Wish
from service.web.answers import Answer
from service.web.guards import signed_in
from service.web.site import Site, site_of

RULES = {
    Rule.LISTED: ("As listed", "in the order in which moderators listed them"),
    Rule.ALPHABETICAL: ("Alphabetical", "by family name"),
    Rule.HAND: ("By hand", "you move each name; it begins as listed"),
}
BEING_LAID = "A new order is being prepared. Wait until it is ready, or discard it; then move names."
NOT_A_NUMBER = "Type a number, such as 12."
GONE_GROUP = "This group is not there any more. Choose another."
MOVED_SINCE = "This name was moved again since. Nothing was changed."
MARK = "a move"


def missing(request: Request[Any, Any, Any], _error: Exception) -> Answer:
    """A letter or a name that is not there, or not this author's: both look alike."""
    return site_of(request).message(
        "There is no such name here",
        "It may have been withdrawn or taken off the list, or the letter is not yours. Nothing was changed.",
        actions=(("Your letters", "/compose"),),
        status=404,
        **signed_in(request),
    )


ENDS: Any = {LookupError: missing, NotYours: missing}
"""For the handlers of these pages."""


def by_rule_words(error: ByRule) -> str:
    name = f"The group {error.group.name} is" if error.group.name else "The names are"
    way = "alphabetically" if error.group.rule is Rule.ALPHABETICAL else "as they were listed"
    return f"{name} ordered {way}. Pin this name to the top, or change the rule to “By hand”."


def reach_words(error: OutOfReach) -> str:
    where = " among the pinned names" if error.is_pinned else ""
    where += f" of {error.group}" if error.group else ""
    if error.first == error.last:
        return f"This name stands alone{where}, as number {error.first:,}."
    advice = " Move it to another group first, or choose one of these." if error.group else ""
    return f"Type a number from {error.first:,} to {error.last:,}: these are the places{where}.{advice}"


def moved_words(moved: Moved) -> str:
    """What a move did."""
    if moved.way is Way.PIN:
        where = f" of {moved.group}" if moved.group else ""
        return f"Pinned: it stays at the top{where}, as number {moved.now:,}."
    if moved.way is Way.UNPIN:
        return f"Unpinned: it is number {moved.now:,} now."
    if moved.way is Way.GROUP:
        return f"In the group {moved.group}, as number {moved.now:,}."
    if moved.was == moved.now:
        return f"It is number {moved.now:,} already."
    return f"Moved from {moved.was:,} to {moved.now:,}."


def undo_words(moved: Moved) -> str:
    """What a button does that takes a move back."""
    return {
        Way.PIN: "Undo: not pinned",
        Way.UNPIN: "Undo: pinned again",
        Way.GROUP: "Undo: back to its group",
    }.get(moved.way, f"Undo: back to {moved.was:,}")


def mark_of(site: Site, moved: Moved) -> str:
    """A move as it stands in an address: no name, and nothing that only this installation could write."""
    record = [moved.signature_id, moved.way, moved.was, moved.now, _wish(moved.before), _wish(moved.after)]
    text = base64.urlsafe_b64encode(json.dumps(record, separators=(",", ":")).encode()).decode().rstrip("=")
    return f"{text}.{site.number_for(text, MARK):x}"


def moved_of(site: Site, mark: str) -> Moved | None:
    """The move that a mark tells of, without its entry; None where it is not one of ours."""
    text, _, proof = mark.partition(".")
    if not text or proof != f"{site.number_for(text, MARK):x}":
        return None
    number, way, was, now, before, after = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return Moved(number, Entry(""), Way(way), was, now, _wish_of(before), _wish_of(after))


def _wish(wish: Wish) -> list[Any]:
    return [wish.group, wish.pin and wish.pin.hex(), wish.hand and wish.hand.hex()]


def _wish_of(record: list[Any]) -> Wish:
    group, pin, hand = record
    return Wish(group, pin and bytes.fromhex(pin), hand and bytes.fromhex(hand))


def number_typed(text: str) -> int | None:
    """A number as people type it, with or without separators."""
    bare = text.strip().replace(",", "").replace(" ", "").replace(".", "")
    return int(bare) if bare.isascii() and bare.isdigit() and len(bare) < 12 else None


def only(query: Mapping[str, str], *names: str) -> dict[str, str]:
    return {name: query[name] for name in names if query.get(name)}
