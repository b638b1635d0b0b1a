"""A PostgreSQL of the tests' own, in a folder of its own, on a socket and no port."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def programs() -> Path | None:
    """The folder with initdb and pg_ctl, or None where PostgreSQL isn't installed."""
    on_path = shutil.which("pg_ctl")
    candidates = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if on_path:
        candidates.append(Path(on_path).resolve().parent)
    return next((folder for folder in candidates if (folder / "initdb").exists()), None)


@contextmanager
def server() -> Iterator[str]:
    """Start a server, yield its URL, stop it and delete its folder.

    PostgreSQL refuses to run as root; there the server runs as the user `postgres`.
    """
    folder = programs()
    assert folder is not None
    home = Path(tempfile.mkdtemp(prefix="steward-pg-"))
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    if os.geteuid() == 0:
        shutil.chown(home, user)
    data = home / "data"
    settings = f"-c listen_addresses= -k {home} -c fsync=off -c synchronous_commit=off"
    _run(user, folder / "initdb", "-D", data, "-A", "trust", "-U", "steward", "-E", "UTF8", "-N")
    _run(user, folder / "pg_ctl", "-D", data, "-w", "-l", home / "log", "-o", settings, "start")
    try:
        yield f"postgresql+psycopg://steward@/postgres?host={home}"
    finally:
        _run(user, folder / "pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(home, ignore_errors=True)


def _run(user: str, program: Path, *arguments: object) -> None:
    command = [str(program), *map(str, arguments)]
    if os.geteuid() == 0:
        account = pwd.getpwnam(user)
        subprocess.run(
            command, check=True, stdout=subprocess.DEVNULL, cwd="/", env={"PATH": os.defpath},
            user=account.pw_uid, group=account.pw_gid, extra_groups=[],
        )  # fmt: skip
        return
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
