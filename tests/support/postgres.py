"""A PostgreSQL of the tests' own: Debian's, on loopback, run by a user without rights, gone with the test."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.pages.browser import free_port

HINT = "No PostgreSQL on this machine. Install it (Debian: apt install postgresql)."
OWNER, WORKER, PASSWORD = "owner", "worker", "s3cret-and-%40-sign"  # the password as it is written in an address


def tools() -> Path | None:
    """Where ``initdb`` and ``postgres`` are, if they are installed: Debian keeps them out of the path."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda place: float(place.parent.name), reverse=True)
    found = shutil.which("initdb")
    return next((place for place in [*places, *([Path(found).parent] if found else [])] if _whole(place)), None)


def _whole(place: Path) -> bool:
    return all((place / name).is_file() for name in ("initdb", "postgres"))


@dataclass(frozen=True)
class Server:
    """A server that answers on ``port`` of loopback. Its worker may connect to ``study`` and make tables there."""

    port: int

    def address(self, role: str = WORKER, password: str = PASSWORD, database: str = "study") -> str:
        """The address of a database, as it is given to ``--storage``."""
        return f"postgresql://{role}:{password}@127.0.0.1:{self.port}/{database}"

    def run(self, *statements: str, database: str = "study") -> None:
        """Statements of the server's owner, each by itself."""
        import psycopg

        with psycopg.connect(self.address(OWNER, database=database), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)


def _nobody() -> dict[str, object]:
    """For root, whom PostgreSQL refuses: whom else its processes belong to."""
    if os.geteuid():
        return {}
    user = next(pwd.getpwnam(name) for name in ("postgres", "nobody"))
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@contextmanager
def serve(place: Path) -> Iterator[Server]:
    """Start a server from the tools at ``place`` in a temporary folder."""
    folder = Path(tempfile.mkdtemp(prefix="genrelens-postgres-"))  # pytest's own folder is root's alone
    nobody = _nobody()
    try:
        (folder / "password").write_text(PASSWORD.replace("%40", "@"))
        if nobody:
            for path in (folder, folder / "password"):
                os.chown(path, nobody["user"], nobody["group"])
        data = folder / "data"
        made = subprocess.run(
            [place / "initdb", "-D", data, "-U", OWNER, "-A", "scram-sha-256", "--pwfile", folder / "password", "-N"],
            cwd=folder, capture_output=True, text=True, **nobody,
        )  # fmt: skip
        assert made.returncode == 0, made.stderr
        port = free_port()
        options = {"listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": "", "fsync": "off"}
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [place / "postgres", "-D", data, *settings], cwd=folder, stdout=log, stderr=log, **nobody
            )
        try:
            yield _ready(Server(port), server, folder / "log")
        finally:
            server.send_signal(signal.SIGINT)  # at once, whoever is still connected
            server.wait(30)
    finally:
        shutil.rmtree(folder)


def _ready(server: Server, process: subprocess.Popen, log: Path) -> Server:
    """The server once it answers, with a database in which a worker has the rights that docs/training.md names."""
    import psycopg

    until = time.monotonic() + 60
    while True:
        try:
            server.run("CREATE DATABASE study", database="postgres")
            break
        except psycopg.OperationalError:
            assert process.poll() is None and time.monotonic() < until, log.read_text()
            time.sleep(0.1)
    server.run(
        f"CREATE ROLE {WORKER} LOGIN PASSWORD '{PASSWORD.replace('%40', '@')}'",
        "REVOKE ALL ON DATABASE study FROM PUBLIC",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
    )
    return server
