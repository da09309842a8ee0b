"""Pages for a moderator whose decision could not be kept: each says what happened and what to do next."""

from typing import Any

from litestar import Request

from service.actions.moderating import AlreadyDecided
from service.core.signature import State
from service.web.answers import Answer
from service.web.desk_words import UNDO_WORDS, WHAT_TO_DO, before_words
from service.web.guards import signed_in
from service.web.site import site_of


def no_such_entry(request: Request[Any, Any, Any], _error: Exception) -> Answer:
    return site_of(request).message(
        "There is no such entry here",
        "Its signatory may have erased it, or it belongs to another letter. Nothing was changed.",
        actions=(("Your letters", "/moderate"),),
        status=404,
        **signed_in(request),
    )


MISSING: Any = {LookupError: no_such_entry}
"""For handlers that name an entry."""


def _not_kept(
    request: Request[Any, Any, Any], heading: str, *words: str, back: str, entry: int | None = None
) -> Answer:
    slug = request.path_params["slug"]
    actions = [("Back to the queue", f"/moderate/{slug}?{back}" if back else f"/moderate/{slug}")]
    if entry is not None:
        actions.append(("Open the entry", f"/moderate/{slug}/entries/{entry}"))
    return site_of(request).message(
        heading, *words, "Nothing was changed.", actions=tuple(actions), status=409, **signed_in(request)
    )


def entry_changed(request: Request[Any, Any, Any], signature_id: int, back: str) -> Answer:
    words = "Its signatory edited it while you were reading. Read the new entry, then decide on that one."
    return _not_kept(request, "This entry has changed", words, back=back, entry=signature_id)


def already(request: Request[Any, Any, Any], signature_id: int, error: AlreadyDecided, back: str) -> Answer:
    entry = None if error.state is State.ERASED else signature_id
    words = (before_words(error, site_of(request).now()), WHAT_TO_DO.get(error.state, ""))
    return _not_kept(request, "This entry was decided before", *words, back=back, entry=entry)


def needs_another(request: Request[Any, Any, Any], back: str) -> Answer:
    words = "You approved it before. It is listed when another moderator approves it too."
    return _not_kept(request, "A second moderator is needed", words, back=back)


def own_entry(request: Request[Any, Any, Any], back: str) -> Answer:
    words = "It was signed with your address. Another moderator has to decide on it."
    return _not_kept(request, "This is your own entry", words, back=back)


def nothing_chosen(request: Request[Any, Any, Any]) -> Answer:
    words = "The form did not say which entry, or what to do with it. Use the buttons beside the entry."
    return _not_kept(request, "Nothing was chosen", words, back="")


def not_undoable(request: Request[Any, Any, Any], signature_id: int, why: Any, back: str) -> Answer:
    return _not_kept(
        request,
        "This decision can no longer be taken back",
        UNDO_WORDS[why],
        "The entry can still be changed: open it to take it off the list, or to take it up again.",
        back=back,
        entry=signature_id,
    )
