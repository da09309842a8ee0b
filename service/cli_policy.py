"""The command that says how a letter is moderated."""

from dataclasses import replace

import click

from service.actions import policing
from service.actions.policing import PolicyProblem
from service.console import fail, now, run
from service.core.moderation import Policy
from service.installation import Installation


@click.command("policy")
@click.argument("slug")
@click.option("--target-hours", type=int, help="Within how many hours an entry should be decided.")
@click.option(
    "--two-for",
    multiple=True,
    metavar="WORDS",
    help='Words of a title or position that ask for two moderators, as in "Ambassador". Give it once for each.',
)
@click.option("--two-for-none", is_flag=True, help="No title or position asks for two moderators any more.")
@click.option(
    "--two-on-conflict/--no-two-on-conflict",
    default=None,
    help="Whether an entry with evidence against it asks for two moderators.",
)
def letter_policy(
    slug: str, target_hours: int | None, two_for: tuple[str, ...], two_for_none: bool, two_on_conflict: bool | None
) -> None:
    """Show how the letter SLUG is moderated, or change it.

    What is not named stays as it is. Entries that wait are looked at anew by the new policy.
    """
    if two_for and two_for_none:
        fail("choose one of --two-for and --two-for-none")

    async def act(installation: Installation) -> tuple[Policy, int | None, int]:
        database = installation.database
        before = await database.read(policing.policy_of, slug)
        after = replace(
            before,
            target_hours=before.target_hours if target_hours is None else target_hours,
            two_for=() if two_for_none else two_for or before.two_for,
            two_on_conflict=before.two_on_conflict if two_on_conflict is None else two_on_conflict,
        )
        waiting = None if after == before else await database.write(policing.set_policy, slug, after, now())
        return after, waiting, await database.read(policing.lacking_by_slug, slug)

    try:
        policy, waiting, lacking = run(act)
    except LookupError:
        fail(f"there is no letter {slug!r}; `undersigned letter list` shows them")
    except PolicyProblem as error:
        fail(str(error))
    for line in policing.policy_lines(policy):
        click.echo(line)
    if waiting:
        click.echo(f"{waiting:,} waiting entries are looked at anew.")
    if lacking:
        click.echo(
            f"warning: {lacking} more moderator{'s are' if lacking > 1 else ' is'} needed for this: "
            f"undersigned account add ADDRESS --role moderator --letter {slug}",
            err=True,
        )
