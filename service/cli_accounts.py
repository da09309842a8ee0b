"""The account commands: giving people access, seeing who has it, taking it away, helping who lost a phone."""

from datetime import timedelta

import click

from service.actions import access, inviting
from service.actions.access import INVITED_FOR, SET_UP_FOR, SIGN_IN_FOR
from service.console import fail, now, run
from service.core.links import Link, Purpose
from service.core.signing import read_address
from service.installation import Installation
from service.settings import load
from service.store.accounts import Account, Role, has_accounts
from service.web.site import random_number


@click.group()
def account() -> None:
    """Give people access."""


@account.command("add")
@click.argument("email")
@click.option(
    "--role", type=click.Choice([role.value for role in Role]), default=Role.MODERATOR.value, show_default=True
)
@click.option("--letter", "slug", help="The letter they may act on.")
@click.option("--operator", is_flag=True, help="Let them run the site, and choose people for every letter.")
def account_add(email: str, role: str, slug: str | None, operator: bool) -> None:
    """Invite EMAIL by mail to a role on a letter, and print the link with which they come in."""
    address = checked(email)
    if operator == bool(slug):
        fail("say either --letter with the letter's slug, or --operator")

    async def add(installation: Installation) -> str:
        write = installation.database.write
        try:
            if slug:
                found = await write(
                    inviting.invite_by_console, address, slug, Role(role), random_number(), now()
                )
            else:
                found = await write(inviting.invite_operator, address, random_number(), now())
        except LookupError:
            fail(f"there is no letter {slug!r}; `undersigned letter list` shows them")
        return link_for(installation, found, INVITED_FOR)

    click.echo(run(add))
    click.echo("It works once, for 7 days, and was promised to them by mail too.", err=True)
    click.echo(f"Later links come by mail: {load().base_url}/signin", err=True)


@account.command("list")
def account_list() -> None:
    """Every account: what it may do, and whether its second step is set up."""

    async def find(installation: Installation) -> list[inviting.Listed]:
        return await installation.database.read(inviting.everybody)

    found = run(find)
    for each in found:
        roles = [f"{role.value} of {slug}" for slug, role in each.roles]
        roles = ["operator", *roles] if each.account.is_operator else roles
        step = "second step set up" if each.has_factor else "no second step yet"
        click.echo(f"{each.account.email}\t{', '.join(roles) or 'no role'}\t{step}")
    if not found:
        click.echo("No accounts yet. `undersigned serve` shows a link for the first one.", err=True)


@account.command("remove")
@click.argument("email")
@click.option("--letter", "slug", required=True, help="The letter they may no longer act on.")
def account_remove(email: str, slug: str) -> None:
    """Take every role on a letter away from EMAIL. It takes effect at once."""
    address = checked(email)

    async def remove(installation: Installation) -> int:
        try:
            return await installation.database.write(inviting.remove, address, slug)
        except LookupError:
            fail(f"there is no letter {slug!r}; `undersigned letter list` shows them")

    if not run(remove):
        fail(f"{address} has no role on {slug}; `undersigned account list` shows who has")
    click.echo(f"{address} has no role on {slug} any more.")


@account.command("reset")
@click.argument("email")
def account_reset(email: str) -> None:
    """Take away the second step of EMAIL, who lost it, end their sessions, and print a link to come in once.

    Make sure by other means that it is them: whoever has the link sets up the new second step.
    """
    address = checked(email)

    async def reset(installation: Installation) -> str:
        try:
            found = await installation.database.write(access.reset, address, random_number(), now())
        except LookupError:
            fail(f"there is no account {address}; `undersigned account list` shows them")
        return link_for(installation, found, SIGN_IN_FOR)

    click.echo(run(reset))
    click.echo("It works once, for one hour. They set up a new second step with it.", err=True)


def checked(email: str) -> str:
    address, problem = read_address(email)
    if problem:
        fail(f"{email!r} is not an email address")
    return address


def link_for(installation: Installation, found: Account, lasts: timedelta) -> str:
    """A link by which an account's owner signs in once."""
    return sign_in_link(installation, found.id, found.epoch, lasts)


def sign_in_link(
    installation: Installation, account_id: int, epoch: int, lasts: timedelta = SIGN_IN_FOR
) -> str:
    token = installation.signer.mint(Purpose.SIGN_IN, Link(account_id, epoch, now() + lasts))
    return f"{installation.settings.base_url}/signin/{token}"


async def first_account_link(installation: Installation) -> str | None:
    """While there is no account: the link that makes the operator's. Only the console shows it."""
    if await installation.database.read(has_accounts):
        return None
    token = installation.signer.mint(Purpose.SET_UP, Link(0, 0, now() + SET_UP_FOR))
    return f"{installation.settings.base_url}/setup/{token}"
