"""Downloads against a real server on loopback that breaks off, stalls, sends garbage and lies about its length."""

import contextlib
import hashlib
import random
import socket
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from core.errors import TableError
from data.__main__ import main
from data.sources import fetch, registry
from data.sources.registry import Download

CONTENT = random.Random(7).randbytes(300_000)
BLOB = hashlib.sha1(b"blob 300000\0" + CONTENT, usedforsecurity=False).hexdigest()


class Handler(BaseHTTPRequestHandler):
    """Misbehaves as ``server.script`` says, one word per request, and behaves when the script has run out."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):  # noqa: N802
        self.close_connection = True
        start = int(self.headers.get("Range", "bytes=0-").removeprefix("bytes=").rstrip("-"))
        self.server.starts.append(start)
        trouble = self.server.script.pop(0) if self.server.script else ""
        if trouble == "not http":
            self.wfile.write(b"hello, I am no web server\r\n\r\n")
            return
        status, body, length = answer(trouble, start, CONTENT[start:])
        self.send_response(status)
        if status == 206:
            self.send_header("Content-Range", f"bytes {start}-{len(CONTENT) - 1}/{len(CONTENT)}")
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.send_header("Connection", "close")
        self.end_headers()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.wfile.write(body)
            self.wfile.flush()
        if trouble == "stall":
            self.server.released.wait(20)


def answer(trouble, start, rest):
    """Status, body and the length that is claimed (None: no claim)."""
    good = 416 if start >= len(CONTENT) else 206 if start else 200
    page = b"<html>Log in to the hotel's network</html>"
    return {
        "break off": (good, rest[: len(rest) // 2], len(rest)),
        "stall": (good, rest[:1000], len(rest)),
        "lie long": (good, rest, len(rest) + 5000),
        "lie short": (good, rest, len(rest) - 5000),
        "no length": (good, rest, None),
        "garbage": (200, page, len(page)),
        "corrupt": (good, rest[:1000] + b"X" + rest[1001:], len(rest)),
        "ignore range": (200, CONTENT, len(CONTENT)),
        "endless": (good, rest * 5, None),
        "error": (503, b"busy", 4),
        "gone": (404, b"", 0),
    }.get(trouble, (good, rest, len(rest)))


@pytest.fixture
def server():
    """A server on loopback; ``server.script`` is what goes wrong, ``server.starts`` what was asked for."""
    instance = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    instance.script, instance.starts, instance.released = [], [], threading.Event()
    instance.daemon_threads = True
    thread = threading.Thread(target=instance.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield instance
    instance.released.set()
    instance.shutdown()
    instance.server_close()
    thread.join()


@pytest.fixture
def what(server, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    return Download(f"http://127.0.0.1:{server.server_port}/movies.csv.bz2", BLOB, largest=1_000_000)


def get(what, path, **options):
    fetch.download(what, path, pause=0.01, stalled=0.5, **options)


def test_the_id_is_gits(tmp_path):
    (tmp_path / "x").write_bytes(b"hello\n")
    assert fetch.git_blob_id(tmp_path / "x") == "ce013625030ba8dba906f756967f9e9ca394464a"  # git hash-object


def test_plain_download_shows_progress(server, what, tmp_path):
    heard = []
    get(what, tmp_path / "deep" / "file", progress=lambda done, total: heard.append((done, total)))
    assert (tmp_path / "deep" / "file").read_bytes() == CONTENT
    assert heard[-1] == (300_000, 300_000) and len(heard) > 3 and heard == sorted(heard)
    assert not list(tmp_path.rglob("*.partial"))


@pytest.mark.parametrize(
    "script",
    [
        ["break off", "break off"],
        ["stall"],
        ["garbage"],
        ["lie long"],
        ["lie short"],
        ["corrupt"],
        ["error", "error"],
        ["no length"],
        ["not http"],
        ["endless"],
        ["break off", "garbage", "stall", "lie long", "error"],
        ["break off", "ignore range"],
        ["break off", "corrupt"],
    ],
    ids=" then ".join,
)
def test_it_arrives_whole_whatever_the_server_does(server, what, tmp_path, script):
    server.script = list(script)
    get(what, tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == CONTENT
    assert not server.script, "each misbehaviour was met"


def test_it_resumes_where_it_broke_off(server, what, tmp_path):
    server.script = ["break off"]
    get(what, tmp_path / "file")
    assert server.starts[0] == 0 and 140_000 < server.starts[1] <= 150_000 and len(server.starts) == 2


def test_it_resumes_what_another_process_left(server, what, tmp_path):
    (tmp_path / "file.partial").write_bytes(CONTENT[:200_000])
    get(what, tmp_path / "file")
    assert server.starts == [200_000] and (tmp_path / "file").read_bytes() == CONTENT


def test_a_whole_partial_file_is_taken(server, what, tmp_path):
    (tmp_path / "file.partial").write_bytes(CONTENT)
    get(what, tmp_path / "file")
    assert server.starts == [300_000] and (tmp_path / "file").read_bytes() == CONTENT


def test_wrong_bytes_left_over_do_not_stick(server, what, tmp_path):
    (tmp_path / "file.partial").write_bytes(b"x" * 1000)
    get(what, tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == CONTENT


def test_a_wrong_file_never_appears_and_a_good_one_is_kept(server, what, tmp_path):
    (tmp_path / "file").write_bytes(b"the old one")
    server.script = ["corrupt"] * fetch.ATTEMPTS
    with pytest.raises(TableError, match="not the file expected"):
        get(what, tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == b"the old one"


def test_a_file_that_is_gone_is_not_asked_for_again(server, what, tmp_path):
    server.script = ["gone"]
    with pytest.raises(TableError, match="HTTP 404"):
        get(what, tmp_path / "file")
    assert len(server.starts) == 1


def test_no_network(tmp_path, what):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    with pytest.raises(TableError, match="no network connection to 127.0.0.1"):
        get(replace(what, url=f"http://127.0.0.1:{port}/x"), tmp_path / "file")
    with pytest.raises(TableError, match="no network connection to nowhere.invalid"):
        get(replace(what, url="http://nowhere.invalid/x"), tmp_path / "file")


def test_through_a_proxy_and_a_dead_one(server, what, tmp_path, monkeypatch):
    monkeypatch.setenv("http_proxy", what.url.rsplit("/", 1)[0])
    get(replace(what, url="http://nowhere.invalid/x"), tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == CONTENT
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with pytest.raises(TableError, match="proxy"):
        get(replace(what, url="http://nowhere.invalid/x"), tmp_path / "other")


def test_a_place_that_cannot_be_written(server, what, tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(TableError, match="can't be written"):
        get(what, tmp_path / "file" / "below")


def test_by_name_on_the_command_line(server, what, tmp_path, monkeypatch, capsys):
    source = replace(registry.SOURCES["imdb-tv"], path=tmp_path / "tv.csv.bz2", download=what)
    monkeypatch.setitem(registry.SOURCES, "imdb-tv", source)
    assert main(["fetch", "imdb-tv"]) == 0
    assert "verified" in capsys.readouterr().out
    assert main(["fetch", "imdb-tv"]) == 0 and len(server.starts) == 1, "a verified file is not fetched again"
    assert main(["fetch", "open_plots"]) == 2 and main(["fetch", "nonesuch"]) == 2
    assert "imdb-tv" in capsys.readouterr().err


def test_a_source_that_is_not_there_says_how_to_get_it(tmp_path, monkeypatch):
    source = replace(registry.SOURCES["imdb-tv"], path=tmp_path / "none.bz2")
    monkeypatch.setitem(registry.SOURCES, "imdb-tv", source)
    with pytest.raises(TableError, match="python -m data fetch imdb-tv"):
        registry.load("imdb-tv")
