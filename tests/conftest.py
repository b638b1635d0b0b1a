"""What every test may ask for: a store on each database, and no network beyond this machine."""

import os
import shutil
import socket
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import make_url

from knowledge.store.engine import Store, open_file
from knowledge.store.schema import migrate
from tests.fakes import postgres

os.environ["LANGSMITH_TRACING"] = "false"
os.environ["HF_HUB_OFFLINE"] = "1"
for key in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "DATABASE_URL", "STEWARD_HOME", "STEWARD_MODEL"):
    os.environ.pop(key, None)

# A busy machine is no failure: no deadline, and drawing examples may be slow.
_patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("default", _patient, max_examples=50)
settings.register_profile("thorough", _patient, max_examples=500)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.fixture(scope="session", autouse=True)
def _loopback_only() -> Iterator[None]:
    """Refuse every connection that leaves this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise ConnectionError(f"a test tried to reach {address[0]}")
        connect(self, address)  # type: ignore[arg-type]

    socket.socket.connect = guarded  # type: ignore[method-assign, assignment]
    yield
    socket.socket.connect = connect  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The URL of a PostgreSQL server that lives as long as the test run."""
    if postgres.programs() is None:
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL's programs are missing; CI must install them")
        pytest.skip("PostgreSQL's programs (initdb, pg_ctl) aren't installed")
    with postgres.server() as url:
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with an empty, migrated store, for tests to copy."""
    path = tmp_path_factory.mktemp("template") / "steward.db"
    store = open_file(path)
    migrate(store)
    store.close()
    return path


@pytest.fixture
def sqlite_store(sqlite_template: Path, tmp_path: Path) -> Iterator[Store]:
    """An empty, migrated store in an SQLite file."""
    shutil.copyfile(sqlite_template, tmp_path / "steward.db")
    store = open_file(tmp_path / "steward.db")
    yield store
    store.close()


@pytest.fixture(scope="session")
def postgres_admin(postgres_url: str) -> Iterator[Connection]:
    """A connection to PostgreSQL that makes and drops databases; `template` is a migrated one."""
    admin = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("CREATE DATABASE template"))
        store = Store(_database(postgres_url, "template"))
        migrate(store)
        store.close()
        yield connection
    admin.dispose()


@pytest.fixture
def postgres_store(postgres_url: str, postgres_admin: Connection) -> Iterator[Store]:
    """An empty, migrated store in a PostgreSQL database of its own."""
    name = f"t{uuid.uuid4().hex}"
    postgres_admin.execute(text(f"CREATE DATABASE {name} TEMPLATE template"))
    store = Store(_database(postgres_url, name))
    yield store
    store.close()
    postgres_admin.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest) -> Store:
    """An empty, migrated store: each test runs once on SQLite and once on PostgreSQL."""
    return request.getfixturevalue(f"{request.param}_store")


def _database(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)
