"""The page on which an author moves names, and the page of one name."""

from dataclasses import replace
from typing import Any

from litestar import Request, get, post

from service.actions import moving, ordered
from service.actions.moving import BeingLaid, ByRule, Move, Moved, MovedSince, NoSuchGroup, OutOfReach, Way
from service.actions.ordered import PAGE, OrderPage
from service.core.signing import LINE_LIMIT
from service.core.text import Unprintable, clean
from service.store.roll import ref_of
from service.web import order_words
from service.web.answers import Answer
from service.web.guards import Who, check_token, signed_in
from service.web.order_words import ENDS, RULES
from service.web.site import Site, first, form_of, site_of
from service.web.wanted import whole

NOTICES = {
    "used": "This is the order now, on every page and in every export.",
    "back": "The previous order is back.",
    "discarded": "The new order was discarded. Nothing has changed.",
    "sorted": "The sort name is kept.",
    "undone": "The move was taken back.",
}


@get("/compose/{slug:str}/order", who=Who.AUTHOR, exception_handlers=ENDS)
async def order(request: Request[Any, Any, Any]) -> Answer:
    """A page of the names, with the ways to move each."""
    site, slug, asked = site_of(request), request.path_params["slug"], request.query_params
    account, query = request.state.account, _searched(asked.get("q", ""))
    number = order_words.number_typed(asked.get("n", ""))
    page = (number - 1) // PAGE + 1 if number else whole(asked.get("page", "")) or 1
    if query:
        async with site.searching:
            found = await site.database.read(ordered.order_page, account, slug, 1, query)
    else:
        found = await site.database.read(ordered.order_page, account, slug, page)
    moved = order_words.moved_of(site, asked.get("moved", ""))
    return _page(request, site, found, query=query, moved=moved, wanted=number or 0)


@post("/compose/{slug:str}/order", who=Who.AUTHOR, status_code=200, exception_handlers=ENDS)
async def move(request: Request[Any, Any, Any]) -> Answer:
    """Move one name."""
    site, slug = site_of(request), request.path_params["slug"]
    fields = await form_of(request)
    check_token(request, fields)
    signature_id, way = whole(first(fields, "signature")), first(fields, "way")
    if signature_id is None or way not in set(Way):
        raise LookupError("the form names nobody")
    to = None
    if way == Way.NUMBER:
        to = order_words.number_typed(first(fields, "number"))
    elif way == Way.GROUP:
        to = whole(first(fields, "group"))
    if way == Way.NUMBER and to is None:
        return await _problem(request, site, signature_id, order_words.NOT_A_NUMBER, 422)
    try:
        account = request.state.account
        moved = await site.database.write(moving.move, account, slug, signature_id, Move(Way(way), to))
    except ByRule as error:
        return await _problem(request, site, signature_id, order_words.by_rule_words(error), 409)
    except OutOfReach as error:
        return await _problem(request, site, signature_id, order_words.reach_words(error), 422)
    except NoSuchGroup:
        return await _problem(request, site, signature_id, order_words.GONE_GROUP, 409)
    except BeingLaid:
        return await _problem(request, site, signature_id, order_words.BEING_LAID, 409)
    return site.redirect(_at(slug, moved, f"moved={order_words.mark_of(site, moved)}"))


@post("/compose/{slug:str}/order/undo", who=Who.AUTHOR, status_code=200, exception_handlers=ENDS)
async def take_back(request: Request[Any, Any, Any]) -> Answer:
    """Take back the move that a button names."""
    site, slug = site_of(request), request.path_params["slug"]
    fields = await form_of(request)
    check_token(request, fields)
    moved = order_words.moved_of(site, first(fields, "moved"))
    if moved is None:
        raise LookupError("the form names no move")
    try:
        back = await site.database.write(moving.take_back, request.state.account, slug, moved)
    except MovedSince:
        return await _problem(request, site, moved.signature_id, order_words.MOVED_SINCE, 409)
    except BeingLaid:
        return await _problem(request, site, moved.signature_id, order_words.BEING_LAID, 409)
    return site.redirect(_at(slug, back, "done=undone"))


