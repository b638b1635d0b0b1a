"""Run every benchmark in turn: `make bench`. Each prints ratios against a floor of the same run."""

import subprocess
import sys
from pathlib import Path


def main() -> None:
    """Each in a process of its own, so that one's memory isn't another's."""
    for path in sorted(Path(__file__).parent.glob("bench_*.py")):
        sys.stdout.write(f"\n== {path.stem}\n")
        sys.stdout.flush()
        subprocess.run([sys.executable, "-m", f"tests.benchmarks.{path.stem}"], check=True)


if __name__ == "__main__":
    main()
