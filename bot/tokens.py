"""How many tokens a text has for OpenAI's models, without ever asking the network.

tiktoken downloads a vocabulary that it hasn't got, and waits without a limit where packets are
dropped: so it is used only where the file is there already, and an estimate is used elsewhere.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tiktoken import Encoding

_BLOBS = "https://openaipublic.blob.core.windows.net/encodings"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """One of tiktoken's: its name, the file's SHA-256, how text is cut before it is looked up."""

    name: str
    sha256: str
    pattern: str

    @property
    def file(self) -> str:
        """What tiktoken's cache calls the file."""
        url = f"{_BLOBS}/{self.name}.tiktoken"
        return hashlib.sha1(url.encode(), usedforsecurity=False).hexdigest()


EMBEDDING = Vocabulary(
    "cl100k_base",
    "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
    r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+"
    r"|\s++$|\s*[\r\n]|\s+(?!\S)|\s",
)
_LEAD = r"[^\r\n\p{L}\p{N}]?"
_UPPER, _LOWER = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]", r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"
_SHORT = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
CHAT = Vocabulary(
    "o200k_base",
    "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
    f"{_LEAD}{_UPPER}*{_LOWER}+{_SHORT}|{_LEAD}{_UPPER}+{_LOWER}*{_SHORT}"
    r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+",
)
# Measured against the true counts of call notes, emails and Markdown: 2 to 8% above on the whole,
# 11 to 23% below at worst; so a limit is kept with 15% to spare.
_PIECE = re.compile(r"[A-Za-zÀ-ÿ]+|\d{1,3}|[^\sA-Za-zÀ-ÿ\d]+|\s{2,}|\n")
_LETTERS_A_TOKEN = 9
_SPARE = 1.15


def count_tokens(text: str, folder: Path | None = None, vocabulary: Vocabulary = EMBEDDING) -> int:
    """The tokens of a text: counted where `folder` holds tiktoken's vocabulary, else estimated."""
    encoding = _encoding(folder, vocabulary)
    if encoding is not None:
        return len(encoding.encode(text, disallowed_special=()))
    return sum(-(-len(piece) // _LETTERS_A_TOKEN) for piece in _PIECE.findall(text))


def counts_exactly(folder: Path | None, vocabulary: Vocabulary = CHAT) -> bool:
    """Whether tokens are counted, not estimated."""
    return _encoding(folder, vocabulary) is not None


def chat_counter(folder: Path | None) -> Callable[[str], int]:
    """What counts a chat model's tokens with the vocabulary in that folder, if it is there."""
    return lambda text: count_tokens(text, folder, CHAT)


def shortened(text: str, most: int, folder: Path | None = None) -> str:
    """The text, cut where it has more than `most` tokens of an embedding model."""
    # No token is longer than what this many characters hold, in any text that people write.
    if len(text) <= most:
        return text
    allowed = most if _encoding(folder, EMBEDDING) else int(most / _SPARE)
    while (count := count_tokens(text, folder)) > allowed:
        text = text[: int(len(text) * allowed / count * 0.98)]
    return text


@cache
def _encoding(folder: Path | None, vocabulary: Vocabulary) -> "Encoding | None":
    path = folder / vocabulary.file if folder is not None else None
    if path is None or not path.is_file():
        return None
    from tiktoken import Encoding
    from tiktoken.load import load_tiktoken_bpe

    # Made from the file itself: by name, tiktoken would download what it takes for damaged.
    try:
        ranks = load_tiktoken_bpe(str(path), expected_hash=vocabulary.sha256)
    except (ValueError, OSError):
        return None
    return Encoding(
        vocabulary.name, pat_str=vocabulary.pattern, mergeable_ranks=ranks, special_tokens={}
    )
