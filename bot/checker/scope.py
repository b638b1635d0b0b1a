"""Whom a mention is about: the nearest name in its sentence, else its item, table, or heading."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.checker.layout import Cell, Line
from bot.checker.ledger import Ledger, is_group
from bot.checker.mentions import Mention
from bot.checker.names import Directory, Named

_ATTACHED = re.compile(
    r"\s*(?:(?!and\b|but\b|or\b)[\w-]+\s){0,3}?(?:at|for|from|of|in|with|to|by|is|:|\(|·|–|—)?\s*"
    r"(?:the\s)?"
)
_JOINS_NAMES = re.compile(r"\s*(?:,|and|or|&|,\s?and|/)\s*")
_OBJECT = re.compile(r"\b(?:for|at|against|over|in|from|with|by|to|beat|left|joined)\s+(?:the\s)?$")
_PAIRED = re.compile(r"\s?(?:[–-]|to|vs\.?)\s?\d")
_EXCEPT = re.compile(r"\b(?:except|excluding|without|unlike|than|but not|apart from)\s*$", re.I)
_OF_MANY = re.compile(r"\b(?:(?:your|my|our|all|the) \d|all your|in all\b)")
_MANY = """book books total overall portfolio company team teams combined together peer peers
    similar segment other others average median accounts everyone"""
_GROUP = frozenset(_MANY.split())


class Scope(NamedTuple):
    """Entities whose facts may bear a mention out.

    `near` are those that the text tells; `wide` come after them; `named` count only where the
    text also names the attribute. `is_told`: where a fact of `near` has the attribute that the
    text names, no other entity's value will do.
    """

    near: tuple[str, ...]
    wide: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    is_told: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """A line with the names that tell whom it is about, and the entities that it inherits."""

    line: Line
    names: tuple[Named, ...]
    inherited: tuple[str, ...]
    is_firm: bool = False
    """It stands under the item or heading of what it inherits."""


def settings(
    bare: str, lines: Sequence[Line], names: Sequence[Named], ledger: Ledger
) -> list[Setting]:
    """Walk the text from the top: what each line is about where it doesn't say so itself."""
    telling = [name for name in names if _tells(bare, name)]
    walk = _Walk(_subject(lines, telling, ledger))
    return [
        walk.step(line, tuple(n for n in telling if line.start <= n.start < line.end))
        for line in lines
    ]


class Scoper:
    """Finds the scope of each mention of one text."""

    def __init__(self, bare: str, ledger: Ledger, directory: Directory) -> None:
        self._bare, self._ledger, self._directory = bare, ledger, directory
        self._groups = [name for name in ledger.groups if is_group(name)]

    def scope(self, mention: Mention, setting: Setting, until: int) -> Scope:
        """Give the scope of a mention; `until` is where the next mention begins."""
        cell = _cell(setting.line, mention)
        if cell is not None:
            return self._in_table(cell, setting)
        start, end = sentence_of(setting.line, mention.start)
        names = setting.names
        here = [name for name in names if start <= name.start < end]
        after = [name for name in here if name.start >= mention.end]
        before = [name for name in here if name.end <= mention.start]
        if after and after[0].start < until and self._attached(mention, after[0], bool(before)):
            return self._told(mention, [after[0]], setting, (start, end))
        if before:
            return self._told(mention, before, setting, (start, end))
        earlier = [name for name in names if name.end <= start and name.is_account]
        if earlier:
            if setting.line.kind == "item":
                return self._firm(mention, earlier[0].entities, (start, end))
            return self._weak(earlier[-1].entities)
        distinct = {name.entities for name in after}
        if len(distinct) == 1:
            return self._weak((*after[0].entities, *setting.inherited))
        if setting.is_firm:
            return self._firm(mention, setting.inherited, (start, end))
        return self._weak(setting.inherited)

    def _told(
        self, mention: Mention, names: list[Named], setting: Setting, sentence: tuple[int, int]
    ) -> Scope:
        last = names[-1]
        near, beside = last.entities, self._beside(mention, names, sentence[0])
        wide = beside
        if not last.is_account:
            holder = [name.entities for name in names if name.is_account]
            wide = (*wide, *(holder[-1] if holder else setting.inherited), *self._groups)
        start = last.end if last.end <= mention.start else sentence[0]
        if self._is_about_a_group(mention, start, sentence[1]) or self._in_a_row(names):
            return Scope(near, (*wide, *self._groups))
        return Scope(near, wide, is_told=not beside)

    def _beside(self, mention: Mention, names: list[Named], start: int) -> tuple[str, ...]:
        """Give the name before the last, where the last may not be what the sentence is about."""
        if len(names) < 2 or names[-2].start < start:
            return ()
        is_object = _OBJECT.search(self._bare, max(start, names[-1].start - 24), names[-1].start)
        is_pair = mention.joined or self._is_pair(mention)
        is_of_it = names[-1].is_account and not names[-2].is_account
        return names[-2].entities if is_object or is_pair or is_of_it else ()

    def _is_pair(self, mention: Mention) -> bool:
        return _PAIRED.match(self._bare, mention.end) is not None

    def _firm(self, mention: Mention, near: tuple[str, ...], sentence: tuple[int, int]) -> Scope:
        is_group = self._is_about_a_group(mention, sentence[0], sentence[1])
        return Scope(near, tuple(self._groups) if is_group else ())

    def _weak(self, near: tuple[str, ...]) -> Scope:
        if near:
            return Scope(near, tuple(self._ledger.groups))
        return Scope((), tuple(self._ledger.groups), tuple(self._ledger.accounts))

    def _in_table(self, cell: Cell, setting: Setting) -> Scope:
        column = [n for n in self._directory.find(cell.header) if not is_group(n.entities[0])]
        row = setting.names
        if row:
            return Scope(row[0].entities, column[0].entities if column else ())
        if column:
            return Scope(column[0].entities, setting.inherited)
        return self._weak(setting.inherited)

    def _attached(self, mention: Mention, name: Named, has_before: bool) -> bool:
        between = self._bare[mention.end : name.start]
        if has_before and not between.strip():
            return False
        if has_before and between.strip() in (":", "·", "–", "—", "is", "to", "by", "with", "from"):
            return False
        return _ATTACHED.fullmatch(between) is not None

    def _is_about_a_group(self, mention: Mention, start: int, end: int) -> bool:
        if mention.joined:
            return "of" in self._bare[max(0, mention.start - 12) : mention.start].split()
        around = self._bare[max(start, mention.start - 40) : min(end, mention.end + 25)]
        near = around.lower()
        if any(word.strip("(),:;.’'") in _GROUP for word in near.split()):
            return True
        return _OF_MANY.search(near) is not None

    def _in_a_row(self, names: list[Named]) -> bool:
        if len(names) < 2:
            return False
        return _JOINS_NAMES.fullmatch(self._bare, names[-2].end, names[-1].start) is not None


