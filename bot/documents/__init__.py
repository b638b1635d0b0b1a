"""The files of deliverables: facts and checked words in, bytes out. See README.md."""

from bot.documents.files import write_files

__all__ = ["write_files"]
