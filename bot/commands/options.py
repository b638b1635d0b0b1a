"""Options and their readers that several commands share."""

from datetime import date, datetime
from typing import Annotated

import typer

As = Annotated[str, typer.Option("--as", metavar="EMAIL", help="Who asks: their e-mail.")]
Model = Annotated[
    str | None, typer.Option(help='"builtin", or a provider\'s such as "openai:gpt-5.2".')
]
DAY = typer.Option(formats=["%Y-%m-%d"], metavar="DATE")
Day = Annotated[datetime | None, DAY]


def day_of(instant: datetime | None) -> date | None:
    """The date that an option gave; None where it wasn't given."""
    return instant.date() if instant else None


def asker(email: str) -> str:
    """The e-mail of who asks. Raises BadParameter where nobody is named."""
    if not email:
        raise typer.BadParameter("say who: --as EMAIL")
    return email
