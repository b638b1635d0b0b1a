"""Hold a text against facts: every mention is traced, or it is a finding."""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence

from bot.checker.bands import band_words, false_band
from bot.checker.borne import Borne
from bot.checker.claims import false_parts, false_ranks
from bot.checker.cues import Cue, cues
from bot.checker.dated import misdated
from bot.checker.derived import is_derived
from bot.checker.displaced import displaced
from bot.checker.findings import Finding, Kind
from bot.checker.frames import misframed, misspanned, mistailed
from bot.checker.layout import Line, lines, plain
from bot.checker.ledger import Entry, Ledger
from bot.checker.lists import repeats
from bot.checker.literals import stands_in_words
from bot.checker.members import Members
from bot.checker.mentions import Mention, mentions
from bot.checker.names import Directory, Named
from bot.checker.pairs import misshared, unpaired, unwhole
from bot.checker.places import misplaced
from bot.checker.quotes import Quote, is_verbatim, quotes
from bot.checker.reasons import reason
from bot.checker.records import Records
from bot.checker.rivals import outdone
from bot.checker.scope import Scoper, Setting, sentence_of, settings
from bot.checker.strangers import strangers
from bot.checker.times import mistimed, unmoved
from bot.checker.trace import bearers
from knowledge.facts import Fact


def check(text: str, facts: Sequence[Fact], *, accounts: Collection[str] = ()) -> list[Finding]:
    """Give the spans of a Markdown text that the facts don't bear out, in order; none if all hold.

    A figure holds when a fact of the entity that the text tells has it: same unit or currency,
    the attribute that the words beside it name, equal at the rounding shown. Besides facts, a
    text may state: the weekday of a traced date, the days from a date to the fact of the entity
    "today", the change between two facts of one attribute, a fact's `as_of`, figures in a
    fact's own words ("renewals in the next 90 days"), and a sum, difference or share of facts of
    one attribute where the sentence names the operation. A quotation stands
    verbatim in a fact of the account in scope. `accounts` are names known to be accounts
    (the viewer's book): one that is in the text and in no fact is a finding.
    """
    return _Check(text, facts, accounts).findings()


