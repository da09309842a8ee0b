"""Keys by which names stand where an author put them: a new one for a spot, and room where there is none."""

from dataclasses import replace

from service.core.ordering import NO_WISH, Wish, between, hand_key, place_by_key, spread
from service.store import roll, rolls, wishes
from service.store.database import Db

LONGEST = 60
"""Bytes of a key; a longer one comes of hundreds of moves to one spot."""

WINDOWS = (256, 4_096)
"""Names on each side of a spot that are put further apart together; the second where the first gives no room."""

Beside = tuple[int, bytes, int]
"""Signature, place and position of a name."""


class NoRoom(Exception):
    """The names around a place of a section have to be put further apart."""

    def __init__(self, section: bytes, place: bytes) -> None:
        super().__init__(section, place)
        self.section = section
        self.place = place


def key_before(db: Db, roll_id: int, section: bytes, place: bytes, moving: int = 0) -> bytes:
    """A key between those of the names on both sides of a place. moving: a signature that does not count.

    Raises NoRoom.
    """
    beside = [row for row in roll.around(db, roll_id, section, place, 2) if row[0] != moving]
    keys = _keys(section, beside, wishes.wishes_in(db, roll_id, [row[0] for row in beside]))
    before = max((key for key, row in zip(keys, beside, strict=True) if row[1] < place), default=b"")
    after = min((key for key, row in zip(keys, beside, strict=True) if row[1] >= place), default=None)
    after = _end(db, roll_id, section) if after is None else after
    try:
        found = between(before, after)
    except ValueError as error:
        raise NoRoom(section, place) from error
    if len(found) > LONGEST:
        raise NoRoom(section, place)
    return found


def put_apart(db: Db, roll_id: int, section: bytes, place: bytes) -> None:
    """Give the names around a place short keys, without changing their order."""
    for most in WINDOWS:
        rows = roll.around(db, roll_id, section, place, most)
        wanted = wishes.wishes_in(db, roll_id, [row[0] for row in rows])
        keys = _keys(section, rows, wanted)
        before = sum(row[1] < place for row in rows)
        has_first, has_last = before < most, len(rows) - before < most
        inner = rows[0 if has_first else 1 : len(rows) if has_last else -1]
        end = _end(db, roll_id, section) if has_last else keys[-1]
        try:
            fresh = spread(b"" if has_first else keys[0], end, len(inner))
        except ValueError:
            continue
        if most == WINDOWS[-1] or max(map(len, fresh), default=0) < LONGEST // 2:
            _give(db, roll_id, section, inner, fresh, wanted)
            return


def _end(db: Db, roll_id: int, section: bytes) -> bytes:
    """What every key of a section stays before: by hand, who is listed next stands behind all others."""
    return b"" if section[1] == 0 else hand_key(NO_WISH, rolls.next_turn(db, roll_id))


def _keys(section: bytes, rows: list[Beside], wanted: dict[int, Wish]) -> list[bytes]:
    """The keys by which names of a section stand where they do."""
    found = [(wanted.get(signature_id, NO_WISH), position) for signature_id, _, position in rows]
    if section[1] == 0:
        return [wish.pin or b"" for wish, _ in found]
    return [hand_key(wish, position) for wish, position in found]


def _give(
    db: Db, roll_id: int, section: bytes, rows: list[Beside], keys: list[bytes], wanted: dict[int, Wish]
) -> None:
    """Put names by other keys, in the same order."""
    changed = {}
    for (signature_id, _, _), key in zip(rows, keys, strict=True):
        wish = wanted.get(signature_id, NO_WISH)
        changed[signature_id] = replace(wish, pin=key) if section[1] == 0 else replace(wish, hand=key)
    wishes.set_wishes(db, roll_id, changed)
    for (signature_id, _, position), key in zip(rows, keys, strict=True):
        roll.move(db, roll_id, signature_id, place_by_key(section, key, position))
