"""What became of renewals, in an answer's words."""

OUTCOMES = {
    "renewed": "renewed",
    "expanded": "renewed and expanded",
    "contracted": "renewed for less",
    "extended": "extended",
    "churned": "churned",
}
REASONS = {
    "value": "value not seen",
    "adoption": "low adoption",
    "price": "price",
    "budget": "budget",
    "support": "support",
    "product_gap": "gap in the product",
    "competitor": "competitor",
    "champion_left": "champion left",
    "merger": "merger",
    "closed_business": "closed its business",
    "other": "other",
    "unknown": "not known",
}