class _Check:
    def __init__(self, text: str, facts: Sequence[Fact], accounts: Collection[str]) -> None:
        self.text, self.bare = text, plain(text)
        self.ledger = Ledger(facts, accounts)
        self.directory = Directory(self.ledger, accounts)
        self.names = self.directory.find(self.bare)
        self.lines = lines(text, self.bare)
        self.settings = settings(self.bare, self.lines, self.names, self.ledger)
        self.scoper = Scoper(self.bare, self.ledger, self.directory)
        self._nameless = _without(self.bare, self.names)
        self._starts = [line.start for line in self.lines]

    def findings(self) -> list[Finding]:
        found = list(self._quotes())
        skipped = [(quote.start, quote.end) for quote in self._held]
        skipped += [(finding.start, finding.end) for finding in found]
        in_names = [(name.start, name.end) for name in self.names]
        found += self._mentions([*skipped, *in_names])
        found += self._names(skipped)
        found += self._claims(skipped)
        found += self._bands([*skipped, *in_names])
        return sorted(found, key=lambda finding: (finding.start, finding.end))

    def _quotes(self) -> Iterator[Finding]:
        self._held: list[Quote] = []
        for quote in quotes(self.text, self.bare):
            mention = Mention(quote.start, quote.end, quote.words, "quote")
            scope = self.scoper.scope(mention, self._setting(quote.start), quote.end)
            near = self.ledger.of((*scope.near, *scope.wide, *scope.named))
            if quote.is_offered or is_verbatim(quote, near):
                self._held.append(quote)
            elif not quote.is_block:
                elsewhere = [e for e in self.ledger.all() if is_verbatim(quote, [e])]
                owner = f"these are words of {elsewhere[0].fact.entity}" if elsewhere else ""
                yield self._finding(
                    quote.start, quote.end, "quote", owner or "no fact has these words verbatim"
                )

    def _mentions(self, skipped: list[tuple[int, int]]) -> Iterator[Finding]:
        told = self._told(skipped)
        reasons = {
            borne.mention: reason(borne.mention, borne.cue, borne.scope, self.ledger)
            for borne in told
            if borne.entries is None
        }
        for mention, why in (
            *unpaired(self.bare, told, self.ledger),
            *misshared(self.bare, told),
            *misframed(self.bare, told, self.ledger),
            *misspanned(self.bare, told),
            *mistailed(self.bare, told, self.ledger),
            *misdated(self.bare, told, self.ledger),
            *unwhole(self.bare, told),
            *mistimed(self.bare, told, self.ledger),
            *unmoved(self.bare, told, self.ledger.today or self.ledger.as_of),
            *Records(self.ledger).strays(self.bare, told),
            *outdone(self.bare, told, self.ledger),
            *displaced(self.bare, told, self.ledger),
        ):
            reasons.setdefault(mention, why)
        for mention, why in reasons.items():
            yield self._finding(mention.start, mention.end, mention.kind, why)

    def _told(self, skipped: list[tuple[int, int]]) -> list[Borne]:
        found = [m for m in mentions(self.bare) if not _is_within(m.start, skipped)]
        where = [self._line(mention.start) for mention in found]
        ends = [after.start for after in found[1:]] + [len(self.text)] * bool(found)
        told = cues(self._nameless, found, where, self.ledger.counted)
        return [
            self._borne(mention, cue, until)
            for mention, cue, until in zip(found, told, ends, strict=True)
        ]

    def _borne(self, mention: Mention, cue: Cue, until: int) -> Borne:
        setting = self._setting(mention.start)
        scope = self.scoper.scope(mention, setting, until)
        near = self.ledger.of((*scope.near, *scope.wide, *scope.named))
        entries: list[Entry] | None = []
        if not stands_in_words(self.bare, mention, near):
            entries = bearers(mention, cue, scope, self.ledger)
        if entries is None:
            low, high = sentence_of(setting.line, mention.start)
            names = self._names_in(low, high)
            if is_derived(mention, cue.words, self.bare[low:high], names, self.ledger):
                entries = []
        line = setting.line
        start, end = (line.start, line.end)
        if line.kind not in ("item", "row"):
            start, end = sentence_of(line, mention.start)
        return Borne(mention, cue, scope, entries, start, end)

    def _names(self, skipped: list[tuple[int, int]]) -> Iterator[Finding]:
        for name in self.names:
            if not name.is_known and not _is_within(name.start, skipped):
                why = f"no fact speaks of {name.entities[0]}"
                yield self._finding(name.start, name.end, "name", why)
        for name in repeats(self.bare, [name for name in self.names if name.is_account]):
            yield self._finding(name.start, name.end, "name", "it stands twice in one list")
        for name, why in (
            *Members(self.ledger).outsiders(self.bare, self.lines, self.names),
            *misplaced(self.bare, self.lines, self.names),
        ):
            if name.is_known and not _is_within(name.start, skipped):
                yield self._finding(name.start, name.end, "name", why)
        for start, end in strangers(self.text, self.bare, self.lines, self.names, self.directory):
            if not _is_within(start, skipped):
                yield self._finding(start, end, "name", "no fact knows this name")

    def _bands(self, skipped: list[tuple[int, int]]) -> Iterator[Finding]:
        for word in band_words(self.bare):
            if _is_within(word.start, skipped):
                continue
            scope = self.scoper.scope(word, self._setting(word.start), word.end)
            own = [name for name in scope.near if name in self.ledger.accounts]
            why = false_band(word.text, self.ledger.of(own))
            if why:
                yield self._finding(word.start, word.end, "claim", why)

    def _claims(self, skipped: list[tuple[int, int]]) -> Iterator[Finding]:
        for line, setting in zip(self.lines, self.settings, strict=True):
            for sentence in line.sentences:
                names = self._names_in(*sentence)
                told = [name.entities for name in names] or [setting.inherited]
                near = self.ledger.of([*(e for entities in told for e in entities)])
                near += self.ledger.of(self.ledger.groups)
                for claim in (
                    *false_ranks(self.bare, sentence, names, self.ledger),
                    *false_parts(self.bare, sentence, near),
                ):
                    if not _is_within(claim.start, skipped):
                        yield self._finding(claim.start, claim.end, "claim", claim.reason)

    def _names_in(self, start: int, end: int) -> list[Named]:
        return [name for name in self.names if start <= name.start < end]

    def _line(self, at: int) -> Line:
        return self.lines[bisect_right(self._starts, at) - 1]

    def _setting(self, at: int) -> Setting:
        return self.settings[bisect_right(self._starts, at) - 1]

    def _finding(self, start: int, end: int, kind: Kind, why: str) -> Finding:
        return Finding(start, end, self.text[start:end], kind, why)


def _is_within(at: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in spans)


def _without(bare: str, names: Sequence[Named]) -> str:
    """Blank out accounts' names: a word of one tells of no attribute."""
    for name in names:
        if name.is_account:
            blank = " " * (name.end - name.start)
            bare = bare[: name.start] + blank + bare[name.end :]
    return bare