class _Walk:
    def __init__(self, subject: tuple[str, ...]) -> None:
        self._subject = subject
        self._heading: tuple[str, ...] = ()
        self._lead: tuple[str, ...] = ()
        self._items: list[tuple[int, tuple[str, ...]]] = []
        self._is_after_blank = True

    def step(self, line: Line, names: tuple[Named, ...]) -> Setting:
        named = [name.entities for name in names]
        accounts = [name.entities for name in names if name.is_account]
        inherited: tuple[str, ...]
        if line.kind == "blank":
            inherited = ()
        elif line.kind == "heading":
            inherited = self._subject
            self._heading = named[0] if len(set(named)) == 1 else ()
            self._lead, self._items = (), []
        elif line.kind == "item":
            inherited = self._item(line, accounts)
        elif line.kind == "prose":
            inherited = self._prose(line, accounts)
        else:
            inherited = self._lead or self._heading or self._subject
        self._is_after_blank = line.kind == "blank"
        is_firm = bool(inherited) and (inherited == self._heading or self._is_in_item(line))
        return Setting(line, names, inherited, is_firm)

    def _is_in_item(self, line: Line) -> bool:
        above = self._items[:-1] if line.kind == "item" else self._items
        return bool(above) and line.kind in ("item", "prose")

    def _item(self, line: Line, accounts: list[tuple[str, ...]]) -> tuple[str, ...]:
        while self._items and self._items[-1][0] >= line.indent:
            self._items.pop()
        above = self._items[-1][1] if self._items else ()
        inherited = above or self._lead or self._heading or self._subject
        self._items.append((line.indent, accounts[0] if accounts else inherited))
        return inherited

    def _prose(self, line: Line, accounts: list[tuple[str, ...]]) -> tuple[str, ...]:
        if line.indent == 0 and (line.is_fresh or self._is_after_blank):
            self._items = []
            self._lead = accounts[0] if len(set(accounts)) == 1 else ()
            return self._heading or self._subject
        if self._items:
            return self._items[-1][1]
        inherited = self._lead or self._heading or self._subject
        if accounts:
            self._lead = accounts[-1]
        return inherited


def _subject(lines: Sequence[Line], names: Sequence[Named], ledger: Ledger) -> tuple[str, ...]:
    if len(ledger.accounts) == 1:
        return tuple(ledger.accounts)
    first = next((line for line in lines if line.kind != "blank"), None)
    if first is None:
        return ()
    opening = {n.entities for n in names if n.start < first.end and n.is_account}
    return next(iter(opening)) if len(opening) == 1 else ()


def _tells(bare: str, name: Named) -> bool:
    if is_group(name.entities[0]) or not name.is_known:
        return False
    return not _EXCEPT.search(bare, max(0, name.start - 16), name.start)


def _cell(line: Line, mention: Mention) -> Cell | None:
    return next((cell for cell in line.cells if cell.start <= mention.start < cell.end), None)


def sentence_of(line: Line, at: int) -> tuple[int, int]:
    """Give the sentence of the line that holds this place."""
    for start, end in line.sentences:
        if start <= at < end:
            return start, end
    return line.start, line.end
