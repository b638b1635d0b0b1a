"""Where the public data sets are: STEWARD_SHARED_DATA, else ../shared/data beside the checkout."""

import os
from pathlib import Path

_BESIDE = Path(__file__).resolve().parents[2].parent / "shared" / "data"


def data_folder(name: str) -> Path | None:
    """Return a data set's folder, None where it is absent."""
    folder = Path(os.environ.get("STEWARD_SHARED_DATA", _BESIDE)) / name
    return folder if folder.is_dir() else None
