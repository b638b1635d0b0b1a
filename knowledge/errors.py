"""Every error that a person or a model can act on, named by its cure.

StewardError
├── Adjust                  ask again, differently
│   ├── AccountNotFound     no such account that the viewer may see; carries the nearest names
│   ├── AmbiguousAccount    several accounts fit; carries them
│   ├── PersonNotFound      nobody by that e-mail
│   └── UnclearPeriod       a time phrase that nobody could resolve
├── NotAllowed              the viewer has no right to it, whatever the words
├── SourceUnavailable       a system or the store can't be reached: later
└── BadInput                a file or a setting is wrong; says where and what to do
    ├── BadCompany          company.toml
    ├── BadRules            rules.toml
    ├── BadMapping          an import mapping
    ├── BadPolicy           data_policy.toml
    └── NotConfigured       a setting is missing

The message of each is one sentence that says what, which, and what to do.
"""

from collections.abc import Sequence


class StewardError(Exception):
    """The root: catch it at the border (tool, terminal, Slack), nowhere else."""


class Adjust(StewardError):
    """The question can be asked again, differently."""


class AccountNotFound(Adjust):
    """No account by that name among those the viewer may see."""

    def __init__(self, name: str, nearest: Sequence[str] = ()) -> None:
        self.name, self.nearest = name, tuple(nearest)
        cure = f" Closest: {', '.join(nearest)}." if nearest else " Ask for your list of accounts."
        super().__init__(f"No account named {name!r} in your book.{cure}")


class AmbiguousAccount(Adjust):
    """Several accounts fit the name."""

    def __init__(self, name: str, candidates: Sequence[str]) -> None:
        self.name, self.candidates = name, tuple(candidates)
        super().__init__(f"{name!r} fits several accounts: {', '.join(candidates)}. Which one?")


class PersonNotFound(Adjust):
    """Nobody in the store has that e-mail address."""


class UnclearPeriod(Adjust):
    """A time phrase that the parser can't resolve to dates."""


class NotAllowed(StewardError):
    """The viewer has no right to what was asked for."""


class SourceUnavailable(StewardError):
    """A system or the store can't be reached now."""


class BadInput(StewardError):
    """A file or a setting that a person wrote is wrong."""


class BadCompany(BadInput):
    """company.toml is wrong."""


class BadRules(BadInput):
    """rules.toml is wrong."""


class BadMapping(BadInput):
    """An import mapping is wrong."""


class BadPolicy(BadInput):
    """data_policy.toml is wrong."""


class NotConfigured(BadInput):
    """A setting that is needed is missing."""
