"""What the pages of a clean-up say, and what is typed into its search."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from types import SimpleNamespace

from service.actions.waves import ANY_CONFLICT, Looked, Past
from service.core.evidence import Check
from service.core.moderation import REASONS, Reason
from service.core.signature import State
from service.render.templating import day_and_time
from service.store.batches import BatchState, Fate
from service.store.waves import Size
from service.web.wanted import whole

TYPED_MOST = 100
CONFLICTS = (
    ("", "Any or none"),
    (ANY_CONFLICT, "Any conflict"),
    (Check.MAIL_DOMAIN.value, "Mail domain against the affiliation"),
    (Check.DISPOSABLE.value, "Throw-away mail address"),
    (Check.NEAR_DUPLICATE.value, "Nearly the same as another entry"),
    (Check.LOOK_ALIKE.value, "Characters that look like others"),
    (Check.PROFILE_LINK.value, "Public page"),
    (Check.NETWORK.value, "Many from one network"),
    (Check.HISTORY.value, "Earlier decisions on the mailbox"),
)
HEADINGS = {
    BatchState.RUNNING: "Cleaning up",
    BatchState.STOPPED: "Clean-up stopped",
    BatchState.DONE: "Clean-up done",
    BatchState.UNDOING: "Putting back",
    BatchState.UNDONE: "Clean-up undone",
}
STATES = {
    BatchState.RUNNING: "Running",
    BatchState.STOPPED: "Stopped",
    BatchState.DONE: "Done",
    BatchState.UNDOING: "Being undone",
    BatchState.UNDONE: "Undone",
}
FOUND_WORDS = (
    (State.CONFIRMED, "waiting"),
    (State.CHANGES_ASKED, "asked for changes"),
    (State.LISTED, "listed"),
    (State.COUNTED, "counted as supporters"),
)


@dataclass(frozen=True, slots=True)
class Typed:
    """The search as it was typed."""

    domain: str = ""
    since: str = ""
    until: str = ""
    like: str = ""
    conflict: str = ""

    def fields(self) -> dict[str, str]:
        return asdict(self)


def typed_of(fields: Mapping[str, str]) -> Typed:
    """The search in an address or a form; what it says in words that we do not know counts for nothing."""
    known = {name: _line(fields.get(name, "")) for name in Typed().fields()}
    if known["conflict"] not in {value for value, _ in CONFLICTS}:
        known["conflict"] = ""
    return Typed(**known)


def looked_of(typed: Typed) -> tuple[Looked, dict[str, str]]:
    """What to look for, and what cannot be understood, by field."""
    errors: dict[str, str] = {}
    since, until = (
        _moment(name, value, errors) for name, value in (("since", typed.since), ("until", typed.until))
    )
    if since and until and since >= until:
        errors["until"] = "The end must be later than the beginning."
    like = whole(typed.like.rpartition("/")[2].partition("?")[0]) if typed.like else None
    if typed.like and like is None:
        errors["like"] = "Copy the address of the entry's page, or the number at its end."
    return Looked(typed.domain.rpartition("@")[2].lower(), since, until, like, typed.conflict), errors


def _moment(name: str, text: str, errors: dict[str, str]) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        errors[name] = "Write a day and a time, like 2026-03-14 09:30."
        return None


def size_words(size: Size) -> str:
    """Of how many states a wave is, such as "120 waiting, 3 listed"."""
    return ", ".join(
        f"{size.by_state[state]:,} {words}" for state, words in FOUND_WORDS if size.by_state.get(state)
    )


def past_of(past: Past) -> SimpleNamespace:
    """A clean-up as the templates show it."""
    batch, fates = past.batch, past.fates
    is_back = batch.state in {BatchState.UNDOING, BatchState.UNDONE}
    taken = fates[Fate.DONE] + fates[Fate.UNDONE] + fates[Fate.STAYED]
    reached = fates[Fate.UNDONE] + fates[Fate.STAYED] if is_back else taken + fates[Fate.LEFT]
    return SimpleNamespace(
        id=batch.id,
        state=batch.state,
        heading=HEADINGS[batch.state],
        state_words=STATES[batch.state],
        at=day_and_time(batch.created_at),
        by=past.by.email if past.by else "",
        undone_by=past.undone_by.email if past.undone_by else "",
        looked=_looked_words(past.looked),
        reason=REASONS[Reason(batch.reason)].label,
        note=batch.note,
        tells=batch.tells,
        total=past.total,
        goal=taken if is_back else past.total,
        reached=reached,
        taken=taken,
        left=fates[Fate.LEFT],
        unreached=fates[Fate.WAITS],
        undone=fates[Fate.UNDONE],
        stayed=fates[Fate.STAYED],
        can_stop=batch.state is BatchState.RUNNING,
        can_undo=batch.state in {BatchState.DONE, BatchState.STOPPED} and fates[Fate.DONE] > 0,
    )


def _looked_words(looked: Looked) -> list[tuple[str, str]]:
    """What was looked for, as pairs of what and which."""
    conflict = dict(CONFLICTS)[looked.conflict] if looked.conflict else ""
    found = [
        ("Mail domain", looked.domain),
        ("Signed from", day_and_time(looked.since) if looked.since else ""),
        ("Signed before", day_and_time(looked.until) if looked.until else ""),
        ("Same network as entry", str(looked.like) if looked.like is not None else ""),
        ("Evidence against it", conflict),
    ]
    return [(what, which) for what, which in found if which]


def _line(text: str) -> str:
    return "".join(char for char in text[:TYPED_MOST] if char.isprintable()).strip()
