"""Pages for an author who cannot go on as they meant to: each says what happened and what to do next."""

from typing import Any

from litestar import Request

from service.actions.composing import LetterMove
from service.actions.drafting import NotChangeable
from service.actions.moderating import NotYours
from service.core.letter import LetterState
from service.web.answers import Answer
from service.web.guards import ForgedForm, signed_in
from service.web.site import site_of

STATE_WORDS = {
    LetterState.DRAFT: "It is a draft.",
    LetterState.OPEN: "It is open.",
    LetterState.CLOSED: "It is closed.",
    LetterState.FINAL: "It is final: its text and its names are frozen.",
    LetterState.DELIVERED: "It was delivered: its text and its names are frozen.",
    LetterState.ARCHIVED: "It is put away. Take it out again before you go on.",
}


def no_such_letter(request: Request[Any, Any, Any], _error: Exception) -> Answer:
    """The same for a letter of others and for none, so that nobody learns of drafts."""
    return site_of(request).message(
        "There is no such letter of yours",
        "There may be no such page or version of it either. Choose one of the letters that you are an author of.",
        actions=(("Your letters", "/compose"),),
        status=404,
        **signed_in(request),
    )


def not_changeable(request: Request[Any, Any, Any], error: NotChangeable | LetterMove) -> Answer:
    slug = request.path_params["slug"]
    return site_of(request).message(
        "This letter cannot be changed like that now",
        STATE_WORDS[error.letter.state],
        "Nothing was changed.",
        actions=(("Back to the letter", f"/compose/{slug}"),),
        status=409,
        **signed_in(request),
    )


def form_too_old(request: Request[Any, Any, Any], _error: Exception) -> Answer:
    return site_of(request).message(
        "This form is too old",
        "Your session has changed since the page was opened. Nothing was changed.",
        "Go back and copy what you typed, then open the page again. With JavaScript the page offers it by itself.",
        actions=(("Your letters", "/compose"),),
        status=403,
        **signed_in(request),
    )


ENDS: Any = {
    LookupError: no_such_letter,
    NotYours: no_such_letter,
    NotChangeable: not_changeable,
    LetterMove: not_changeable,
    ForgedForm: form_too_old,
}
"""For every handler of an author's page."""
