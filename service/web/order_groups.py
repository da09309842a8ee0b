"""The pages on which an author sets the groups of the names, looks at what changes, and uses the new order."""

from collections.abc import Mapping
from typing import Any

from litestar import Request, get, post

from service.actions import laying, ordered
from service.actions.laying import ChangedSince
from service.actions.moving import BeingLaid
from service.core.ordering import GROUPS_MOST, Group, Ordering, Rule, ordering_errors
from service.core.text import Unprintable, clean, clean_lines
from service.store.rolls import RollState
from service.web.answers import HTML, Answer
from service.web.guards import Who, check_token, signed_in
from service.web.order_words import ENDS, RULES
from service.web.site import first, form_of, site_of
from service.web.wanted import whole

READ_MOST = 60
NEW = -1


@get("/compose/{slug:str}/order/groups", who=Who.AUTHOR, exception_handlers=ENDS)
async def groups(request: Request[Any, Any, Any]) -> Answer:
    """The groups as they are; nothing changes."""
    site, slug = site_of(request), request.path_params["slug"]
    orders = await site.database.read(ordered.orders_of, request.state.account, slug)
    return await _groups(request, list(orders.ordering.groups), {})


@post("/compose/{slug:str}/order/groups", who=Who.AUTHOR, status_code=200, exception_handlers=ENDS)
async def set_groups(request: Request[Any, Any, Any]) -> Answer:
    """Add, remove or turn round groups on the form; or lay the names in them, to look at what changes."""
    site, slug = site_of(request), request.path_params["slug"]
    fields = await form_of(request)
    check_token(request, fields)
    typed, unprintable = _typed(fields)
    step, _, at = first(fields, "step").partition("-")
    if step != "preview":
        return await _groups(request, _turned(typed, step, whole(at)), {})
    errors = ordering_errors(tuple(typed)) | unprintable
    if errors:
        return await _groups(request, typed, errors, 422)
    orders = await site.database.read(ordered.orders_of, request.state.account, slug)
    known = {group.id for group in orders.ordering.groups}
    named = tuple(
        Group(each.name, each.rule, each.words, each.id if each.id in known else NEW) for each in typed
    )
    await site.database.write(laying.propose, request.state.account, slug, Ordering(named), site.now())
    return site.redirect(f"/compose/{slug}/order/new?watch=yes")


def _typed(fields: Mapping[str, list[str]]) -> tuple[list[Group], dict[str, str]]:
    """The groups of a form, at least one; and what in them cannot be printed, by field."""
    found, errors = [], {}
    for at in range(min(whole(first(fields, "count")) or 0, READ_MOST)):
        name, words = first(fields, f"name-{at}"), first(fields, f"words-{at}")
        for field, text in ((f"name-{at}", name), (f"words-{at}", words)):
            if problem := _unprintable(text):
                errors[field] = problem
        if f"name-{at}" not in errors and f"words-{at}" not in errors:
            name, words = clean(name), clean_lines(words)
        rule, key = first(fields, f"rule-{at}"), whole(first(fields, f"id-{at}"))
        lines = tuple(line.strip() for line in words.splitlines() if line.strip())
        known = Rule(rule) if rule in set(Rule) else Rule.LISTED
        found.append(Group(name, known, lines, NEW if key is None else key))
    return found or [Group()], errors


def _unprintable(text: str) -> str:
    try:
        clean_lines(text)
    except Unprintable as error:
        return f"Take out a character that cannot be printed: {error}."
    return ""


def _turned(typed: list[Group], step: str, at: int | None) -> list[Group]:
    """The groups after one of the form's own buttons."""
    if step == "add":
        others = typed[-1:] if len(typed) > 1 else []
        return [*typed[: len(typed) - len(others)], Group(id=NEW), *others]
    if at is None or at >= len(typed):
        return typed
    if step == "remove":
        return [*typed[:at], *typed[at + 1 :]] or [Group()]
    to = at + {"up": -1, "down": 1}.get(step, 0)
    if 0 <= to < len(typed):
        typed[at], typed[to] = typed[to], typed[at]
    return typed


async def _groups(
    request: Request[Any, Any, Any], typed: list[Group], errors: dict[str, str], status: int = 200
) -> Answer:
    site, slug = site_of(request), request.path_params["slug"]
    orders = await site.database.read(ordered.orders_of, request.state.account, slug)
    return site.page(
        "compose/order_groups.html",
        status,
        orders=orders,
        letter=orders.letter,
        groups=typed,
        most=GROUPS_MOST,
        errors=errors,
        rules=RULES,
        **signed_in(request),
    )


@get("/compose/{slug:str}/order/new", who=Who.AUTHOR, exception_handlers=ENDS)
async def new(request: Request[Any, Any, Any]) -> Answer:
    """How far a new order is laid; then what it would change."""
    site, slug = site_of(request), request.path_params["slug"]
    async with site.searching:
        orders, preview = await site.database.read(ordered.new_order, request.state.account, slug)
    if orders.new is None:
        return site.redirect(f"/compose/{slug}/order")
    is_busy = orders.new.state is RollState.LAYING
    is_watched = is_busy and request.query_params.get("watch") == "yes"
    values: dict[str, Any] = {
        "orders": orders,
        "letter": orders.letter,
        "new": orders.new,
        "preview": preview,
        "rules": RULES,
        "is_watched": is_watched,
    }
    again = [(b"refresh", b"3")] if is_watched else []
    headers = [*site.headers, (b"content-type", HTML), (b"cache-control", b"no-store"), *again]
    return Answer(200, headers, site.html("compose/order_new.html", **values, **signed_in(request)))


STEPS = {"use": (laying.use, "used"), "discard": (laying.discard, "discarded"), "undo": (laying.undo, "back")}


@post("/compose/{slug:str}/order/new", who=Who.AUTHOR, status_code=200, exception_handlers=ENDS)
async def use(request: Request[Any, Any, Any]) -> Answer:
    """Use a new order, discard it, or show the one before again."""
    site, slug = site_of(request), request.path_params["slug"]
    fields = await form_of(request)
    check_token(request, fields)
    step, roll_id = first(fields, "step"), whole(first(fields, "roll"))
    if step not in STEPS or roll_id is None:
        raise LookupError("the form names no order")
    act, done = STEPS[step]
    try:
        await site.database.write(act, request.state.account, slug, roll_id)
    except (BeingLaid, ChangedSince) as error:
        return _not_used(request, isinstance(error, BeingLaid))
    return site.redirect(f"/compose/{slug}/order?done={done}")


def _not_used(request: Request[Any, Any, Any], is_being_laid: bool) -> Answer:
    slug = request.path_params["slug"]
    heading = "The new order is not ready yet" if is_being_laid else "This order was changed since"
    words = (
        "Not every name has its place in it yet. Wait a moment."
        if is_being_laid
        else "It was used, discarded or replaced, or names were moved. Look at the list as it is now."
    )
    return site_of(request).message(
        heading,
        words,
        "Nothing was changed.",
        actions=(("Order of names", f"/compose/{slug}/order"),),
        status=409,
        **signed_in(request),
    )
