"""The working set's file: derived from the usage rows, replaced whole, trusted only if intact.

Magic, then blocks in NumPy's .npy format: the header (JSON as bytes), the ids, the past, the
windows, and last the values, aligned, so that they can be mapped; then a CRC-32 of it all.
"""

import fcntl
import json
import logging
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from knowledge.health.days import Days, Past
from knowledge.health.windows import ARRAYS, Windows

logger = logging.getLogger(__name__)

_NAME = "usage.set"
# With the version of the format: another version is no file of ours.
_MAGIC = b"steward-usage-1\n"
_ALIGNED = 64
_CRC_BYTES = 4
_PIECE_BYTES = 2**20
_PAST = tuple(field.name for field in fields(Past))


@dataclass(frozen=True, slots=True)
class Header:
    """What the set was read from: a store, up to which change of its usage and which import.

    `first_day`, `newest`: ordinals of the first and the last day that it holds. `checked`: ordinal
    of the day on which it was last read from the rows whole.
    """

    store: str
    change: int
    imports: int
    first_day: int
    newest: int
    checked: int


@dataclass(frozen=True, slots=True)
class Held:
    """The set: usage by day of these metrics and accounts, and the windows as of its newest day.

    `ids` (accounts) and `metrics` are sorted; `origins` as in `Source`.
    """

    header: Header
    metrics: NDArray[np.int64]
    ids: NDArray[np.int64]
    origins: NDArray[np.int64]
    days: Days
    windows: Windows


def read_set(folder: Path) -> Held | None:
    """Return the set in the folder, its values mapped; None where there is none that is intact."""
    path = folder / _NAME
    if not path.exists():
        return None
    with path.open("rb") as file:
        if not _is_intact(file):
            logger.warning("the working set of usage is torn or of another version")
            return None
        file.seek(len(_MAGIC))
        return _read(file, path)


def write_set(folder: Path, held: Held) -> None:
    """Put a set in the folder's place for it: whoever reads finds the old one or the new one."""
    part = folder / f"{_NAME}.part"
    with part.open("wb") as file:
        summed = _Summed(file)
        summed.write(_MAGIC)
        _write(summed, held)
        file.write(summed.crc.to_bytes(_CRC_BYTES, "little"))
        file.flush()
        os.fsync(file.fileno())
    part.replace(folder / _NAME)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the folder's lock: one process at a time makes a set."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{_NAME}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class _Summed:
    """A file that keeps the checksum of what was written to it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.crc = 0
        self.size = 0

    def write(self, data: bytes) -> int:
        self.crc = zlib.crc32(data, self.crc)
        self.size += len(data)
        return self._file.write(data)


def _write(file: _Summed, held: Held) -> None:
    header = json.dumps(asdict(held.header) | {"has_past": held.days.past is not None})
    past = [getattr(held.days.past, name) for name in _PAST] if held.days.past else []
    windows = [getattr(held.windows, name) for name in ARRAYS]
    text = np.frombuffer(header.encode(), dtype=np.uint8)
    for array in (text, held.metrics, held.ids, held.origins, *past, *windows):
        npy.write_array(file, array, allow_pickle=False)
    file.write(bytes(-file.size % _ALIGNED))
    shape: Any = held.days.values.shape
    described = npy.header_data_from_array_1_0(np.empty(0, held.days.values.dtype))
    npy.write_array_header_1_0(file, described | {"shape": shape, "fortran_order": False})
    for metric in held.days.values:
        for day in metric:
            file.write(day.tobytes())


def _is_intact(file: BinaryIO) -> bool:
    """Tell whether the file begins with the magic, and ends with the checksum of what it holds."""
    left = os.fstat(file.fileno()).st_size - len(_MAGIC) - _CRC_BYTES
    if left < 0 or file.read(len(_MAGIC)) != _MAGIC:
        return False
    crc = zlib.crc32(_MAGIC)
    while left > 0:
        piece = file.read(min(left, _PIECE_BYTES))
        crc = zlib.crc32(piece, crc)
        left -= len(piece)
    return crc == int.from_bytes(file.read(_CRC_BYTES), "little")


def _read(file: BinaryIO, path: Path) -> Held:
    known = json.loads(_block(file).tobytes())
    has_past = known.pop("has_past")
    header = Header(**known)
    metrics, ids, origins = _block(file), _block(file), _block(file)
    past = Past(*(_block(file) for _ in _PAST)) if has_past else None
    windows = Windows(header.newest, *(_block(file) for _ in ARRAYS))
    file.seek(-file.tell() % _ALIGNED, os.SEEK_CUR)
    npy.read_magic(file)
    shape, _, dtype = npy.read_array_header_1_0(file)
    values: NDArray[Any] = np.empty(shape, dtype)
    if values.size:
        values = np.memmap(path, dtype=dtype, mode="r", offset=file.tell(), shape=shape)
    return Held(header, metrics, ids, origins, Days(values, header.first_day, past), windows)


def _block(file: BinaryIO) -> NDArray[Any]:
    block: NDArray[Any] = npy.read_array(file, allow_pickle=False)
    return block
