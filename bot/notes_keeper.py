"""Keeps the notes' index fresh while Steward serves: cuts, embeds, aligns, in the background."""

import logging
import threading

from bot.wiring import Steward
from knowledge.errors import StewardError
from knowledge.notes.cutting import cut_notes
from knowledge.notes.embedding import embed_passages
from knowledge.notes.wide import WideIndex

logger = logging.getLogger(__name__)

EVERY_SECONDS = 60.0
STOP_SECONDS = 10.0


class NotesKeeper:
    """One thread. Answers wait for none of it: old vectors and exact search serve meanwhile."""

    def __init__(self, steward: Steward, *, every: float = EVERY_SECONDS) -> None:
        self._steward = steward
        self._every = every
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="notes-keeper", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Stop between two writes; what is written stays."""
        self._stop.set()
        self._thread.join(STOP_SECONDS)

    def _run(self) -> None:
        while not self._stop.is_set():
            with self._steward.wide_index() as wide:
                self._keep(wide)
                while wide is not None and not self._stop.wait(self._every):
                    self._keep(wide)
            self._stop.wait(self._every)

    def _keep(self, wide: WideIndex | None) -> None:
        """One round; whatever fails is tried again in the next."""
        store, embedders = self._steward.store, self._steward.notes.embedders
        try:
            if wide is not None:
                wide.bring_in_line()
            cut = cut_notes(store)
            embedded = 0
            if embedders:
                left_out = self._steward.left_out(embedders[0].name)
                embedded = embed_passages(
                    store, embedders[0], left_out=left_out, stopped=self._stop.is_set
                )
            if wide is not None and (cut or embedded):
                wide.bring_in_line()
        except StewardError as error:
            logger.warning("the notes' index isn't up to date: %s", error)
        except Exception:
            logger.exception("the notes' index isn't up to date")
