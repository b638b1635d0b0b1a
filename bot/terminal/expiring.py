"""What a night deletes because it has been kept long enough."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.wiring import Steward
from knowledge.store.retention import Keeping, expire


def expire_old(steward: Steward) -> Iterator[str]:
    """Delete conversations, drafts and decided proposals past their time; say how many, if any."""
    settings, now = steward.settings, datetime.now(UTC)
    keeping = Keeping(settings.keep_conversations, settings.keep_drafts, settings.keep_proposals)
    gone = expire(steward.store, now, keeping)
    files = _old_files(settings.home / "out", now - timedelta(days=keeping.drafts))
    for count, what, days in (
        (gone.turns, "questions with their answers", keeping.conversations),
        (gone.digests + len(files), "drafts and digests", keeping.drafts),
        (gone.proposals, "decided proposals", keeping.proposals),
    ):
        if count:
            yield f"Deleted, kept for {days} days: {count:,} {what}."


def _old_files(folder: Path, before: datetime) -> list[Path]:
    """Delete the written files that nobody has changed since."""
    if not folder.is_dir():
        return []
    old = [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and datetime.fromtimestamp(path.stat().st_mtime, UTC) < before
    ]
    for path in old:
        path.unlink()
    return old
