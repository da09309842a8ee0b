"""Exceptions become pages: each says what happened and what to do next."""

from typing import Any

import structlog
from litestar import Request
from litestar.exceptions import HTTPException, MethodNotAllowedException, NotFoundException

from service import logs
from service.actions.access import SessionOver, StepOpen
from service.actions.limiting import TooMany
from service.actions.moderating import NotYours
from service.actions.signing import LetterNotOpen, LinkSpent
from service.core.links import Expired, Forged
from service.core.signature import NotAllowed
from service.store.database import Unavailable
from service.web import dead_ends
from service.web.answers import Answer
from service.web.guards import ForgedForm, NotYourRole, SignInNeeded, StepNeeded, Who
from service.web.site import FormProblem, site_of

log = structlog.get_logger()
START = (("Start page", "/"),)


def _not_found(request: Request[Any, Any, Any], _error: Exception) -> Answer:
    return site_of(request).message(
        "There is no such page",
        "Check the address, or begin at the start page.",
        actions=START,
        status=404,
    )


def _not_allowed(request: Request[Any, Any, Any], _error: Exception) -> Answer:
    return site_of(request).message(
        "This cannot be done here",
        "Go back and use the buttons of the page.",
        actions=START,
        status=405,
    )


def _too_many(request: Request[Any, Any, Any], error: TooMany) -> Answer:
    words = f"To keep the service open for everybody there are limits. Try again after {error.until:%H:%M} UTC."
    return site_of(request).message("This was asked too often", words, status=429)


def _unavailable(request: Request[Any, Any, Any], _error: Exception) -> Answer:
    return site_of(request).message(
        "This cannot be done right now",
        "The service's database does not answer. What you sent was not kept, or we cannot know whether it was.",
        "Wait a minute and send it again: sending twice does no harm.",
        status=503,
    )


def _form_problem(request: Request[Any, Any, Any], _error: Exception) -> Answer:
    return site_of(request).message(
        "This form could not be read",
        "It is too long, or it was changed on its way. Nothing was kept.",
        "Go back, shorten what you typed, and send it again.",
        status=400,
    )


def _forged_form(request: Request[Any, Any, Any], _error: Exception) -> Answer:
    return site_of(request).message(
        "This form is too old",
        "Your session has changed since the page was opened. Nothing was changed.",
        actions=(("Open the queue again", "/moderate"),),
        status=403,
    )


def _not_yours(request: Request[Any, Any, Any], _error: Exception) -> Answer:
    return site_of(request).message(
        "This letter is not yours to moderate",
        "Ask its authors to give you access, or choose one of your letters.",
        actions=(("My letters", "/moderate"),),
        status=403,
    )


ROLE_WORDS = {
    Who.MODERATOR: "You moderate no letter. Ask an author of the letter to add you.",
    Who.AUTHOR: "You are the author of no letter here. Ask the operator of this site to make you one.",
    Who.OPERATOR: "This page is for the people who run this site.",
}


def _not_your_role(request: Request[Any, Any, Any], error: NotYourRole) -> Answer:
    return site_of(request).message(
        "This page is not for your account",
        ROLE_WORDS[error.who],
        actions=(("My account", "/account"),),
        status=403,
    )


def _http_problem(request: Request[Any, Any, Any], error: HTTPException) -> Answer:
    if error.status_code >= 500:
        return _unexpected(request, error)
    return site_of(request).message(
        "This could not be understood",
        "Something in the request is not as it should be. Nothing was changed.",
        actions=START,
        status=error.status_code,
    )


def _unexpected(request: Request[Any, Any, Any], error: Exception) -> Answer:
    """What was not foreseen: logged by its kind and place alone, for its words may hold a name."""
    log.error(
        "unexpected", kind=type(error).__name__, where=logs.where(error), route=request.scope.get("path_template")
    )
    return site_of(request).message(
        "Something went wrong here",
        "It is our fault, and it is written down. Try again in a minute.",
        "If it stays so, tell the letter's authors.",
        actions=START,
        status=500,
    )


EXCEPTIONS: dict[Any, Any] = {
    Exception: _unexpected,
    Expired: lambda request, _: dead_ends.link_expired(site_of(request)),
    Forged: lambda request, _: dead_ends.link_forged(site_of(request)),
    ForgedForm: _forged_form,
    FormProblem: _form_problem,
    HTTPException: _http_problem,
    LetterNotOpen: lambda request, error: dead_ends.closed(site_of(request), error.letter),
    LinkSpent: lambda request, _: dead_ends.link_spent(site_of(request)),
    LookupError: _not_found,
    MethodNotAllowedException: _not_allowed,
    NotAllowed: lambda request, _: dead_ends.link_spent(site_of(request)),
    NotFoundException: _not_found,
    NotYours: _not_yours,
    NotYourRole: _not_your_role,
    SessionOver: lambda request, _: site_of(request).redirect("/signin"),
    SignInNeeded: lambda request, _: site_of(request).redirect("/signin"),
    StepNeeded: lambda request, _: site_of(request).redirect("/second-step"),
    StepOpen: lambda request, _: site_of(request).redirect("/second-step"),
    TooMany: _too_many,
    Unavailable: _unavailable,
}
