"""What the workspace keeps about itself: when a sample world ends."""

from datetime import date

from sqlalchemy import Connection, delete, insert, select

from knowledge.store.tables import workspace

_WORLD_ENDS = "world_ends"


def world_ends(connection: Connection) -> date | None:
    """The last day of a sample world; None for a company's own data."""
    query = select(workspace.c.value).where(workspace.c.key == _WORLD_ENDS)
    found = connection.scalar(query)
    return date.fromisoformat(found) if found else None


def set_world_ends(connection: Connection, day: date) -> None:
    """Keep the last day of the sample world."""
    connection.execute(delete(workspace).where(workspace.c.key == _WORLD_ENDS))
    connection.execute(insert(workspace).values(key=_WORLD_ENDS, value=day.isoformat()))
