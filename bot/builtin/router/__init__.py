"""Understands a question without a model: which tools to call, with what."""

from bot.builtin.router.route import Call, Route, Router

__all__ = ["Call", "Route", "Router"]
