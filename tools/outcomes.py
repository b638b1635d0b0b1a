"""What became of renewals, in an answer's words."""

OUTCOMES = {
    "renewed": "renewed",
    "expanded": "renewed and expanded",
    "contracted": "renewed for less",
    "extended": "extended",
    "churned": "churned",
}
_LOSSES = ("churned", "contracted")
_REASONS = {
    "value": "value seen",
    "adoption": "adoption",
    "product_gap": "gap in the product",
    "champion_left": "champion left",
    "closed_business": "closed its business",
    "unknown": "not known",
}
_REASONS_TO_LOSE = {
    "value": "value not seen",
    "adoption": "low adoption",
}


def reason_words(outcome: str, reason: str | None) -> str | None:
    """Why a renewal went as it did; None where nobody recorded it."""
    if reason is None:
        return None
    lost = _REASONS_TO_LOSE.get(reason) if outcome in _LOSSES else None
    return lost or _REASONS.get(reason, reason.replace("_", " "))
