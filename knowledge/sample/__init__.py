"""A company that doesn't exist, with customers whose behaviour has causes."""

from knowledge.sample.world import DEMO_CSM, UNTIL, World, make_world
from knowledge.sample.writing import write_world

__all__ = ["DEMO_CSM", "UNTIL", "World", "make_world", "write_world"]
