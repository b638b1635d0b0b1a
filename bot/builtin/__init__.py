"""The model that needs no key: routes a question by its meaning, writes from templates."""
