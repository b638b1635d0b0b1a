"""Passages that say the same are one hit: a mail quoted whole, a note that was saved twice."""

from collections.abc import Sequence

from knowledge.store.passage_search import FoundPassage

# The share of terms in common, of all terms of both (Jaccard).
SAME = 0.8


def fold(passages: Sequence[FoundPassage]) -> list[tuple[FoundPassage, int]]:
    """The passages, best first, each with how many later ones say the same at the same account."""
    kept: list[tuple[FoundPassage, set[str], int]] = []
    for passage in passages:
        terms = set(passage.terms.split())
        for at, (other, others, repeats) in enumerate(kept):
            if other.account_id == passage.account_id and _alike(terms, others):
                kept[at] = (other, others, repeats + 1)
                break
        else:
            kept.append((passage, terms, 0))
    return [(passage, repeats) for passage, _, repeats in kept]


def _alike(one: set[str], other: set[str]) -> bool:
    if min(len(one), len(other)) < SAME * max(len(one), len(other)):
        return False
    union = len(one | other)
    return union > 0 and len(one & other) / union >= SAME
