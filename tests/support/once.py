"""What a test process works out once: the checksum of a file, an opened network, its answer to a question, what a model
knows of plots, and which packages bring components for Streamlit.

Hundreds of tests draw pages with the same models and the same example, or tag a file by the same model. Each of them
would check the models, open their networks and ask what the test before has asked. Nothing is made up: what is kept is
what was worked out. A file of tests, or the conftest.py of a room, imports :func:`once_is_enough`.
"""

import functools
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.components.v2 import manifest_scanner

from core.drift import reference
from core.model.familiarity.score import Familiarity
from core.model.folder import seal, writer
from core.model.session import Session
from core.posters import model as posters
from core.text import Vocabulary

MOST = 200_000_000  # bytes of answers


class Answers(dict[bytes, list[np.ndarray]]):
    """The answers of networks, by what was asked, until there are :data:`MOST` bytes of them."""

    size = 0

    def keep(self, key: bytes, answer: list[np.ndarray]) -> None:
        self.size += sum(array.nbytes for array in answer)
        if self.size <= MOST:
            self[key] = [array.copy() for array in answer]


@pytest.fixture(autouse=True, scope="module")
def once_is_enough() -> Iterator[None]:
    """Keep what is worked out while the tests of a file run."""
    with pytest.MonkeyPatch.context() as patch:
        keep(patch)
        yield


def in_the_foreground(patch: pytest.MonkeyPatch) -> None:
    """No thread that collects garbage: it would outlive the test. Tests in the browser have it."""
    from dashboard.state.cache import garbage

    patch.setattr(garbage, "begin", garbage.leave_keras_alone)


_components = functools.cache(manifest_scanner.scan_component_manifests)  # reads what every installed package says
_digests: dict[tuple, str] = {}
_networks: dict[tuple[bytes, int], dict[str, Any]] = {}
_familiarities: dict[tuple, Familiarity] = {}
_answers = Answers()


def keep(patch: pytest.MonkeyPatch) -> None:
    """Keep what is worked out, for as long as the patch lasts."""
    patch.setattr(Session, "__init__", _opening(Session.__init__))
    patch.setattr(Session, "run", _running(Session.run))
    patch.setattr(manifest_scanner, "scan_component_manifests", _components)
    digest = _digesting(seal.digest)
    for module in (seal, writer, posters, reference):
        patch.setattr(module, "digest", digest)
    patch.setattr(Familiarity, "load", _loading(Familiarity.load, digest))


def _digesting(work_out):
    def digest(path: Path) -> str:
        seen = path.stat()
        key = path.resolve(), seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns
        if key not in _digests:
            _digests[key] = work_out(path)
        return _digests[key]

    return digest


def _loading(work_out, digest):
    def load(path: Path, vocabulary: Vocabulary) -> Familiarity:
        key = digest(path), tuple(vocabulary.words)
        if key not in _familiarities:
            _familiarities[key] = work_out(path, vocabulary)
        return _familiarities[key]

    return load


def _opening(work_out):
    def init(self, content: bytes, threads: int = 0) -> None:
        key = hashlib.sha256(content).digest(), threads
        if key not in _networks:
            work_out(self, content, threads)
            _networks[key] = {**self.__dict__, "network": key[0]}
        self.__dict__.update(_networks[key])

    return init


def _running(work_out):
    def run(self, outputs: Sequence[str] | None, inputs: Mapping[str, np.ndarray], *seconds: float) -> list:
        if not hasattr(self, "network"):  # it was opened before anything was kept
            return work_out(self, outputs, inputs, *seconds)
        asked = hashlib.sha256(self.network + repr(outputs).encode())
        for name, array in sorted(inputs.items()):
            asked.update(f"{name} {array.shape} {array.dtype}".encode() + np.ascontiguousarray(array).data)
        key = asked.digest()
        if key in _answers:
            return [array.copy() for array in _answers[key]]
        answer = work_out(self, outputs, inputs, *seconds)
        _answers.keep(key, answer)
        return answer

    return run
