"""The tone of one message, by a lexicon and rules for business mail, with the words that show it.

A term's weight is turned by a negation up to four words before it in its clause, raised by an
intensifier, lowered by a hedge; what stands before "but" counts half. A sentence's sum s becomes
s / sqrt(s^2 + 2), a message's s / sqrt(s^2 + 1.5): both within -1 to 1 (the form of VADER's
normalisation, Hutto and Gilbert 2014). Questions and wishes ("if it were faster") tell no tone.
"""

import re
from collections.abc import Sequence
from math import sqrt

from knowledge.notes.reading.clean import Sentence
from knowledge.notes.reading.lexicon import Lexicon, load_lexicon
from knowledge.notes.reading.records import Found, Span, Tone

# At least this far from nought to be called good or bad.
PLAIN = 0.2
_NEGATED = {True: -0.75, False: -0.5}
_CLAUSE_END = re.compile(r"[,;:–—()]|\b(?:but|however|although|though|because|and then)\b", re.I)
_BUT = re.compile(r"\b(?:but|however|yet|still,|although|though|except)\b", re.I)
_UNREAL = re.compile(
    r"(?:\b(?:if|until|unless|whether|would be|could be|should be|would help|might|wish|hope that"
    r"|in case|so that|to be|can you|could you|would you)\b|['’]d be\b)",
    re.I,
)
_REACH = 30
_NEGATION_WORDS = 4
# What outweighs good manners: they are going, however kindly they say so.
_LEAVING = ("notice", "export", "competitor")
_AGAINST = ("legal", "price", "risk")


def tone_of(sentences: Sequence[Sentence], found: Sequence[Found]) -> Tone | None:
    """The tone of what the customer says, or of what we report of them; None for our words alone.

    `found` are the note's other readings: a polite farewell is no good tone, and neither a promise
    of ours nor a wish tells any.
    """
    lexicon = load_lexicon()
    ours = {f.start for f in found if f.detail.get("side") == "us"}
    wishes = {f.start for f in found if f.kind == "request"}
    theirs = [s for s in sentences if _is_theirs(s) and s.start not in ours | wishes]
    if not any(_is_theirs(s) for s in sentences):
        return None
    spans = [Span(s.start, s.end, round(score, 2)) for s in theirs if (score := score_of(s))]
    total = sum(span.score for span in spans)
    score = total / sqrt(total**2 + 1.5)
    manner = ""
    if score < -PLAIN and any(lexicon.staying.search(s.text) for s in theirs):
        score, manner = score / 2, "angry, and staying"
    elif score > -PLAIN and any(_is_leaving(f) for f in found):
        manner = "polite, and leaving" if score > 0 else "calm, and leaving"
        score = -PLAIN
    elif score > -PLAIN and any(f.kind in _AGAINST for f in found):
        score = -PLAIN
    strongest = sorted(spans, key=lambda span: -abs(span.score))
    return Tone(round(score, 2), tuple(strongest), manner)


def _is_theirs(sentence: Sentence) -> bool:
    return sentence.side == "client" or sentence.is_report


def _is_leaving(found: Found) -> bool:
    return found.kind in _LEAVING or found.detail.get("sign") == "leaving"


def score_of(sentence: Sentence) -> float:
    """One sentence's tone, -1 to 1; 0 where it tells none."""
    lexicon, text = load_lexicon(), sentence.text
    if text.rstrip("\"”'’)").endswith("?"):
        return 0.0
    turn = _BUT.search(text)
    total = 0.0
    for match in lexicon.find(text):
        weight = lexicon.weight(match[0])
        if not weight:
            continue
        clause = _clause_before(text, match.start())
        weight = _bent(weight, clause, lexicon)
        if turn and match.end() <= turn.start() and turn.start() > 0:
            weight *= 0.5
        total += weight
    return total / sqrt(total**2 + 2)


def _clause_before(text: str, at: int) -> str:
    start = max(0, at - _REACH)
    ends = [m.end() for m in _CLAUSE_END.finditer(text, start, at)]
    return text[ends[-1] if ends else start : at]


def _bent(weight: float, clause: str, lexicon: Lexicon) -> float:
    near = " ".join(clause.split()[-_NEGATION_WORDS:])
    if weight > 0 and _UNREAL.search(clause):
        return 0.0
    if lexicon.intensifiers.search(near):
        weight *= 1.4
    if lexicon.hedges.search(near):
        weight *= 0.7
    if lexicon.negations.search(near):
        weight *= _NEGATED[weight > 0]
    return weight
