"""`steward slack ...`: who a Slack user is, and which account a channel is about."""

import typer

from bot.commands.options import As, asker

slack = typer.Typer(help="Slack's users and channels.", no_args_is_help=True)


@slack.command()
def link(team: str, channel: str, account: str, email: As = "") -> None:
    """Make a channel (C...) of a workspace (T...) be about one account alone."""
    from bot.terminal import slack_people

    typer.echo(slack_people.link(team, channel, account, asker(email)))


@slack.command()
def unlink(team: str, channel: str, email: As = "") -> None:
    """Let a channel be about everything again."""
    from bot.terminal import slack_people

    typer.echo(slack_people.unlink(team, channel, asker(email)))


@slack.command("map")
def map_user(team: str, user: str, person: str, email: As = "") -> None:
    """Say that a Slack user (U...) is the person with this e-mail; for operations."""
    from bot.terminal import slack_people

    typer.echo(slack_people.map_user(team, user, person, asker(email)))


@slack.command()
def unmap(team: str, user: str, email: As = "") -> None:
    """Go by a Slack user's own e-mail again; for operations."""
    from bot.terminal import slack_people

    typer.echo(slack_people.unmap(team, user, asker(email)))
