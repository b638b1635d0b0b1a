"""Which language models may read an account's data: any, some by name, or none.

`accounts.models` holds it as its contract has it: NULL is any, "none" is none, else names of
models and embedders ("openai:gpt-5.2 openai:text-embedding-3-small") or of a provider
("openai:*"). What runs on this machine (the built-in model, the local embedder) has no provider in
its name and is always allowed.
"""

import re
from collections import Counter

from sqlalchemy import Connection, select

from knowledge.store.access import View
from knowledge.store.tables import accounts, stakeholders

_NAMES = re.compile(r"[\s,;]+")


def allows(policy: str | None, model: str) -> bool:
    """Whether an account with this policy may be read by the model of that name."""
    provider, colon, _ = model.partition(":")
    if not colon or policy is None or not policy.strip():
        return True
    names = [name for name in _NAMES.split(policy.casefold()) if name]
    return any(name in ("any", model.casefold(), f"{provider.casefold()}:*") for name in names)


def withheld_names(view: View, model: str) -> tuple[str, ...]:
    """The names of the view's accounts that the model may not read."""
    a = accounts.c
    query = select(a.name, a.models).where(view.sees(a.id), a.models.is_not(None))
    rows = view.connection.execute(query)
    return tuple(name for name, policy in rows if not allows(policy, model))


def stakeholder_names(view: View) -> tuple[str, ...]:
    """The names of the people of the view's accounts, each once."""
    s = stakeholders.c
    query = select(s.name).where(view.sees(s.account_id)).distinct()
    return tuple(view.connection.scalars(query))


def every_stakeholder(connection: Connection) -> tuple[str, ...]:
    """The names of all accounts' people."""
    return tuple(connection.scalars(select(stakeholders.c.name).distinct()))


def withheld(connection: Connection, model: str) -> dict[int, str]:
    """The company's accounts that the model may not read: name by id."""
    a = accounts.c
    rows = connection.execute(select(a.id, a.name, a.models).where(a.models.is_not(None)))
    return {key: name for key, name, policy in rows if not allows(policy, model)}


def policies(connection: Connection) -> dict[str, int]:
    """How many accounts have each policy that isn't "any"."""
    query = select(accounts.c.models).where(accounts.c.models.is_not(None))
    return dict(Counter(connection.scalars(query)))
