"""Downloads that resume, are checked before they appear under their name, and say plainly what went wrong."""

import hashlib
import random
import time
from collections.abc import Callable
from pathlib import Path

import requests

from core.errors import TableError
from core.tables.output import atomic
from data.sources.registry import SOURCES, Download

ATTEMPTS = 6
_CHUNK = 1 << 13  # what is lost of a broken connection is at most this much
_CONNECT, _STALLED = 10, 20  # seconds to wait for a connection, and for the next bytes
_GONE = (401, 403, 404, 410, 451)
Progress = Callable[[int, int], None]  # bytes so far, bytes in all (0: unknown)


class _TryAgain(Exception):
    """Something that may go better next time; the message says what it was."""


class _NoNetwork(_TryAgain):
    """No connection at all: not worth waiting for, unless there was one a moment ago. The message is a sentence."""


def git_blob_id(path: Path) -> str:
    """SHA-1 of ``blob <size>`` NUL content: the name git gives to a file's content."""
    digest = hashlib.sha1(f"blob {path.stat().st_size}\0".encode(), usedforsecurity=False)
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def fetch(name: str, progress: Progress = lambda done, total: None, *, again: bool = False) -> Path:
    """Download a named source, unless its verified file is there already; ``again`` downloads in any case.

    Raises TableError when the name has nothing to download, and what :func:`download` raises.
    """
    source = SOURCES.get(name)
    if source is None or source.download is None:
        names = ", ".join(key for key, item in SOURCES.items() if item.download)
        raise TableError(f"There is nothing to download for {name[:200]!r}. What can be fetched: {names}.")
    path = source.path
    if path.exists() and not again and git_blob_id(path) == source.download.git_blob:
        return path
    download(source.download, path, progress)
    return path


def download(
    what: Download,
    path: Path,
    progress: Progress = lambda done, total: None,
    *,
    pause: float = 1.0,
    stalled: float = _STALLED,
) -> None:
    """Get a file to ``path``; it appears there only when its content is what it should be.

    Goes on from ``path.partial`` where an earlier attempt broke off, also of another process. Tries six times, waiting
    ``pause`` seconds and then twice as long each time; ``stalled`` seconds without a byte end an attempt. The proxies
    of the environment (HTTPS_PROXY) are used. Raises TableError.
    """
    partial = path.with_name(path.name + ".partial")
    reason = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for attempt in range(ATTEMPTS):
            if attempt:
                time.sleep(pause * 2 ** (attempt - 1) * random.uniform(0.8, 1.2))
            try:
                _attempt(what, partial, progress, stalled)
                _verify(what, partial)
            except _NoNetwork as error:
                if not attempt:
                    raise TableError(str(error)) from None
                reason = "the network is gone"
                continue
            except _TryAgain as error:
                reason = str(error)
                continue
            atomic.publish(partial, path)
            return
    except OSError as error:
        raise TableError(
            f"{path} can't be written ({error.strerror or error}). Free space or check the folder."
        ) from None
    raise TableError(f"{what.url} could not be downloaded: {reason}, {ATTEMPTS} times over. Try again later.")


def _attempt(what: Download, partial: Path, progress: Progress, stalled: float) -> None:
    """One request, appended to what is there already."""
    done = partial.stat().st_size if partial.exists() else 0
    # "identity": a transparently unpacked answer would have another length than the range asked for.
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={done}-"} if done else {})
    try:
        with requests.get(what.url, headers=headers, stream=True, timeout=(_CONNECT, stalled)) as answer:
            if answer.status_code == 416:  # nothing lies beyond what is there: it is whole, or wrong
                return
            _judge(answer, what)
            if answer.status_code != 206 or not answer.headers.get("Content-Range", "").startswith(f"bytes {done}-"):
                done = 0
            _receive(answer, partial, done, what.largest, progress)
    except requests.exceptions.ProxyError as error:
        raise TableError(f"The proxy refuses the connection ({_cause(error)}). Check HTTPS_PROXY.") from None
    except requests.exceptions.SSLError as error:
        raise TableError(f"The server's certificate is not trusted ({_cause(error)}). Check the network.") from None
    except requests.exceptions.ConnectTimeout:
        raise _NoNetwork(f"{_host(what)} does not answer. Check the network, or set HTTPS_PROXY.") from None
    except (requests.exceptions.ReadTimeout, requests.exceptions.ChunkedEncodingError) as error:
        raise _TryAgain(f"the connection broke off or stalled ({_cause(error)})") from None
    except requests.exceptions.ConnectionError as error:
        cause = _cause(error)
        if any(sign in cause for sign in ("NameResolution", "NewConnection", "resolve", "refused", "unreachable")):
            raise _NoNetwork(
                f"There is no network connection to {_host(what)}. Connect, or set HTTPS_PROXY when behind a proxy."
            ) from None
        raise _TryAgain(f"the connection broke off or stalled ({cause})") from None
    except requests.exceptions.RequestException as error:
        raise _TryAgain(f"the server's answer made no sense ({_cause(error)})") from None


def _judge(answer: requests.Response, what: Download) -> None:
    """Raises TableError for an answer that won't get better, _TryAgain for one that may."""
    if answer.status_code in _GONE:
        raise TableError(f"{what.url} is not to be had (HTTP {answer.status_code}). It may have moved.")
    if answer.status_code not in (200, 206):
        raise _TryAgain(f"the server answered HTTP {answer.status_code}")


def _receive(answer: requests.Response, partial: Path, done: int, largest: int, progress: Progress) -> None:
    """Append (or, from ``done`` = 0, write anew) what comes."""
    length = answer.headers.get("Content-Length", "")
    total = done + int(length) if length.isdigit() else 0
    with partial.open("r+b" if done else "wb") as stream:
        stream.seek(done)
        for block in answer.iter_content(_CHUNK):
            stream.write(block)
            done += len(block)
            progress(done, total)
            if done > largest:
                break
    if done > largest:
        partial.unlink()
        raise _TryAgain(f"the server sent more than {largest:,} bytes, which is not this file")
    if done < total:
        raise _TryAgain(f"the connection broke off after {done:,} of {total:,} bytes")


def _verify(what: Download, partial: Path) -> None:
    """Raises _TryAgain, and throws the bytes away, when they are not the file's."""
    blob = git_blob_id(partial) if partial.exists() else "nothing"
    if blob != what.git_blob:
        partial.unlink(missing_ok=True)
        raise _TryAgain(f"what came is not the file expected (git blob {blob[:12]} instead of {what.git_blob[:12]})")


def _host(what: Download) -> str:
    return what.url.split("/")[2]


def _cause(error: Exception) -> str:
    """The innermost reason, without the object addresses that urllib3 prints."""
    reason = getattr(error.args[0], "reason", error.args[0]) if error.args else error
    return (
        f"{type(reason).__name__}: {str(reason).split('>: ')[-1]}"[:160]
        if isinstance(reason, Exception)
        else str(reason)
    )
