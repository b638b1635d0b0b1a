"""What people decided about acts. An act itself is computed; it is stored on the first decision."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from knowledge.acts import Act, Decision, State
from knowledge.store.access import Person, View
from knowledge.store.engine import Store
from knowledge.store.tables import acts, people

Decisions = dict[tuple[int, str], Decision]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person says to an act; `until` is the day on which a snoozed one comes back."""

    state: State
    reason: str | None
    until: date | None = None


def decisions_of(view: View) -> Decisions:
    """The newest decision on each act of the view's accounts, by account and key, with the evidence
    of all that came before it.

    Their history is not cut at the view's day: what was declined yesterday is declined.
    """
    a = acts.c
    query = (
        select(
            a.account_id,
            a.key,
            a.state,
            a.records,
            a.reason,
            a.due,
            a.snoozed_until,
            people.c.name,
            a.changed_at,
        )
        .outerjoin(people, people.c.id == a.changed_by)
        .where(view.sees(a.account_id))
        .order_by(a.changed_at, a.id)
    )
    found: Decisions = {}
    for row in view.connection.execute(query):
        key = (row.account_id, row.key)
        known = found[key].evidence if key in found else frozenset()
        evidence = known.union(json.loads(row.records))
        found[key] = Decision(
            row.state, evidence, row.reason, row.due, row.snoozed_until, row.name,
            row.changed_at.date(),
        )  # fmt: skip
    return found


def decide(store: Store, act: Act, words: str, answer: Answer, by: Person, at: datetime) -> None:
    """Keep a decision on an act and the evidence that it was taken on.

    The same decision again, on the same evidence, replaces itself. `words` say what to do, so that
    the record can be read by itself. Whether the person may see the account is the caller's to
    have asked: the act came from their view.
    """
    row = {
        "person_id": by.id, "what": words, "kind": act.kind, "due": act.due,
        "state": answer.state, "snoozed_until": answer.until, "reason": answer.reason,
        "records": json.dumps(sorted(set(act.evidence)), ensure_ascii=False),
        "changed_at": at, "changed_by": by.id,
    }  # fmt: skip
    key = {"account_id": act.account_id, "key": act.key, "evidence": act.digest}
    with store.write() as connection:
        dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
        new = dialect.insert(acts).values(**key, **row, made_at=at)
        connection.execute(new.on_conflict_do_update(index_elements=tuple(key), set_=row))
