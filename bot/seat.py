"""What one run of the agent is told besides the messages."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bot.data_rules import DataRules
from bot.limits import Spend
from bot.masking import Mask
from bot.withholding import Held
from knowledge.store.access import colleagues
from knowledge.store.accounts import names_of
from knowledge.store.model_policy import stakeholder_names, withheld_names
from tools.desk import Desk


@dataclass(frozen=True, slots=True)
class Seat:
    """A desk, with the names that its asker may say: accounts', and CSMs' and teams'.

    Accounts are those that may be seen. A colleague is known to everybody: only so can a question
    about another's book be refused, where the name unknown would leave the asker's own to answer.

    For a model that isn't the built-in one: `withheld` are the accounts that it may not read of,
    `likely` the tools that the question seems to need, `count` tells a text's tokens; `mask`,
    `held` (what else the data policy keeps from it) and `spend` are of this one question.
    `brief` names the kind of draft that it writes, if it does.
    """

    desk: Desk
    accounts: tuple[str, ...]
    csms: tuple[str, ...]
    withheld: tuple[str, ...] = ()
    likely: tuple[str, ...] = ()
    count: Callable[[str], int] = len
    brief: str = ""
    mask: Mask = field(default_factory=Mask)
    held: Held = field(default_factory=Held)
    spend: Spend = field(default_factory=Spend)

    @classmethod
    def at(cls, desk: Desk) -> "Seat":
        with desk.view() as view:
            accounts = tuple(names_of(view).values())
            people = colleagues(view)
        teams = dict.fromkeys(_team(person.team) for person in people if person.team)
        return cls(desk, accounts, (*(person.name for person in people), *teams))

    def before(self, model: str, rules: DataRules) -> "Seat":
        """The seat as that model has it: without the accounts, and what else of the others, that
        it may not read of."""
        rule = rules.against(model)
        with self.desk.view() as view:
            names = stakeholder_names(view) if "people" in rule.fields else ()
            held = Held(rule, names, (*self.accounts, *self.csms))
            return replace(self, withheld=withheld_names(view, model), held=held)


def _team(name: str) -> str:
    """A team as people say it: "Team North"; "north" alone would be found in any question."""
    return name if "team" in name.casefold().split() else f"Team {name}"
