"""Which files a draft becomes, and where they go."""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from bot.documents.mail import mail_files
from bot.documents.plain import text_file
from bot.drafting import Drafted

_UNSAFE = re.compile(r"[^\w]+")

Render = Callable[[Drafted], Mapping[str, bytes]]
"""A draft's files: their endings, such as "eml", with their bytes."""

RENDERERS: dict[str, Render] = {
    "escalation": text_file,
    "email_renewal": mail_files,
    "email_check_in": mail_files,
    "email_qbr_invitation": mail_files,
    "email_follow_up": mail_files,
    "email_price_pushback": mail_files,
}


def write_files(drafts: Sequence[Drafted], out: Path | None) -> tuple[str, ...]:
    """Write the files of the drafts that aren't held; their paths, in order.

    A file is named by its account and kind, and replaces the one of the draft before.
    """
    if out is None:
        return ()
    paths: list[str] = []
    for drafted in drafts:
        if drafted.held:
            continue
        for ending, data in RENDERERS[drafted.draft.kind](drafted).items():
            out.mkdir(parents=True, exist_ok=True)
            path = out / f"{_named(drafted)}.{ending}"
            path.write_bytes(data)
            paths.append(str(path))
    return tuple(paths)


def _named(drafted: Drafted) -> str:
    words = f"{drafted.draft.account} {drafted.draft.kind} {drafted.draft.audience}"
    return _UNSAFE.sub("-", words.casefold()).strip("-")[:80]
