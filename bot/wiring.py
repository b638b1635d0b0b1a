"""Where real things meet: settings in, a store, desks and agents out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bot.data_rules import FILE, DataRules, load_data_rules
from bot.limits import Limits
from bot.masking import Mask, without_names
from bot.settings import Settings
from bot.tokens import chat_counter
from bot.withholding import Held
from knowledge.company import Company, load_company
from knowledge.errors import NotConfigured, PersonNotFound
from knowledge.health import Rules, load_rules
from knowledge.notes.index import NotesIndex
from knowledge.notes.wide import WideIndex
from knowledge.store.access import Person, person_by_email
from knowledge.store.engine import Store
from knowledge.store.evaluation import OPERATOR
from knowledge.store.model_policy import every_stakeholder, withheld
from knowledge.store.record_kinds import NOTE_KINDS
from knowledge.store.schema import require_current
from knowledge.store.vectors import LeftOut
from knowledge.store.workspace import world_ends
from tools.desk import Desk

if TYPE_CHECKING:
    from bot.agent import Agent
    from bot.builtin.model import BuiltinModel


@dataclass
class Steward:
    """A running Steward: its store, its frame, and the agents made so far."""

    settings: Settings
    _agents: dict[str, "Agent"] = field(default_factory=dict)

    @cached_property
    def store(self) -> Store:
        if not self.settings.database_url:
            self._make_home()
        return Store(self.settings.store_url)

    def _make_home(self) -> None:
        home = self.settings.home
        try:
            home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise NotConfigured(
                f"STEWARD_HOME {str(home)!r} can't be a folder ({error.strerror}): name another."
            ) from error

    @cached_property
    def company(self) -> Company:
        return load_company(_existing(self.settings.home / "company.toml"))

    @cached_property
    def data_rules(self) -> DataRules:
        return load_data_rules(self.settings.home / FILE)

    @cached_property
    def rules(self) -> Rules:
        return load_rules(_existing(self.settings.home / "rules.toml"))

    def desk(
        self,
        email: str,
        *,
        today: date | None = None,
        audience: tuple[Person, ...] = (),
        about: int | None = None,
    ) -> Desk:
        """A desk for the person with this e-mail, or only about one account's id.

        Raises PersonNotFound.
        """
        require_current(self.store)
        with self.store.read() as connection:
            viewer = person_by_email(connection, email)
            ends = world_ends(connection)
        if viewer is None:
            raise PersonNotFound(
                f"Nobody in the store has the e-mail {email!r}. Import people.csv, or ask as one "
                "of those that `steward doctor` lists."
            )
        real = self.today(viewer.time_zone, ends)
        return Desk(
            self.store,
            self.company,
            self.rules,
            viewer,
            today or real,
            real,
            audience,
            self.notes,
            about,
        )

    @cached_property
    def notes(self) -> NotesIndex:
        """The notes' index: what embeds, the wanted one first, and whoever's vectors may serve."""
        from bot.embedding import embedders_of

        return NotesIndex(embedders_of(self.settings, self.hide_from))

    @contextmanager
    def wide_index(self) -> Iterator[WideIndex | None]:
        """The wide index while this process has it; None where another has."""
        wide = WideIndex(self.store, self.settings.home / "notes", self.settings.chroma_url)
        if not wide.take():
            yield None
            return
        try:
            self.notes.wide = wide
            yield wide
        finally:
            self.notes.wide = None
            wide.give_up()

    def operator_desk(self) -> Desk:
        """A desk that sees every account, for whoever runs Steward and asks as nobody else."""
        require_current(self.store)
        today = self.today_now()
        return Desk(self.store, self.company, self.rules, OPERATOR, today, today)

    def today(self, zone: str | None, world_ended: date | None) -> date:
        """The date in a zone, else in the company's; a sample world's is the day after its end."""
        if world_ended is not None:
            return world_ended + timedelta(days=1)
        return datetime.now(UTC).astimezone(self.company.zone(zone)).date()

    def today_now(self) -> date:
        """The company's date, or a sample world's."""
        with self.store.read() as connection:
            return self.today(None, world_ends(connection))

    def agent(self, name: str | None = None, *, out: Path | None = None) -> "Agent":
        """The agent that answers with this model; the settings' where none is named.

        Files of deliverables go into `out`, else into STEWARD_HOME/out.
        """
        name = name or self.settings.model_name
        if out is not None:
            return self._make_agent(name, out)
        if name not in self._agents:
            self._agents[name] = self._make_agent(name, self.settings.home / "out")
        return self._agents[name]

    @cached_property
    def builtin(self) -> "BuiltinModel":
        from bot.builtin.model import BuiltinModel
        from bot.builtin.router import Router
        from knowledge.notes.minilm import MiniLM, installed

        return BuiltinModel(router=Router(MiniLM() if installed() else None))

    def _make_agent(self, name: str, out: Path) -> "Agent":
        from bot.agent import Agent
        from bot.models import make_model

        if name == "builtin":
            return Agent(self.builtin, name, self.builtin, out=out)
        settings = self.settings
        limits = Limits(
            settings.model_calls,
            settings.tool_calls,
            settings.question_tokens,
            settings.question_seconds,
            settings.model_retries,
        )
        count = chat_counter(settings.tiktoken_folder)
        model = make_model(name, settings)
        return Agent(model, name, self.builtin, limits, count, out, self.data_rules)

    def hide_from(self, model: str) -> Callable[[str], str]:
        """What a text becomes before a service of that name reads it: masked, and without the
        names of accounts that it may not read of."""

        rule = self.data_rules.against(model)

        def hide(text: str) -> str:
            with self.store.read() as connection:
                names = withheld(connection, model).values()
                people = every_stakeholder(connection) if "people" in rule.fields else ()
            return Mask().hide(Held(rule, people).hide(without_names(text, names)))

        return hide

    def left_out(self, embedder: str) -> LeftOut:
        """The passages that an embedder of that name may not read at all."""
        rule = self.data_rules.against(embedder)
        kinds = NOTE_KINDS if "quotes" in rule.fields else rule.kinds & NOTE_KINDS.keys()
        return LeftOut(frozenset(NOTE_KINDS[kind] for kind in kinds), rule.systems)


def _existing(path: Path) -> Path | None:
    return path if path.exists() else None
