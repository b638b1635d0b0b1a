"""Fit the intents to exemplars.jsonl: `python -m bot.builtin.router.refit` writes intents.npz."""

from bot.builtin.router.intents import exemplars, fit, save
from knowledge.notes.minilm import MiniLM

if __name__ == "__main__":
    save(fit(exemplars(), MiniLM(threads=2)))