@get("/compose/{slug:str}/order/names/{id:str}", who=Who.AUTHOR, exception_handlers=ENDS)
async def name(request: Request[Any, Any, Any]) -> Answer:
    """One name: where it stands, and by which name it is sorted."""
    return await _name(request, None, {})


@post("/compose/{slug:str}/order/names/{id:str}", who=Who.AUTHOR, status_code=200, exception_handlers=ENDS)
async def sort_name(request: Request[Any, Any, Any]) -> Answer:
    """Keep the name by which an entry is sorted."""
    site, slug = site_of(request), request.path_params["slug"]
    fields = await form_of(request)
    check_token(request, fields)
    typed, problem = _cleaned(first(fields, "sort_name"))
    if problem:
        return await _name(request, first(fields, "sort_name"), {"sort_name": problem}, 422)
    signature_id = _signature(request)
    try:
        account = request.state.account
        await site.database.write(moving.set_sort_name, account, slug, signature_id, typed or None)
    except BeingLaid:
        return await _name(request, typed, {"sort_name": order_words.BEING_LAID}, 409)
    return site.redirect(f"/compose/{slug}/order/names/{signature_id}?done=sorted")


def _cleaned(typed: str) -> tuple[str, str]:
    """A sort name as it is kept, and what is wrong with it."""
    try:
        typed = clean(typed)
    except Unprintable as error:
        return "", f"Take out a character that cannot be printed: {error}."
    return typed, f"Shorten this to {LINE_LIMIT} characters." if len(typed) > LINE_LIMIT else ""


def _searched(text: str) -> str:
    return "".join(char for char in text[:200] if char.isprintable()).strip()


def _signature(request: Request[Any, Any, Any]) -> int:
    found = whole(request.path_params["id"])
    if found is None:
        raise LookupError("no such name")
    return found


def _at(slug: str, moved: Moved, query: str) -> str:
    """The page on which a name stands after a move, at that name."""
    page = (moved.now - 1) // PAGE + 1
    return f"/compose/{slug}/order?page={page}&{query}#s-{ref_of(moved.signature_id)}"


async def _problem(
    request: Request[Any, Any, Any], site: Site, signature_id: int, words: str, status: int
) -> Answer:
    """The page with the name that was not moved, and why."""
    slug = request.path_params["slug"]
    found = await site.database.read(ordered.order_page_with, request.state.account, slug, signature_id)
    return _page(request, site, found, problem=(f"s-{ref_of(signature_id)}", words), status=status)


def _page(
    request: Request[Any, Any, Any],
    site: Site,
    found: OrderPage,
    query: str = "",
    moved: Moved | None = None,
    problem: tuple[str, str] | None = None,
    wanted: int = 0,
    status: int = 200,
) -> Answer:
    if moved:
        of_row = {row.standing.signature_id: row.standing.listed.group for row in found.rows}
        moved = replace(moved, group=of_row.get(moved.signature_id, ""))
    return site.page(
        "compose/order.html",
        status,
        found=found,
        orders=found.orders,
        letter=found.orders.letter,
        query=query,
        wanted=wanted,
        moved=moved and ref_of(moved.signature_id),
        moved_words=moved and order_words.moved_words(moved),
        undo_words=moved and order_words.undo_words(moved),
        mark=request.query_params.get("moved", "") if moved else "",
        errors=dict([problem]) if problem else {},
        notice=NOTICES.get(request.query_params.get("done", "")),
        rules=RULES,
        **signed_in(request),
    )


async def _name(
    request: Request[Any, Any, Any], typed: str | None, errors: dict[str, str], status: int = 200
) -> Answer:
    site, slug = site_of(request), request.path_params["slug"]
    asked = (request.state.account, slug, _signature(request))
    orders, row, wish, worked_out = await site.database.read(ordered.one_name, *asked)
    return site.page(
        "compose/order_name.html",
        status,
        orders=orders,
        letter=orders.letter,
        row=row,
        worked_out=worked_out,
        typed=(wish.sort_name or "") if typed is None else typed,
        errors=errors,
        notice=NOTICES.get(request.query_params.get("done", "")),
        rules=RULES,
        **signed_in(request),
    )
